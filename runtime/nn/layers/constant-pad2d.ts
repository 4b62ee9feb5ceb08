/** `nn.ConstantPad2d`. */

import { ConstantPadding, type ValueCall } from "../edge-padding.ts";

/**
 * Adds a value at the edges of the last two dims. One number is for all edges, four numbers are left, right, top, bottom.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad2d.html
 */
export class ConstantPad2d extends ConstantPadding {
  constructor(...args: ValueCall) {
    super("ConstantPad2d", 2, args);
  }
}
