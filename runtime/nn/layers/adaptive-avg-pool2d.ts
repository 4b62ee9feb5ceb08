/** `nn.AdaptiveAvgPool2d`. */

import { adaptiveAvgPool2d, type OutputSize } from "../../ops/pooling.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { AdaptiveAvgPool } from "../pooling.ts";

/** The averages of regions of the last two dims, as many as `outputSize` says; null keeps a size. */
export class AdaptiveAvgPool2d extends AdaptiveAvgPool {
  constructor(...args: Call<[outputSize: OutputSize], { outputSize: OutputSize }>) {
    super("AdaptiveAvgPool2d", args);
  }

  protected pool(input: Tensor, outputSize: OutputSize): Tensor {
    return adaptiveAvgPool2d(input, outputSize);
  }
}
