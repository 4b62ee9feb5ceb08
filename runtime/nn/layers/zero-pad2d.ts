/** `nn.ZeroPad2d`. */

import { type EdgeCall, ZeroPadding } from "../edge-padding.ts";

/**
 * Adds zeros at the edges of the last two dims. One number is for all edges, four numbers are left, right, top, bottom.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad2d.html
 */
export class ZeroPad2d extends ZeroPadding {
  constructor(...args: EdgeCall) {
    super("ZeroPad2d", 2, args);
  }
}
