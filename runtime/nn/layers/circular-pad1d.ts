/** `nn.CircularPad1d`. */

import { CircularPadding, type EdgeCall } from "../edge-padding.ts";

/**
 * Adds, at the edges of the last dim, what lies at the other end. One number is for all edges, two numbers are left, right.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad1d.html
 */
export class CircularPad1d extends CircularPadding {
  protected override get dims(): number {
    return 1;
  }

  constructor(...args: EdgeCall) {
    super("CircularPad1d", 1, args);
  }
}
