/** Activations. */

import * as activation from "../../ops/activation.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";

export {
  gelu,
  glu,
  hardsigmoid,
  hardswish,
  logsigmoid,
  mish,
  prelu,
  relu6,
  selu,
  silu,
  softsign,
  tanhshrink,
} from "../../ops/activation.ts";
export { relu, sigmoid, tanh } from "../../ops/pointwise.ts";
export { logSoftmax, softmax, softmin } from "../../ops/softmax.ts";

/** `x` where it is positive, else `x * negativeSlope` (0.01). */
export function leakyRelu(input: Tensor, negativeSlope?: number | { negativeSlope?: number }): Tensor {
  const call = named<{ negativeSlope?: number }>("leaky_relu", { negativeSlope });
  return activation.leakyRelu(input, call.negativeSlope);
}

/** `x` where it is positive, else `alpha * (exp(x) - 1)`; alpha is 1. */
export function elu(input: Tensor, alpha?: number | { alpha?: number }): Tensor {
  return activation.elu(input, named<{ alpha?: number }>("elu", { alpha }).alpha);
}

/** `max(0, x) + min(0, alpha * (exp(x / alpha) - 1))`; alpha is 1. */
export function celu(input: Tensor, alpha?: number | { alpha?: number }): Tensor {
  return activation.celu(input, named<{ alpha?: number }>("celu", { alpha }).alpha);
}

/** `x` where it is above `threshold`, else `value`. */
export function threshold(input: Tensor, limit: number | { threshold: number; value: number }, value?: number): Tensor {
  const call = named<{ threshold: number; value: number }>("threshold", { threshold: limit, value });
  return activation.threshold(input, call.threshold, call.value);
}

/** `log(1 + exp(beta x)) / beta`; `x` itself where `beta x` is above `threshold` (20). */
export function softplus(
  input: Tensor,
  beta?: number | { beta?: number; threshold?: number },
  limit?: number | { threshold?: number },
): Tensor {
  const call = named<{ beta?: number; threshold?: number }>("softplus", { beta, threshold: limit });
  return activation.softplus(input, call.beta, call.threshold);
}

/** `x` moved towards 0 by `lambd` (0.5), 0 nearer to it than that. */
export function softshrink(input: Tensor, lambd?: number | { lambd?: number }): Tensor {
  return activation.softshrink(input, named<{ lambd?: number }>("softshrink", { lambd }).lambd);
}

/** `x`, but 0 within `lambd` (0.5) of it. */
export function hardshrink(input: Tensor, lambd?: number | { lambd?: number }): Tensor {
  return activation.hardshrink(input, named<{ lambd?: number }>("hardshrink", { lambd }).lambd);
}

/** `x` cut to [minVal, maxVal], [-1, 1]. */
export function hardtanh(
  input: Tensor,
  minVal?: number | { minVal?: number; maxVal?: number },
  maxVal?: number | { maxVal?: number },
): Tensor {
  const call = named<{ minVal?: number; maxVal?: number }>("hardtanh", { minVal, maxVal });
  return activation.hardtanh(input, call.minVal, call.maxVal);
}
