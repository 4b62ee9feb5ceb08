/** Losses with a margin. */

import type { Reduction } from "../../ops/loss.ts";
import * as margins from "../../ops/loss-margin.ts";
import * as pointwise from "../../ops/loss-pointwise.ts";
import { pairwiseDistance } from "../../ops/norms.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { parseLoss, type Reducing, type ReductionOption, reducing } from "./reduction.ts";

/** Options of losses with a margin. */
export interface MarginOptions extends ReductionOption {
  margin?: number;
}

type MarginArguments = Call<[margin?: number, ...Reducing], MarginOptions>;
const marginArguments = ["margin", ...reducing];

/** `input` where the target is 1, `max(0, margin - input)` where it is -1, reduced; the margin is 1. */
export function hingeEmbeddingLoss(input: Tensor, target: Tensor, ...args: MarginArguments): Tensor {
  const { margin = 1, reduction } = parseLoss<MarginOptions>("hinge_embedding_loss", marginArguments, args);
  return pointwise.hingeEmbeddingLoss(input, target, margin, reduction);
}

/**
 * `1 - cos` of pairs whose target is 1, `max(0, cos - margin)` of those whose target is -1, reduced; the margin is 0.
 * @param input1 [N, D] or [D]
 * @param target [N] or []
 */
export function cosineEmbeddingLoss(input1: Tensor, input2: Tensor, target: Tensor, ...args: MarginArguments): Tensor {
  const { margin = 0, reduction } = parseLoss<MarginOptions>("cosine_embedding_loss", marginArguments, args);
  return margins.cosineEmbeddingLoss(input1, input2, target, margin, reduction);
}

/** `max(0, margin - target (input1 - input2))`, reduced; the margin is 0. */
export function marginRankingLoss(input1: Tensor, input2: Tensor, target: Tensor, ...args: MarginArguments): Tensor {
  const { margin = 0, reduction } = parseLoss<MarginOptions>("margin_ranking_loss", marginArguments, args);
  return margins.marginRankingLoss(input1, input2, target, margin, reduction);
}

/** Options of {@link tripletMarginLoss}. */
export interface TripletOptions extends MarginOptions {
  /** The norm's degree; 2. */
  p?: number;
  /** Added to each difference; 1e-6. */
  eps?: number;
  /** Whether the nearer of anchor and positive counts for the negative's distance; false. */
  swap?: boolean;
}

/** `max(0, margin + |anchor - positive| - |anchor - negative|)`, reduced; the margin is 1. */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  ...args: Call<[margin?: number, p?: number, eps?: number, swap?: boolean, ...Reducing], TripletOptions>
): Tensor {
  const names = ["margin", "p", "eps", "swap", ...reducing];
  const {
    margin = 1,
    p = 2,
    eps = 1e-6,
    swap = false,
    reduction,
  } = parseLoss<TripletOptions>("triplet_margin_loss", names, args);
  return margins.tripletMarginLoss(anchor, positive, negative, p, eps, { margin, swap, reduction });
}

/** The distance of each pair of rows. */
export type DistanceFunction = (a: Tensor, b: Tensor) => Tensor;

/** Options of {@link tripletMarginWithDistanceLoss}. */
export interface TripletWithDistanceOptions {
  /** The distance; the 2-norm. */
  distanceFunction?: DistanceFunction | null;
  /** 1. */
  margin?: number;
  /** Whether the nearer of anchor and positive counts for the negative's distance; false. */
  swap?: boolean;
  /** "mean". */
  reduction?: Reduction;
}

/** `max(0, margin + d(anchor, positive) - d(anchor, negative))` for a distance of one's own, reduced. */
export function tripletMarginWithDistanceLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletWithDistanceOptions = {},
): Tensor {
  const call = parseLoss<TripletWithDistanceOptions>(
    "triplet_margin_with_distance_loss",
    [],
    [options],
    ["distanceFunction", "margin", "swap", "reduction"],
  );
  const { margin = 1, swap = false, reduction } = call;
  const between = call.distanceFunction ?? ((a: Tensor, b: Tensor) => pairwiseDistance(a, b));
  return margins.tripletMarginWithDistanceLoss(anchor, positive, negative, between, { margin, swap, reduction });
}

/** Options of {@link multiMarginLoss}. */
export interface MultiMarginOptions extends MarginOptions {
  /** 1 or 2; 1. */
  p?: number;
  /** A weight for each class. */
  weight?: Tensor | null;
}

/** The mean over the other classes of `max(0, margin - input[target] + input[other])^p`, reduced; the margin is 1. */
export function multiMarginLoss(
  input: Tensor,
  target: Tensor,
  ...args: Call<[p?: number, margin?: number, weight?: Tensor | null, ...Reducing], MultiMarginOptions>
): Tensor {
  const {
    p = 1,
    margin = 1,
    weight = null,
    reduction,
  } = parseLoss<MultiMarginOptions>("multi_margin_loss", ["p", "margin", "weight", ...reducing], args);
  return margins.multiMarginLoss(input, target, { p, margin, weight, reduction });
}

/** The hinge loss of pairs of a class that `target` names (up to its first -1) and one that it does not, reduced. */
export function multilabelMarginLoss(input: Tensor, target: Tensor, ...args: Call<Reducing, ReductionOption>): Tensor {
  const { reduction } = parseLoss<ReductionOption>("multilabel_margin_loss", reducing, args);
  return margins.multilabelMarginLoss(input, target, reduction);
}

/** The mean over classes of the binary cross entropy of `sigmoid(input)`, reduced. */
export function multilabelSoftMarginLoss(
  input: Tensor,
  target: Tensor,
  ...args: Call<[weight?: Tensor | null, ...Reducing], ReductionOption & { weight?: Tensor | null }>
): Tensor {
  const names = ["weight", ...reducing];
  const { weight = null, reduction } = parseLoss<ReductionOption & { weight?: Tensor | null }>(
    "multilabel_soft_margin_loss",
    names,
    args,
  );
  return margins.multilabelSoftMarginLoss(input, target, weight, reduction);
}

/** `log(1 + exp(-target input))`, reduced. */
export function softMarginLoss(input: Tensor, target: Tensor, ...args: Call<Reducing, ReductionOption>): Tensor {
  const { reduction } = parseLoss<ReductionOption>("soft_margin_loss", reducing, args);
  return pointwise.softMarginLoss(input, target, reduction);
}
