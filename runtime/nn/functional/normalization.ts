/** Normalisation. */

import { expectTensor } from "../../ops/core.ts";
import {
  type BatchNormOptions,
  type InstanceNormOptions,
  normalizeBatch,
  normalizeInstances,
  normalizeResponse,
} from "../../ops/normalization.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";

export type { BatchNormOptions, InstanceNormOptions } from "../../ops/normalization.ts";
export { groupNorm, layerNorm, rmsNorm } from "../../ops/normalization.ts";

/** Each channel (dim 1) with the batch's, or the running, mean taken away, and divided by the deviation. */
export function batchNorm(
  input: Tensor,
  runningMean: Tensor | null | BatchNormOptions,
  runningVar?: Tensor | null | BatchNormOptions,
  weight?: Tensor | null | BatchNormOptions,
  bias?: Tensor | null | BatchNormOptions,
  training?: boolean | BatchNormOptions,
  momentum?: number | BatchNormOptions,
  eps?: number | BatchNormOptions,
): Tensor {
  const positional = { runningMean, runningVar, weight, bias, training, momentum, eps };
  const call = named<BatchNormOptions>("batch_norm", positional);
  if (call.training) {
    const { shape } = input;
    if (shape.length > 0 && shape.filter((_, d) => d !== 1).reduce((count, size) => count * size, 1) === 1)
      throw new Error(`Expected more than 1 value per channel when training, got input size ${shape}`);
  }
  return normalizeBatch(input, call);
}

/** As {@link batchNorm}, but each channel of each element of the batch by itself. */
export function instanceNorm(
  input: Tensor,
  runningMean?: Tensor | null | InstanceNormOptions,
  runningVar?: Tensor | null | InstanceNormOptions,
  weight?: Tensor | null | InstanceNormOptions,
  bias?: Tensor | null | InstanceNormOptions,
  useInputStats?: boolean | InstanceNormOptions,
  momentum?: number | InstanceNormOptions,
  eps?: number | InstanceNormOptions,
): Tensor {
  expectTensor(input, "instance_norm");
  const positional = { runningMean, runningVar, weight, bias, useInputStats, momentum, eps };
  const call = named<InstanceNormOptions>("instance_norm", positional);
  const { shape } = input;
  if ((call.useInputStats ?? true) && shape.slice(2).reduce((count, size) => count * size, 1) === 1)
    throw new Error(`Expected more than 1 spatial element when training, got input size ${shape}`);
  return normalizeInstances(input, call);
}

/** Parameters of {@link localResponseNorm} by name. */
export interface LocalResponseNormOptions {
  size: number;
  alpha?: number;
  beta?: number;
  k?: number;
}

/** Each element divided by `(k + alpha * mean of squares in size neighbouring channels) ** beta`. */
export function localResponseNorm(
  input: Tensor,
  size: number | LocalResponseNormOptions,
  alpha?: number | Omit<LocalResponseNormOptions, "size">,
  beta?: number | Pick<LocalResponseNormOptions, "beta" | "k">,
  k?: number | Pick<LocalResponseNormOptions, "k">,
): Tensor {
  const call = named<LocalResponseNormOptions>("local_response_norm", { size, alpha, beta, k });
  return normalizeResponse(input, call.size, call.alpha ?? 1e-4, call.beta ?? 0.75, call.k ?? 1);
}
