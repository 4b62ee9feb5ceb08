/** Activations. */

import * as activation from "../../ops/activation.ts";
import { relu as reluOf } from "../../ops/pointwise.ts";
import { isOptions, named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { applied } from "../in-place.ts";

export { gelu, logsigmoid, prelu, softsign, tanhshrink } from "../../ops/activation.ts";
export { sigmoid, tanh } from "../../ops/pointwise.ts";
export { logSoftmax, softmax, softmin } from "../../ops/softmax.ts";

/** Whether an activation writes to its input; false. */
export type Inplace = boolean | { inplace?: boolean };

/** As {@link applied}, for a flag that may be given by name. */
function settled(input: Tensor, compute: (x: Tensor) => Tensor, inplace: Inplace | undefined): Tensor {
  const flag = isOptions(inplace) ? (inplace as { inplace?: boolean }).inplace : inplace;
  return applied(input, flag ?? false, compute);
}

/** `max(x, 0)`. */
export function relu(input: Tensor, inplace?: Inplace): Tensor {
  return inplace === undefined ? reluOf(input) : settled(input, reluOf, inplace);
}

/** `x` cut to [0, 6]. */
export function relu6(input: Tensor, inplace?: Inplace): Tensor {
  return settled(input, activation.relu6, inplace);
}

/** `scale * elu(x, alpha)` with the two constants of self-normalising networks (Klambauer et al., 2017). */
export function selu(input: Tensor, inplace?: Inplace): Tensor {
  return settled(input, activation.selu, inplace);
}

/** `x * sigmoid(x)`, also called swish. */
export function silu(input: Tensor, inplace?: Inplace): Tensor {
  return settled(input, activation.silu, inplace);
}

/** `x * tanh(softplus(x))`. */
export function mish(input: Tensor, inplace?: Inplace): Tensor {
  return settled(input, activation.mish, inplace);
}

/** `relu6(x + 3) / 6`. */
export function hardsigmoid(input: Tensor, inplace?: Inplace): Tensor {
  return settled(input, activation.hardsigmoid, inplace);
}

/** `x * hardsigmoid(x)`. */
export function hardswish(input: Tensor, inplace?: Inplace): Tensor {
  return settled(input, activation.hardswish, inplace);
}

/** Half of the last or another dim times the sigmoid of the other half. */
export function glu(input: Tensor, dim?: number | { dim?: number }): Tensor {
  return activation.glu(input, named<{ dim?: number }>("glu", { dim }).dim);
}

/** Options of {@link leakyRelu}. */
export interface LeakyReluOptions {
  /** 0.01. */
  negativeSlope?: number;
  inplace?: boolean;
}

/** `x` where it is positive, else `x * negativeSlope` (0.01). */
export function leakyRelu(
  input: Tensor,
  ...args: Call<[negativeSlope?: number, inplace?: boolean], LeakyReluOptions>
): Tensor {
  const call = parse<LeakyReluOptions>("leaky_relu", ["negativeSlope", "inplace"], args);
  return settled(input, (x) => activation.leakyRelu(x, call.negativeSlope), call.inplace);
}

/** Options of {@link elu} and {@link celu}. */
export interface AlphaOptions {
  /** 1. */
  alpha?: number;
  inplace?: boolean;
}

/** `x` where it is positive, else `alpha * (exp(x) - 1)`; alpha is 1. */
export function elu(input: Tensor, ...args: Call<[alpha?: number, inplace?: boolean], AlphaOptions>): Tensor {
  const call = parse<AlphaOptions>("elu", ["alpha", "inplace"], args);
  return settled(input, (x) => activation.elu(x, call.alpha), call.inplace);
}

/** `max(0, x) + min(0, alpha * (exp(x / alpha) - 1))`; alpha is 1. */
export function celu(input: Tensor, ...args: Call<[alpha?: number, inplace?: boolean], AlphaOptions>): Tensor {
  const call = parse<AlphaOptions>("celu", ["alpha", "inplace"], args);
  return settled(input, (x) => activation.celu(x, call.alpha), call.inplace);
}

/** Options of {@link threshold}. */
export interface ThresholdOptions {
  threshold: number;
  value: number;
  inplace?: boolean;
}

/** `x` where it is above `threshold`, else `value`. */
export function threshold(
  input: Tensor,
  ...args: Call<[threshold: number, value: number, inplace?: boolean], ThresholdOptions>
): Tensor {
  const call = parse<ThresholdOptions>("threshold", ["threshold!", "value!", "inplace"], args);
  return settled(input, (x) => activation.threshold(x, call.threshold, call.value), call.inplace);
}

/** Options of {@link hardtanh}. */
export interface HardtanhOptions {
  /** -1. */
  minVal?: number;
  /** 1. */
  maxVal?: number;
  inplace?: boolean;
}

/** `x` cut to [minVal, maxVal], [-1, 1]. */
export function hardtanh(
  input: Tensor,
  ...args: Call<[minVal?: number, maxVal?: number, inplace?: boolean], HardtanhOptions>
): Tensor {
  const call = parse<HardtanhOptions>("hardtanh", ["minVal", "maxVal", "inplace"], args);
  return settled(input, (x) => activation.hardtanh(x, call.minVal, call.maxVal), call.inplace);
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
  return settled(input, (x) => activation.rrelu(x, call.lower, call.upper, call.training), call.inplace);
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

/** {@link relu}, written to the input. */
export function relu_(input: Tensor): Tensor {
  return relu(input, true);
}

/** {@link selu}, written to the input. */
export function selu_(input: Tensor): Tensor {
  return selu(input, true);
}

/** {@link elu}, written to the input. */
export function elu_(input: Tensor, alpha?: number | { alpha?: number }): Tensor {
  return elu(input, { alpha: named<{ alpha?: number }>("elu_", { alpha }).alpha, inplace: true });
}

/** {@link celu}, written to the input. */
export function celu_(input: Tensor, alpha?: number | { alpha?: number }): Tensor {
  return celu(input, { alpha: named<{ alpha?: number }>("celu_", { alpha }).alpha, inplace: true });
}

/** {@link leakyRelu}, written to the input. */
export function leakyRelu_(input: Tensor, negativeSlope?: number | { negativeSlope?: number }): Tensor {
  const call = named<{ negativeSlope?: number }>("leaky_relu_", { negativeSlope });
  return leakyRelu(input, { ...call, inplace: true });
}

/** {@link threshold}, written to the input. */
export function threshold_(input: Tensor, ...args: Call<[threshold: number, value: number], ThresholdOptions>): Tensor {
  return threshold(input, { ...parse<ThresholdOptions>("threshold_", ["threshold!", "value!"], args), inplace: true });
}

/** {@link hardtanh}, written to the input. */
export function hardtanh_(input: Tensor, ...args: Call<[minVal?: number, maxVal?: number], HardtanhOptions>): Tensor {
  return hardtanh(input, { ...parse<HardtanhOptions>("hardtanh_", ["minVal", "maxVal"], args), inplace: true });
}

/** {@link rrelu}, written to the input. */
export function rrelu_(
  input: Tensor,
  ...args: Call<[lower?: number, upper?: number, training?: boolean], RreluOptions>
): Tensor {
  return rrelu(input, { ...parse<RreluOptions>("rrelu_", ["lower", "upper", "training"], args), inplace: true });
}
