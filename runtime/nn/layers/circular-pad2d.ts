/** `nn.CircularPad2d`. */

import { CircularPadding, type EdgeCall } from "../edge-padding.ts";

/**
 * Adds, at the edges of the last two dims, what lies at the other end. One number is for all edges, four numbers are left, right, top, bottom.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad2d.html
 */
export class CircularPad2d extends CircularPadding {
  protected override get dims(): number {
    return 2;
  }

  constructor(...args: EdgeCall) {
    super("CircularPad2d", 2, args);
  }
}
