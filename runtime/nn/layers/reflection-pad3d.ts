/** `nn.ReflectionPad3d`. */

import { type EdgeCall, ReflectionPadding } from "../edge-padding.ts";

/**
 * Adds, at the edges of the last three dims, the elements inside them in reverse. One number is for all edges, six numbers are left, right, top, bottom, front, back.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad3d.html
 */
export class ReflectionPad3d extends ReflectionPadding {
  constructor(...args: EdgeCall) {
    super("ReflectionPad3d", 3, args);
  }
}
