/** `nn.ReflectionPad1d`. */

import { type EdgeCall, ReflectionPadding } from "../edge-padding.ts";

/**
 * Adds, at the edges of the last dim, the elements inside them in reverse. One number is for all edges, two numbers are left, right.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad1d.html
 */
export class ReflectionPad1d extends ReflectionPadding {
  constructor(...args: EdgeCall) {
    super("ReflectionPad1d", 1, args);
  }
}
