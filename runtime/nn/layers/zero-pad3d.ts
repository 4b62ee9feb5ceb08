/** `nn.ZeroPad3d`. */

import { type EdgeCall, ZeroPadding } from "../edge-padding.ts";

/**
 * Adds zeros at the edges of the last three dims. One number is for all edges, six numbers are left, right, top, bottom, front, back.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad3d.html
 */
export class ZeroPad3d extends ZeroPadding {
  constructor(...args: EdgeCall) {
    super("ZeroPad3d", 3, args);
  }
}
