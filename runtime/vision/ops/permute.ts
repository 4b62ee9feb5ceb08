/** `torchvision.ops.Permute`. */

import { Module } from "../../nn/index.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** A view with the dims in another order. */
export class Permute extends Module {
  readonly dims: readonly number[];

  constructor(dims: readonly number[]) {
    super();
    this.dims = dims;
  }

  override forward(x: Tensor): Tensor {
    return x.permute(...this.dims);
  }
}
