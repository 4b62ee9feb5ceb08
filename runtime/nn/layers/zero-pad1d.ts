/** `nn.ZeroPad1d`. */

import { type EdgeCall, ZeroPadding } from "../edge-padding.ts";

/**
 * Adds zeros at the edges of the last dim. One number is for all edges, two numbers are left, right.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad1d.html
 */
export class ZeroPad1d extends ZeroPadding {
  constructor(...args: EdgeCall) {
    super("ZeroPad1d", 1, args);
  }
}
