/** `nn.AdaptiveAvgPool3d`. */

import { adaptiveAvgPool3d, type OutputSize } from "../../ops/pooling.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { AdaptiveAvgPool } from "../pooling.ts";

/** The averages of regions of the last three dims, as many as `outputSize` says; null keeps a size. */
export class AdaptiveAvgPool3d extends AdaptiveAvgPool {
  constructor(...args: Call<[outputSize: OutputSize], { outputSize: OutputSize }>) {
    super("AdaptiveAvgPool3d", args);
  }

  protected pool(input: Tensor, outputSize: OutputSize): Tensor {
    return adaptiveAvgPool3d(input, outputSize);
  }
}
