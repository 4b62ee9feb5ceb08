/** Losses that compare element by element. */

import { record, recording } from "../autograd/graph.ts";
import { formatSize, sameSize } from "../tensor/size.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { logsigmoid } from "./activation.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { eq, le, lt, ne } from "./compare.ts";
import { expandTo, expectTensor, filled, toOperand, whereTensor } from "./core.ts";
import { type Reduction, reduced } from "./loss.ts";
import { abs, exp, log, log1p, neg, sigmoid, square } from "./pointwise.ts";
import { sum } from "./reduce.ts";
import { clamp, maskedFill } from "./select.ts";
import { unsqueeze } from "./shape.ts";

type Slope = (...inputs: readonly Tensor[]) => Tensor;

/** Reduces `losses(inputs)` and records it; a slope is the derivative of each loss with regard to an input. */
function pointwiseLoss(
  node: string,
  inputs: readonly Tensor[],
  reduction: Reduction,
  losses: Slope,
  slopes: readonly (Slope | null)[],
): Tensor {
  const each = losses(...inputs.map((input) => input.detach()));
  const out = reduced(each, reduction);
  if (!inputs.some((input, i) => slopes[i] !== null && recording(input))) return out;
  const count = reduction === "mean" ? each.shape.numel() : 1;
  const derivatives = inputs.map((input, i) => {
    const slope = slopes[i];
    if (slope === null) return null;
    const back = toOperand(input);
    return (grad: Tensor) => back(mul(slope(...inputs), count === 1 ? grad : div(grad, count)));
  });
  return record(
    out,
    node,
    inputs.map((input, i) => (slopes[i] === null ? null : input)),
    derivatives,
    inputs,
  );
}

function weighted(losses: Tensor, weight: Tensor | null): Tensor {
  return weight === null ? losses : mul(losses, weight);
}

function requireProbability(values: Tensor, what: string): void {
  const bounds = values.detach();
  if (bounds.shape.numel() > 0 && !(Number(bounds.min().item()) >= 0 && Number(bounds.max().item()) <= 1))
    throw new Error(`all elements of ${what} should be between 0 and 1`);
}

/** `-(target log(input) + (1 - target) log(1 - input))`, the logarithms cut at -100. */
export function binaryCrossEntropy(input: Tensor, target: Tensor, weight: Tensor | null, reduction: Reduction): Tensor {
  if (
    !sameSize(
      expectTensor(input, "binary_cross_entropy").shape,
      expectTensor(target, "binary_cross_entropy", "target").shape,
    )
  )
    throw new Error(
      `Using a target size (${target.shape}) that is different to the input size (${input.shape}) is deprecated. Please ensure they have the same size.`,
    );
  if (weight !== null) expandTo(expectTensor(weight, "binary_cross_entropy", "weight").detach(), input.shape);
  requireProbability(input, "input");
  requireProbability(target, "target");
  const logarithms = (x: Tensor): [Tensor, Tensor] => [
    clamp(log(x), { min: -100 }),
    clamp(log1p(neg(x)), { min: -100 }),
  ];
  return pointwiseLoss(
    "BinaryCrossEntropyBackward0",
    [input, target],
    reduction,
    (x, y) => {
      const [yes, no] = logarithms(x);
      return weighted(sub(mul(sub(y, 1), no), mul(y, yes)), weight);
    },
    [
      (x, y) => weighted(div(sub(x, y), clamp(mul(sub(1, x), x), { min: 1e-12 })), weight),
      (x) => weighted(sub(log1p(neg(x)), log(x)), weight),
    ],
  );
}

/** Binary cross entropy of `sigmoid(input)`, without overflow; `posWeight` multiplies the part of the positive class. */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  weight: Tensor | null,
  reduction: Reduction,
  posWeight: Tensor | null,
): Tensor {
  const name = "binary_cross_entropy_with_logits";
  if (!sameSize(expectTensor(target, name, "target").shape, expectTensor(input, name).shape))
    throw new Error(`Target size (${target.shape}) must be the same as input size (${input.shape})`);
  const positive = (y: Tensor): Tensor | null => (posWeight === null ? null : add(mul(sub(posWeight, 1), y), 1));
  return pointwiseLoss(
    "BinaryCrossEntropyWithLogitsBackward0",
    [input, target],
    reduction,
    (x, y) => weighted(sub(mul(sub(1, y), x), weighted(logsigmoid(x), positive(y))), weight),
    [
      (x, y) => {
        if (posWeight === null) return weighted(sub(sigmoid(x), y), weight);
        const share = mul(posWeight, y);
        return weighted(sub(mul(sub(add(share, 1), y), sigmoid(x)), share), weight);
      },
      (x) => weighted(posWeight === null ? neg(x) : sub(logsigmoid(neg(x)), mul(posWeight, logsigmoid(x))), weight),
    ],
  );
}

/** Squared below `beta`, absolute above it: both times such that they meet. */
export function smoothL1Loss(input: Tensor, target: Tensor, reduction: Reduction, beta: number): Tensor {
  if (beta < 0) throw new Error("smooth_l1_loss does not support negative values for beta.");
  expectTensor(input, "smooth_l1_loss");
  expectTensor(target, "smooth_l1_loss", "target");
  if (beta === 0) return reduced(abs(sub(input, target)), reduction);
  const slope = (x: Tensor, y: Tensor): Tensor => clamp(div(sub(x, y), beta), { min: -1, max: 1 });
  return pointwiseLoss(
    "SmoothL1LossBackward0",
    [input, target],
    reduction,
    (x, y) => {
      const distance = abs(sub(x, y));
      return whereTensor(lt(distance, beta), div(mul(square(distance), 0.5), beta), sub(distance, 0.5 * beta));
    },
    [slope, (x, y) => neg(slope(x, y))],
  );
}

/** `delta` times smoothL1Loss of the same threshold. */
export function huberLoss(
  input: Tensor,
  target: Tensor,
  reduction: Reduction,
  delta: number,
  weight: Tensor | null,
): Tensor {
  if (delta <= 0) throw new Error("huber_loss does not support non-positive values for delta.");
  expectTensor(input, "huber_loss");
  expectTensor(target, "huber_loss", "target");
  const slope = (x: Tensor, y: Tensor): Tensor => clamp(sub(x, y), { min: -delta, max: delta });
  const losses = (x: Tensor, y: Tensor): Tensor => {
    const distance = abs(sub(x, y));
    return whereTensor(le(distance, delta), mul(square(distance), 0.5), mul(sub(distance, 0.5 * delta), delta));
  };
  const inputs = [input, target];
  const slopes = [slope, (x: Tensor, y: Tensor): Tensor => neg(slope(x, y))];
  if (weight === null) return pointwiseLoss("HuberLossBackward0", inputs, reduction, losses, slopes);
  return reduced(mul(pointwiseLoss("HuberLossBackward0", inputs, "none", losses, slopes), weight), reduction);
}

/** `target (log(target) - input)`, or with `logTarget` `exp(target) (target - input)`. "batchmean" divides by the first size. */
export function klDiv(input: Tensor, target: Tensor, reduction: Reduction | "batchmean", logTarget: boolean): Tensor {
  expectTensor(input, "kl_div");
  expectTensor(target, "kl_div", "target");
  const losses = logTarget
    ? mul(exp(target), sub(target, input))
    : sub(whereTensor(eq(target, 0), 0, mul(target, log(target))), mul(target, input));
  if (reduction !== "batchmean") return reduced(losses, reduction);
  return input.ndim === 0 ? sum(losses) : div(sum(losses), input.shape[0]);
}

/** What {@link poissonNllLoss} is told. */
export interface PoissonNll {
  logInput: boolean;
  full: boolean;
  eps: number;
  reduction: Reduction;
}

/** `exp(input) - target input`, or without `logInput` `input - target log(input + eps)`; `full` adds Stirling's term. */
export function poissonNllLoss(input: Tensor, target: Tensor, options: PoissonNll): Tensor {
  expectTensor(input, "poisson_nll_loss");
  expectTensor(target, "poisson_nll_loss", "target");
  const { logInput, full, eps, reduction } = options;
  let losses = logInput ? sub(exp(input), mul(target, input)) : sub(input, mul(target, log(add(input, eps))));
  if (full) {
    const stirling = add(sub(mul(target, log(target)), target), mul(log(mul(target, 2 * Math.PI)), 0.5));
    losses = add(losses, maskedFill(stirling, le(target, 1), 0));
  }
  return reduced(losses, reduction);
}

/** What {@link gaussianNllLoss} is told. */
export interface GaussianNll {
  full: boolean;
  eps: number;
  reduction: Reduction;
}

/** `(log(var) + (input - target)² / var) / 2`, the variance at least `eps`; `full` adds the constant. */
export function gaussianNllLoss(
  input: Tensor,
  target: Tensor,
  variance: Tensor | number,
  options: GaussianNll,
): Tensor {
  const { full, eps, reduction } = options;
  const { shape } = expectTensor(input, "gaussian_nll_loss");
  expectTensor(target, "gaussian_nll_loss", "target");
  let spread: Tensor;
  if (typeof variance === "number") {
    if (variance < 0) throw new Error("var has negative entry/entries");
    spread = filled(input.detach(), variance);
  } else spread = expectTensor(variance, "gaussian_nll_loss", "var");
  if (!sameSize(spread.shape, shape)) {
    const ones =
      spread.ndim !== shape.length
        ? 0
        : spread.shape.filter((size, d) => size !== shape[d]).reduce((total, size) => total + size, 0);
    if (sameSize(shape.slice(0, -1), spread.shape)) spread = unsqueeze(spread, -1);
    else if (ones !== 1)
      throw new Error(`var is of incorrect size: ${formatSize(spread.shape)} for an input of ${formatSize(shape)}`);
  }
  if (spread.detach().lt(0).any().item()) throw new Error("var has negative entry/entries");
  const bounded = passThrough(spread, clamp(spread.detach(), { min: eps }));
  const losses = mul(add(log(bounded), div(square(sub(input, target)), bounded)), 0.5);
  return reduced(full ? add(losses, 0.5 * Math.log(2 * Math.PI)) : losses, reduction);
}

/** `value` in place of `input`, whose gradient is passed on as if they were equal. */
function passThrough(input: Tensor, value: Tensor): Tensor {
  return recording(input) ? record(value, "CloneBackward0", [input], [(grad) => grad]) : value;
}

/** `input` where the target is 1, `max(0, margin - input)` where it is -1. */
export function hingeEmbeddingLoss(input: Tensor, target: Tensor, margin: number, reduction: Reduction): Tensor {
  expectTensor(input, "hinge_embedding_loss");
  expectTensor(target, "hinge_embedding_loss", "target");
  const below = whereTensor(ne(target, 1), clamp(sub(margin, input), { min: 0 }), 0);
  return reduced(add(below, whereTensor(ne(target, -1), input, 0)), reduction);
}

/** `log(1 + exp(-target input))`. */
export function softMarginLoss(input: Tensor, target: Tensor, reduction: Reduction): Tensor {
  expectTensor(input, "soft_margin_loss");
  expectTensor(target, "soft_margin_loss", "target");
  return pointwiseLoss("SoftMarginLossBackward0", [input, target], reduction, (x, y) => log1p(exp(neg(mul(x, y)))), [
    (x, y) => neg(mul(y, sigmoid(neg(mul(x, y))))),
    null,
  ]);
}

/** The differences, absolute or squared, each with its weight; their mean is the weights' too. */
export function weightedLoss(losses: Tensor, weight: Tensor, reduction: Reduction): Tensor {
  const each = mul(losses, expandTo(weight, losses.shape));
  return reduction === "mean" ? div(sum(each), sum(expandTo(weight, losses.shape))) : reduced(each, reduction);
}
