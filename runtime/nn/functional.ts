/** Layers as functions: `torch.nn.functional`. */

import * as activation from "../ops/activation.ts";
import { mul, sub } from "../ops/arithmetic.ts";
import { expectTensor } from "../ops/core.ts";
import { emptyLike, zeros } from "../ops/create.ts";
import {
  type CrossEntropyOptions,
  crossEntropy as crossEntropyOf,
  mseLoss as mseLossOf,
  type NllLossOptions,
  nllLoss as nllLossOf,
  type Reduction,
  reduced,
} from "../ops/loss.ts";
import { abs } from "../ops/pointwise.ts";
import { bernoulli_, type GeneratorOption } from "../ops/random.ts";
import { scatter } from "../ops/scatter.ts";
import { unsqueeze } from "../ops/shape.ts";
import { int64 } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { sameSize } from "../tensor/size.ts";
import type { Tensor } from "../tensor/tensor.ts";

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
} from "../ops/activation.ts";
export { linear } from "../ops/linear.ts";
export type { CrossEntropyOptions, NllLossOptions, Reduction } from "../ops/loss.ts";
export { relu, sigmoid, tanh } from "../ops/pointwise.ts";
export { logSoftmax, softmax, softmin } from "../ops/softmax.ts";

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

/** Options of {@link dropout}. */
export interface DropoutOptions extends GeneratorOption {
  /** The probability that an element becomes 0; 0.5. */
  p?: number;
  /** Whether elements are dropped at all; true. */
  training?: boolean;
  /** Write to the input itself; false. */
  inplace?: boolean;
}

/** @internal The mask that dropout multiplies by: 0 with probability `p`, else `1 / (1 - p)`. */
export function dropoutMask(like: Tensor, p: number): Tensor {
  const mask = emptyLike(like.detach());
  return bernoulli_(mask, 1 - p).mul_(1 / (1 - p));
}

/** In training, elements set to 0 with probability `p`, the others divided by `1 - p`. */
export function dropout(
  input: Tensor,
  p?: number | DropoutOptions,
  training?: boolean | DropoutOptions,
  inplace?: boolean | DropoutOptions,
): Tensor {
  const call = named<DropoutOptions>("dropout", { p, training, inplace });
  const chance = call.p ?? 0.5;
  if (!(chance >= 0 && chance <= 1))
    throw new RangeError(`dropout probability has to be between 0 and 1, but got ${chance}`);
  if (!(call.training ?? true) || chance === 0) return input;
  const mask = chance === 1 ? mul(input.detach(), 0) : dropoutMask(expectTensor(input, "dropout"), chance);
  return call.inplace ? input.mul_(mask) : mul(input, mask);
}

/** The negative log-likelihood of `target` under log-probabilities; options as {@link NllLossOptions}. */
export function nllLoss(input: Tensor, target: Tensor, options?: NllLossOptions): Tensor {
  return nllLossOf(input, target, options);
}

/** The cross entropy of `target` (class indices or probabilities) under the softmax of `input`. */
export function crossEntropy(input: Tensor, target: Tensor, options?: CrossEntropyOptions): Tensor {
  return crossEntropyOf(input, target, options);
}

/** Options of losses that only reduce. */
export interface ReductionOption {
  /** "mean". */
  reduction?: Reduction;
}

/** PyTorch's warning where shapes differ becomes an error only where they do not broadcast. */
function checkShapes(name: string, input: Tensor, target: Tensor): void {
  if (sameSize(expectTensor(input, name).shape, expectTensor(target, name, "target").shape)) return;
  console.warn(
    `Using a target size (${target.shape}) that is different to the input size (${input.shape}). This will likely lead to ` +
      "incorrect results due to broadcasting. Please ensure they have the same size.",
  );
}

/** The squared differences, reduced. */
export function mseLoss(input: Tensor, target: Tensor, options: ReductionOption = {}): Tensor {
  checkShapes("mse_loss", input, target);
  return mseLossOf(input, target, options.reduction ?? "mean");
}

/** The absolute differences, reduced. */
export function l1Loss(input: Tensor, target: Tensor, options: ReductionOption = {}): Tensor {
  checkShapes("l1_loss", input, target);
  return reduced(abs(sub(input, target)), options.reduction ?? "mean");
}

/** Class indices as rows with a 1 in the place of the class; int64. */
export function oneHot(input: Tensor, numClasses: number | { numClasses?: number } = -1): Tensor {
  if (expectTensor(input, "one_hot").dtype !== int64)
    throw new Error(`one_hot is only applicable to index tensor of type LongTensor, got ${input.dtype}`);
  const wanted = typeof numClasses === "number" ? numClasses : (numClasses.numClasses ?? -1);
  if (input.shape.numel() === 0 && wanted <= 0)
    throw new Error("Can not infer total number of classes from empty tensor.");
  if (input.shape.numel() > 0 && Number(input.min().item()) < 0) throw new Error("Class values must be non-negative.");
  const largest = input.shape.numel() === 0 ? -1 : Number(input.max().item());
  if (wanted !== -1 && wanted <= largest) throw new Error("Class values must be smaller than num_classes.");
  const classes = wanted === -1 ? largest + 1 : wanted;
  const rows = zeros([...input.shape, classes], { dtype: int64, device: input.device });
  return scatter(rows, -1, unsqueeze(input, -1), 1);
}
