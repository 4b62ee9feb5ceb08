/** `nn.CircularPad3d`. */

import { CircularPadding, type EdgeCall } from "../edge-padding.ts";

/**
 * Adds, at the edges of the last three dims, what lies at the other end. One number is for all edges, six numbers are left, right, top, bottom, front, back.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad3d.html
 */
export class CircularPad3d extends CircularPadding {
  protected override get dims(): number {
    return 3;
  }

  constructor(...args: EdgeCall) {
    super("CircularPad3d", 3, args);
  }
}
