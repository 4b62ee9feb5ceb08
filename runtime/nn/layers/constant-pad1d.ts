/** `nn.ConstantPad1d`. */

import { ConstantPadding, type ValueCall } from "../edge-padding.ts";

/**
 * Adds a value at the edges of the last dim. One number is for all edges, two numbers are left, right.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad1d.html
 */
export class ConstantPad1d extends ConstantPadding {
  constructor(...args: ValueCall) {
    super("ConstantPad1d", 1, args);
  }
}
