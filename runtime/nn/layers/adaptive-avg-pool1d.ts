/** `nn.AdaptiveAvgPool1d`. */

import { adaptiveAvgPool1d, type OutputSize } from "../../ops/pooling.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { AdaptiveAvgPool } from "../pooling.ts";

/** The averages of regions of the last dim, as many as `outputSize` says; null keeps a size. */
export class AdaptiveAvgPool1d extends AdaptiveAvgPool {
  constructor(...args: Call<[outputSize: OutputSize], { outputSize: OutputSize }>) {
    super("AdaptiveAvgPool1d", args);
  }

  protected pool(input: Tensor, outputSize: OutputSize): Tensor {
    return adaptiveAvgPool1d(input, outputSize);
  }
}
