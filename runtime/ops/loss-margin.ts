/** Losses with a margin: of pairs, of triplets, of several classes. */

import { record, recording } from "../autograd/graph.ts";
import { getDefaultDtype, int64 } from "../tensor/dtype.ts";
import { formatSize, sameSize } from "../tensor/size.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { logsigmoid } from "./activation.ts";
import { add, div, minimum, mul, sub } from "./arithmetic.ts";
import { eq, ge, gt, logicalNot, lt, ne } from "./compare.ts";
import { cast, codeOf, expectTensor, whereTensor } from "./core.ts";
import { arange, zeros } from "./create.ts";
import { type Reduction, reduced } from "./loss.ts";
import { pairwiseDistance } from "./norms.ts";
import { neg, sqrt, square } from "./pointwise.ts";
import { sum } from "./reduce.ts";
import { cumsum } from "./scan.ts";
import { gather, scatterAdd } from "./scatter.ts";
import { clamp } from "./select.ts";
import { reshape, unsqueeze } from "./shape.ts";

/** `1 - cos` of pairs whose target is 1, `max(0, cos - margin)` of those whose target is -1. */
export function cosineEmbeddingLoss(
  input1: Tensor,
  input2: Tensor,
  target: Tensor,
  margin: number,
  reduction: Reduction,
): Tensor {
  const name = "cosine_embedding_loss";
  const { ndim } = expectTensor(target, name, "target");
  const sizes = `${formatSize(expectTensor(input1, name, "input1").shape)} and ${formatSize(expectTensor(input2, name, "input2").shape)}`;
  if (ndim > 1) throw new Error("0D or 1D target tensor expected, multi-target not supported");
  if (input1.ndim !== ndim + 1 || input2.ndim !== ndim + 1)
    throw new Error(`${ndim}D target tensor expects ${ndim + 1}D input tensors, but found inputs with sizes ${sizes}.`);
  const epsilon = 1e-12;
  const product = sum(mul(input1, input2), ndim);
  const first = add(sum(mul(input1, input1), ndim), epsilon);
  const second = add(sum(mul(input2, input2), ndim), epsilon);
  const cosine = div(product, sqrt(mul(first, second)));
  const near = whereTensor(eq(target, 1), sub(1, cosine), 0);
  const far = whereTensor(eq(target, -1), clamp(sub(cosine, margin), { min: 0 }), 0);
  return reduced(add(near, far), reduction);
}

/** `max(0, margin - target (input1 - input2))`. */
export function marginRankingLoss(
  input1: Tensor,
  input2: Tensor,
  target: Tensor,
  margin: number,
  reduction: Reduction,
): Tensor {
  const name = "margin_ranking_loss";
  const dims = expectTensor(target, name, "target").ndim;
  if (expectTensor(input1, name, "input1").ndim !== dims || expectTensor(input2, name, "input2").ndim !== dims)
    throw new Error(
      `margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: ${input1.shape}, ` +
        `input2: ${input2.shape}, target: ${target.shape} `,
    );
  return reduced(clamp(add(real(mul(neg(target), sub(input1, input2))), margin), { min: 0 }), reduction);
}

/** Integers as the default float: a margin is a float, though JavaScript cannot tell. */
function real(input: Tensor): Tensor {
  return input.dtype.isFloatingPoint ? input : cast(input, getDefaultDtype().code);
}

/** What the losses of triplets are told. */
export interface Triplet {
  margin: number;
  swap: boolean;
  reduction: Reduction;
}

function checkTriplet(name: string, anchor: Tensor, positive: Tensor, negative: Tensor, margin: number): void {
  if (!(margin > 0)) throw new Error(`margin must be greater than 0, got ${margin}`);
  const a = expectTensor(anchor, name, "anchor").ndim;
  const p = expectTensor(positive, name, "positive").ndim;
  const n = expectTensor(negative, name, "negative").ndim;
  if (a !== p || p !== n)
    throw new Error(
      `The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor ${a}D, ` +
        `positive ${p}D, and negative ${n}D inputs`,
    );
}

/** `max(0, margin + d(anchor, positive) - d(anchor, negative))` for any distance d. */
export function tripletMarginWithDistanceLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  between: (a: Tensor, b: Tensor) => Tensor,
  { margin, swap, reduction }: Triplet,
): Tensor {
  checkTriplet("triplet_margin_with_distance_loss", anchor, positive, negative, margin);
  const near = between(anchor, positive);
  const far = between(anchor, negative);
  const least = swap ? minimum(far, between(positive, negative)) : far;
  return reduced(clamp(add(sub(near, least), margin), { min: 0 }), reduction);
}

/** The triplet loss with the p-norm. */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  p: number,
  eps: number,
  options: Triplet,
): Tensor {
  return tripletMarginWithDistanceLoss(anchor, positive, negative, (a, b) => pairwiseDistance(a, b, p, eps), options);
}

/** A batch of scores as rows, and whether there was a batch. */
function scores(input: Tensor, name: string): [rows: Tensor, batched: boolean] {
  const { shape } = expectTensor(input, name);
  const fits = shape.length === 2 ? shape[1] !== 0 : shape.length === 1 ? shape[0] !== 0 : shape.length === 0;
  if (!fits)
    throw new Error(
      `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${formatSize(shape)}`,
    );
  if (!input.dtype.isFloatingPoint) throw new Error(`"${name}" not implemented for '${input.dtype.name}'`);
  return [shape.length === 2 ? input : reshape(input, [1, -1]), shape.length === 2];
}

/** What {@link multiMarginLoss} is told. */
export interface MultiMargin {
  p: number;
  margin: number;
  weight: Tensor | null;
  reduction: Reduction;
}

/** The mean over the other classes of `max(0, margin - input[target] + input[other])^p`, times the target's weight. */
export function multiMarginLoss(input: Tensor, target: Tensor, options: MultiMargin): Tensor {
  const { p, margin, weight, reduction } = options;
  if (p !== 1 && p !== 2) throw new Error("only p == 1 and p == 2 supported");
  const [tracked, batched] = scores(input, "multi_margin_loss");
  const [count, classes] = tracked.shape;
  expectTensor(target, "multi_margin_loss", "target");
  if (target.ndim > 1 || target.shape.numel() !== count)
    throw new Error(
      `multi_margin_loss: target tensor should be 1-D with size equal to the number of samples in input, got target size ` +
        `${formatSize(target.shape)} for input of size: ${formatSize(input.shape)}`,
    );
  if (weight !== null) {
    if (weight.ndim !== 1) throw new Error("weight must be one-dimensional");
    if (weight.shape[0] !== classes)
      throw new Error(`inconsistent weight size, expected ${classes} but got ${formatSize(weight.shape)}`);
  }
  if (target.dtype !== int64) throw new Error(`expected scalar type Long but found ${target.dtype.name}`);
  checkRange(target, 0, classes, "target out of range");
  const places = reshape(target, [count, 1]);
  const others = ne(arange(classes, { device: input.device }), places);
  const scale = weight === null ? null : unsqueeze(weight.detach().indexSelect(0, reshape(target, [count])), 1);
  const hinges = (rows: Tensor): Tensor =>
    mul(clamp(add(sub(rows, gather(rows, 1, places)), margin), { min: 0 }), others);
  const each = (value: Tensor): Tensor => div(scale === null ? value : mul(value, scale), classes);
  const rows = tracked.detach();
  const raised = (h: Tensor): Tensor => (p === 1 ? h : square(h));
  const losses = sum(each(raised(hinges(rows))), 1);
  const out = reduced(batched || reduction !== "none" ? losses : reshape(losses, target.shape), reduction);
  if (!recording(input)) return out;
  return record(
    out,
    "MultiMarginLossBackward0",
    [input],
    [
      (grad) => {
        const h = hinges(tracked);
        const above = each(p === 1 ? cast(gt(h.detach(), 0), codeOf(h)) : mul(h, 2));
        const slope = scatterAdd(above, 1, places, neg(sum(above, 1, true)));
        return reshape(mul(slope, shared(grad, reduction, count)), input.shape);
      },
    ],
    [input],
  );
}

/** The gradient that came to a loss as one for each of `count` rows. */
function shared(grad: Tensor, reduction: Reduction, count: number): Tensor {
  if (reduction === "none") return reshape(grad, [count, 1]);
  return reduction === "mean" ? div(grad, count) : grad;
}

function checkRange(target: Tensor, least: number, classes: number, message: string): void {
  if (target.shape.numel() === 0) return;
  if (Number(target.min().item()) < least || Number(target.max().item()) >= classes) throw new Error(message);
}

/**
 * The mean over pairs of a class that a row of `target` names (up to its first -1) and one that it does not of
 * `max(0, 1 - (input[named] - input[other]))`.
 */
export function multilabelMarginLoss(input: Tensor, target: Tensor, reduction: Reduction): Tensor {
  const [tracked, batched] = scores(input, "multilabel_margin_loss");
  if (!sameSize(expectTensor(target, "multilabel_margin_loss", "target").shape, input.shape))
    throw new Error(
      `inconsistent target size: ${formatSize(target.shape)} for input of size: ${formatSize(input.shape)}`,
    );
  if (target.dtype !== int64) throw new Error(`expected scalar type Long but found ${target.dtype.name}`);
  const [count, classes] = tracked.shape;
  checkRange(target, -1, classes, "target out of range");
  const names = reshape(target, [count, classes]);
  const valid = eq(cumsum(cast(lt(names, 0), int64.code), 1), 0);
  const places = clamp(names, { min: 0 });
  const none = zeros([count, classes], { dtype: int64, device: input.device });
  const named = gt(scatterAdd(none, 1, places, cast(valid, int64.code)), 0);
  const pairs = mul(unsqueeze(valid, 2), unsqueeze(logicalNot(named), 1));
  const rows = tracked.detach();
  const gap = add(sub(unsqueeze(rows, 1), unsqueeze(gather(rows, 1, places), 2)), 1);
  const hinges = mul(clamp(gap, { min: 0 }), pairs);
  const losses = div(sum(hinges, [1, 2]), classes);
  const out = reduced(batched ? losses : reshape(losses, []), reduction);
  if (!recording(input)) return out;
  const active = div(cast(mul(ge(gap, 0), gt(hinges, 0)), codeOf(rows)), classes);
  const slope = scatterAdd(sum(active, 1), 1, places, neg(sum(active, 2)));
  return record(
    out,
    "MultilabelMarginLossBackward0",
    [input],
    [(grad) => reshape(mul(slope, shared(grad, reduction, count)), input.shape)],
  );
}

/** The mean over classes of the binary cross entropy of `sigmoid(input)`. */
export function multilabelSoftMarginLoss(
  input: Tensor,
  target: Tensor,
  weight: Tensor | null,
  reduction: Reduction,
): Tensor {
  expectTensor(input, "multilabel_soft_margin_loss");
  expectTensor(target, "multilabel_soft_margin_loss", "target");
  const losses = neg(add(mul(target, logsigmoid(input)), mul(sub(1, target), logsigmoid(neg(input)))));
  const each = weight === null ? losses : mul(losses, weight);
  const classes = input.shape[input.ndim - 1];
  return reduced(div(sum(each, -1), classes), reduction);
}
