/** `nn.Softmax2d`. */

import { softmax } from "../../ops/softmax.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Module } from "../module.ts";

/** Softmax over the channels of [N, C, H, W] or [C, H, W]. */
export class Softmax2d extends Module {
  override forward(input: Tensor): Tensor {
    if (input.ndim !== 3 && input.ndim !== 4)
      throw new Error(`Softmax2d: expected input to be 3D or 4D, got ${input.ndim}D instead`);
    return softmax(input, -3);
  }
}
