/** `nn.ConstantPad3d`. */

import { ConstantPadding, type ValueCall } from "../edge-padding.ts";

/**
 * Adds a value at the edges of the last three dims. One number is for all edges, six numbers are left, right, top, bottom, front, back.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad3d.html
 */
export class ConstantPad3d extends ConstantPadding {
  constructor(...args: ValueCall) {
    super("ConstantPad3d", 3, args);
  }
}
