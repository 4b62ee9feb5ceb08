/** Activations. */

import * as activation from "../../ops/activation.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";

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

/** Options of {@link rrelu}. */
export interface RreluOptions {
  /** 1/8. */
  lower?: number;
  /** 1/3. */
  upper?: number;
  /** Whether slopes are drawn; false. */
  training?: boolean;
  /** Write to the input itself; false. */
  inplace?: boolean;
}

/** `x` where it is positive, else `x` times a slope: drawn of [lower, upper] in training, else the middle of it. */
export function rrelu(
  input: Tensor,
  ...args: Call<[lower?: number, upper?: number, training?: boolean, inplace?: boolean], RreluOptions>
): Tensor {
  const call = parse<RreluOptions>("rrelu", ["lower", "upper", "training", "inplace"], args);
  const output = activation.rrelu(input, call.lower, call.upper, call.training);
  return call.inplace ? input.copy_(output) : output;
}

/** Options of {@link gumbelSoftmax}. */
export interface GumbelSoftmaxOptions {
  /** The temperature; 1. */
  tau?: number;
  /** Whether samples are one-hot; false. */
  hard?: boolean;
  /** Counts for nothing, as in PyTorch. */
  eps?: number;
  /** The last. */
  dim?: number;
}

/** Samples of the Gumbel-softmax distribution; with `hard` one-hot, their gradient that of the soft ones. */
export function gumbelSoftmax(
  logits: Tensor,
  ...args: Call<[tau?: number, hard?: boolean, eps?: number, dim?: number], GumbelSoftmaxOptions>
): Tensor {
  const { tau, hard, dim } = parse<GumbelSoftmaxOptions>("gumbel_softmax", ["tau", "hard", "eps", "dim"], args);
  return activation.gumbelSoftmax(logits, tau, hard, dim);
}
