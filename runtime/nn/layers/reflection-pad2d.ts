/** `nn.ReflectionPad2d`. */

import { type EdgeCall, ReflectionPadding } from "../edge-padding.ts";

/**
 * Adds, at the edges of the last two dims, the elements inside them in reverse. One number is for all edges, four numbers are left, right, top, bottom.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad2d.html
 */
export class ReflectionPad2d extends ReflectionPadding {
  constructor(...args: EdgeCall) {
    super("ReflectionPad2d", 2, args);
  }
}
