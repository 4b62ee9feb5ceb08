/** Losses that have kernels of their own: negative log-likelihood, and cross entropy upon it. */

import { record, recording } from "../autograd/graph.ts";
import { int64 } from "../tensor/dtype.ts";
import { formatSize, sameSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { ne } from "./compare.ts";
import { cast, codeOf, expectTensor, sumTo } from "./core.ts";
import { neg, square } from "./pointwise.ts";
import { sum } from "./reduce.ts";
import { gather } from "./scatter.ts";
import { reshape } from "./shape.ts";
import { logSoftmax } from "./softmax.ts";

/** How the losses of a batch become one: kept apart, their mean, or their sum. */
export type Reduction = "none" | "mean" | "sum";

const reductions: readonly Reduction[] = ["none", "mean", "sum"];

/** @internal The kernel's number of a reduction. */
export function reductionCode(reduction: Reduction): number {
  const code = reductions.indexOf(reduction);
  if (code < 0) throw new Error(`${String(reduction)} is not a valid value for reduction (none, mean, sum)`);
  return code;
}

/** @internal Reduces losses. */
export function reduced(loss: Tensor, reduction: Reduction): Tensor {
  const code = reductionCode(reduction);
  return code === 0 ? loss : code === 1 ? loss.mean() : sum(loss);
}

/** Options of {@link nllLoss}. */
export interface NllLossOptions {
  /** A weight for each class. */
  weight?: Tensor | null;
  /** A target that counts for nothing; -100. */
  ignoreIndex?: number;
  /** "mean". */
  reduction?: Reduction;
}

function checkTarget(input: Tensor, target: Tensor): void {
  if (target.dtype !== int64)
    throw new Error(
      `expected scalar type Long but found ${target.dtype.name}: class indices are int64, as .long() gives`,
    );
  const classes = input.ndim < 2 ? [] : [input.shape[0], ...input.shape.slice(2)];
  if (!sameSize(classes, target.shape)) {
    if (input.ndim <= 2 && input.shape[0] !== target.shape[0])
      throw new Error(
        `Expected input batch_size (${input.shape[0]}) to match target batch_size (${target.shape[0] ?? "none"}).`,
      );
    throw new Error(`Expected target size ${formatSize(classes)}, got ${formatSize(target.shape)}`);
  }
}

/**
 * The negative log-likelihood of `target` under log-probabilities.
 * @param input [C], [N, C] or [N, C, …]
 * @param target int64 [], [N] or [N, …]
 */
export function nllLoss(input: Tensor, target: Tensor, options: NllLossOptions = {}): Tensor {
  const { weight = null, ignoreIndex = -100, reduction = "mean" } = options;
  const code = reductionCode(reduction);
  expectTensor(input, "nll_loss");
  expectTensor(target, "nll_loss", "target");
  checkTarget(input, target);
  const { kernels } = input;
  const [loss, total] = kernels.nllLoss(input.handle, target.handle, weight?.handle ?? null, code, ignoreIndex);
  const out = wrap(input, loss);
  if (!recording(input)) return out;
  const name = input.ndim > 2 ? "NllLoss2DBackward0" : "NllLossBackward0";
  return record(
    out,
    name,
    [input],
    [
      (grad) => {
        const handle = kernels.nllLossBackward(
          grad.handle,
          input.handle,
          target.handle,
          weight?.handle ?? null,
          code,
          ignoreIndex,
          total,
        );
        const result = wrap(input, handle);
        return recording(grad)
          ? record(
              result,
              "NllLossBackwardBackward0",
              [grad],
              [(second) => nllOfGradient(second, target, weight, code, ignoreIndex, wrap(input, total), grad)],
            )
          : result;
      },
    ],
    [input],
  );
}

/** How the derivative of the loss changes with the gradient that came to it: the loss itself is linear in its input. */
function nllOfGradient(
  second: Tensor,
  target: Tensor,
  weight: Tensor | null,
  code: number,
  ignoreIndex: number,
  total: Tensor,
  grad: Tensor,
): Tensor {
  const loss = nllLoss(second, target, { weight, ignoreIndex, reduction: code === 0 ? "none" : "sum" });
  return reshape(code === 1 ? div(loss, total) : loss, grad.shape);
}

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions extends NllLossOptions {
  /** How much of the target's probability all classes share; 0. */
  labelSmoothing?: number;
}

/**
 * The cross entropy of `target` under the softmax of `input`.
 * @param input [C], [N, C] or [N, C, …], logits
 * @param target int64 class indices [], [N] or [N, …], or probabilities of `input`'s shape
 */
export function crossEntropy(input: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { weight = null, ignoreIndex = -100, reduction = "mean", labelSmoothing = 0 } = options;
  const dim = expectTensor(input, "cross_entropy").ndim === 1 ? 0 : 1;
  if (labelSmoothing < 0 || labelSmoothing > 1)
    throw new RangeError(`label_smoothing must be between 0.0 and 1.0. Got: ${labelSmoothing}`);
  const logits = logSoftmax(input, dim);
  if (sameSize(input.shape, expectTensor(target, "cross_entropy", "target").shape))
    return ofProbabilities(logits, target, dim, options);
  const loss = nllLoss(logits, target, { weight, ignoreIndex, reduction });
  if (labelSmoothing === 0) return loss;
  const classes = input.shape[dim];
  const known = cast(ne(target, ignoreIndex), codeOf(logits));
  const weighted = weight === null ? logits : mul(logits, alongClasses(weight, logits, dim));
  const smooth = mul(neg(sum(weighted, dim)), known);
  let spread: Tensor;
  if (reduction === "mean") {
    const each =
      weight === null
        ? known
        : mul(known, gather(weight, 0, reshape(mul(target, ne(target, ignoreIndex)), -1)).reshape(target.shape));
    spread = div(sum(smooth), sum(each));
  } else spread = reduced(smooth, reduction);
  return add(mul(loss, 1 - labelSmoothing), mul(spread, labelSmoothing / classes));
}

/** A weight for each class, to be broadcast against `input`. */
function alongClasses(weight: Tensor, input: Tensor, dim: number): Tensor {
  return reshape(
    weight,
    input.shape.map((_, d) => (d === dim ? -1 : 1)),
  );
}

function ofProbabilities(logits: Tensor, target: Tensor, dim: number, options: CrossEntropyOptions): Tensor {
  const { weight = null, reduction = "mean", labelSmoothing = 0 } = options;
  if (!target.dtype.isFloatingPoint)
    throw new Error(`Expected floating point type for target with class probabilities, got ${target.dtype.name}`);
  const classes = logits.shape[dim];
  const wanted = labelSmoothing === 0 ? target : add(mul(target, 1 - labelSmoothing), labelSmoothing / classes);
  const weighted = weight === null ? logits : mul(logits, alongClasses(weight, logits, dim));
  const losses = neg(sum(mul(weighted, wanted), dim));
  if (reduction !== "mean") return reduced(losses, reduction);
  return div(sum(losses), logits.shape.numel() / classes);
}

/** The squared differences of two tensors of any shapes that broadcast, reduced. */
export function mseLoss(input: Tensor, target: Tensor, reduction: Reduction): Tensor {
  const difference = sub(input.detach(), target.detach());
  const out = reduced(square(difference), reduction);
  if (!recording(input, target)) return out;
  const { shape } = difference;
  const count = reduction === "mean" ? shape.numel() : 1;
  const slope = (grad: Tensor, sign: number): Tensor => mul(mul(sub(input, target), (2 * sign) / count), grad);
  return record(
    out,
    "MseLossBackward0",
    [input, target],
    [(grad) => sumTo(slope(grad, 1), input.shape), (grad) => sumTo(slope(grad, -1), target.shape)],
    [input, target],
  );
}
