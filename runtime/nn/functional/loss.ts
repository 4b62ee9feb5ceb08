/** Losses of regression, classification and distributions. */

import { sub } from "../../ops/arithmetic.ts";
import { raise } from "../../ops/autocast.ts";
import { expectTensor } from "../../ops/core.ts";
import { ctcLoss as ctcLossOf } from "../../ops/ctc.ts";
import { linearCrossEntropy as linearCrossEntropyOf } from "../../ops/linear-cross-entropy.ts";
import {
  crossEntropy as crossEntropyOf,
  mseLoss as mseLossOf,
  nllLoss as nllLossOf,
  type Reduction,
  reduced,
} from "../../ops/loss.ts";
import * as pointwise from "../../ops/loss-pointwise.ts";
import { abs, square } from "../../ops/pointwise.ts";
import { broadcastTensors } from "../../ops/shape.ts";
import { named } from "../../tensor/options.ts";
import { sameSize } from "../../tensor/size.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { parseLoss, type Reducing, type ReductionOption, reducing } from "./reduction.ts";

export type { Reduction } from "../../ops/loss.ts";
export type { ReductionOption } from "./reduction.ts";

/** Options of {@link nllLoss}. */
export interface NllLossOptions extends ReductionOption {
  /** A weight for each class. */
  weight?: Tensor | null;
  /** A target that counts for nothing; -100. */
  ignoreIndex?: number;
}

type ClassArguments = [
  weight?: Tensor | null,
  sizeAverage?: boolean | null,
  ignoreIndex?: number,
  reduce?: boolean | null,
  reduction?: Reduction,
];
const classArguments = ["weight", "sizeAverage", "ignoreIndex", "reduce", "reduction"];

/** The negative log-likelihood of `target` under log-probabilities; options as {@link NllLossOptions}. */
export function nllLoss(input: Tensor, target: Tensor, ...args: Call<ClassArguments, NllLossOptions>): Tensor {
  const scores = raise(input);
  return nllLossOf(scores, target, parseLoss<NllLossOptions>("nll_loss", classArguments, args));
}

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions extends NllLossOptions {
  /** How much of the target's probability all classes share; 0. */
  labelSmoothing?: number;
}

/** The cross entropy of `target` (class indices or probabilities) under the softmax of `input`. */
export function crossEntropy(
  input: Tensor,
  target: Tensor,
  ...args: Call<[...ClassArguments, labelSmoothing?: number], CrossEntropyOptions>
): Tensor {
  const scores = raise(input);
  const names = [...classArguments, "labelSmoothing"];
  return crossEntropyOf(scores, target, parseLoss<CrossEntropyOptions>("cross_entropy", names, args));
}

/** PyTorch's warning where shapes differ becomes an error only where they do not broadcast. */
function checkShapes(name: string, input: Tensor, target: Tensor): void {
  if (sameSize(expectTensor(input, name).shape, expectTensor(target, name, "target").shape)) return;
  console.warn(
    `Using a target size (${target.shape}) that is different to the input size (${input.shape}). This will likely lead to ` +
      "incorrect results due to broadcasting. Please ensure they have the same size.",
  );
}

/** Options of losses with a weight. */
export interface WeightedOptions extends ReductionOption {
  /** What each loss is multiplied by. */
  weight?: Tensor | null;
}

function checkWeight(weight: Tensor, input: Tensor): void {
  if (!sameSize(weight.shape, input.shape)) throw new Error("Weights and input must have the same size.");
}

/** The squared differences, reduced. */
export function mseLoss(
  input: Tensor,
  target: Tensor,
  ...args: Call<[...Reducing, weight?: Tensor | null], WeightedOptions>
): Tensor {
  const scores = raise(input);
  const { weight = null, reduction } = parseLoss<WeightedOptions>("mse_loss", [...reducing, "weight"], args);
  checkShapes("mse_loss", scores, target);
  if (weight === null) return mseLossOf(scores, target, reduction);
  checkWeight(weight, scores);
  const [x, y] = broadcastTensors(scores, target);
  return pointwise.weightedLoss(square(sub(x, y)), weight, reduction);
}

/** The absolute differences, reduced. */
export function l1Loss(
  input: Tensor,
  target: Tensor,
  ...args: Call<[...Reducing, weight?: Tensor | null], WeightedOptions>
): Tensor {
  const scores = raise(input);
  const { weight = null, reduction } = parseLoss<WeightedOptions>("l1_loss", [...reducing, "weight"], args);
  checkShapes("l1_loss", scores, target);
  const losses = abs(sub(scores, target));
  if (weight === null) return reduced(losses, reduction);
  checkWeight(weight, scores);
  return pointwise.weightedLoss(losses, weight, reduction);
}

/** Options of {@link smoothL1Loss}. */
export interface SmoothL1Options extends ReductionOption {
  /** The difference at which the loss turns from squared to absolute; 1. */
  beta?: number;
}

/** `0.5 d² / beta` for differences below `beta`, `|d| - beta / 2` above it, reduced. */
export function smoothL1Loss(
  input: Tensor,
  target: Tensor,
  ...args: Call<[...Reducing, beta?: number], SmoothL1Options>
): Tensor {
  const scores = raise(input);
  const { beta = 1, reduction } = parseLoss<SmoothL1Options>("smooth_l1_loss", [...reducing, "beta"], args);
  checkShapes("smooth_l1_loss", scores, target);
  return pointwise.smoothL1Loss(scores, target, reduction, beta);
}

/** Options of {@link huberLoss}. */
export interface HuberOptions {
  /** "mean". */
  reduction?: Reduction;
  /** The difference at which the loss turns from squared to absolute; 1. */
  delta?: number;
  /** What each loss is multiplied by. */
  weight?: Tensor | null;
}

/** `0.5 d²` for differences up to `delta`, `delta (|d| - delta / 2)` above it, reduced. */
export function huberLoss(
  input: Tensor,
  target: Tensor,
  ...args: Call<[reduction?: Reduction, delta?: number, weight?: Tensor | null], HuberOptions>
): Tensor {
  const scores = raise(input);
  const call = parseLoss<HuberOptions>("huber_loss", ["reduction", "delta", "weight"], args);
  checkShapes("huber_loss", scores, target);
  const weight = call.weight ?? null;
  if (weight !== null) checkWeight(weight, scores);
  return pointwise.huberLoss(scores, target, call.reduction, call.delta ?? 1, weight);
}

/**
 * The binary cross entropy of targets under probabilities, reduced. `weight` broadcasts.
 * @throws where an input or a target is not within 0 and 1
 */
export function binaryCrossEntropy(
  input: Tensor,
  target: Tensor,
  ...args: Call<[weight?: Tensor | null, ...Reducing], WeightedOptions>
): Tensor {
  const scores = raise(input);
  const call = parseLoss<WeightedOptions>("binary_cross_entropy", ["weight", ...reducing], args);
  return pointwise.binaryCrossEntropy(scores, target, call.weight ?? null, call.reduction);
}

/** Options of {@link binaryCrossEntropyWithLogits}. */
export interface LogitsOptions extends WeightedOptions {
  /** A weight of the positive class; broadcasts. */
  posWeight?: Tensor | null;
}

/** The binary cross entropy of targets under `sigmoid(input)`, reduced. */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  ...args: Call<[weight?: Tensor | null, ...Reducing, posWeight?: Tensor | null], LogitsOptions>
): Tensor {
  const scores = raise(input);
  const names = ["weight", ...reducing, "posWeight"];
  const call = parseLoss<LogitsOptions>("binary_cross_entropy_with_logits", names, args);
  return pointwise.binaryCrossEntropyWithLogits(
    scores,
    target,
    call.weight ?? null,
    call.reduction,
    call.posWeight ?? null,
  );
}

/** How {@link klDiv} reduces: "batchmean" divides the sum by the first size, which is what the divergence is. */
export type DivergenceReduction = Reduction | "batchmean";

/** Options of {@link klDiv}. */
export interface KlDivOptions extends Omit<ReductionOption, "reduction"> {
  /** "mean". */
  reduction?: DivergenceReduction;
  /** Whether the target holds logarithms too; false. */
  logTarget?: boolean;
}

/** The Kullback-Leibler divergence of `target` from the log-probabilities `input`, reduced. */
export function klDiv(
  input: Tensor,
  target: Tensor,
  ...args: Call<
    [sizeAverage?: boolean | null, reduce?: boolean | null, reduction?: DivergenceReduction, logTarget?: boolean],
    KlDivOptions
  >
): Tensor {
  const scores = raise(input);
  const names = [...reducing, "logTarget"];
  const { logTarget = false, reduction } = parseLoss<ReductionOption & { logTarget?: boolean }>("kl_div", names, args);
  return pointwise.klDiv(scores, target, reduction, logTarget);
}

/** Options of {@link poissonNllLoss}. */
export interface PoissonNllOptions extends ReductionOption {
  /** Whether the input is the logarithm of the rate; true. */
  logInput?: boolean;
  /** Whether Stirling's approximation of `log(target!)` is added; false. */
  full?: boolean;
  /** Added to the rate before its logarithm; 1e-8. */
  eps?: number;
}

/** The negative log-likelihood of counts under Poisson distributions, reduced. */
export function poissonNllLoss(
  input: Tensor,
  target: Tensor,
  ...args: Call<
    [
      logInput?: boolean,
      full?: boolean,
      sizeAverage?: boolean | null,
      eps?: number,
      reduce?: boolean | null,
      reduction?: Reduction,
    ],
    PoissonNllOptions
  >
): Tensor {
  const scores = raise(input);
  const names = ["logInput", "full", "sizeAverage", "eps", "reduce", "reduction"];
  const {
    logInput = true,
    full = false,
    eps = 1e-8,
    reduction,
  } = parseLoss<PoissonNllOptions>("poisson_nll_loss", names, args);
  return pointwise.poissonNllLoss(scores, target, { logInput, full, eps, reduction });
}

/** Options of {@link gaussianNllLoss}. */
export interface GaussianNllOptions {
  /** Whether the constant of the density is added; false. */
  full?: boolean;
  /** The least variance; 1e-6. */
  eps?: number;
  /** "mean". */
  reduction?: Reduction;
}

/** The negative log-likelihood of targets under normal distributions with means `input` and variances `variance`. */
export function gaussianNllLoss(
  input: Tensor,
  target: Tensor,
  variance: Tensor | number,
  ...args: Call<[full?: boolean, eps?: number, reduction?: Reduction], GaussianNllOptions>
): Tensor {
  const scores = raise(input);
  const call = parseLoss<GaussianNllOptions>("gaussian_nll_loss", ["full", "eps", "reduction"], args);
  const { full = false, eps = 1e-6, reduction } = call;
  return pointwise.gaussianNllLoss(scores, target, variance, { full, eps, reduction });
}

/** Options of {@link ctcLoss}. */
export interface CtcOptions {
  /** The class that stands for no label; 0. */
  blank?: number;
  /** "mean": each loss is divided by its target's length first. */
  reduction?: Reduction;
  /** Whether losses of targets that do not fit become 0, and their gradients too; false. */
  zeroInfinity?: boolean;
}

/**
 * Connectionist temporal classification: the negative log-probability of a label sequence, summed over its alignments.
 * @param logProbs [T, N, C] or [T, C]
 * @param targets [N, S], or all of them one after the other
 * @param inputLengths [N], at most T
 * @param targetLengths [N]
 */
export function ctcLoss(
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: Tensor | readonly number[],
  targetLengths: Tensor | readonly number[],
  ...args: Call<[blank?: number, reduction?: Reduction, zeroInfinity?: boolean], CtcOptions>
): Tensor {
  const scores = raise(logProbs);
  const call = parseLoss<CtcOptions>("ctc_loss", ["blank", "reduction", "zeroInfinity"], args);
  const { blank = 0, reduction, zeroInfinity = false } = call;
  return ctcLossOf(scores, targets, inputLengths, targetLengths, { blank, reduction, zeroInfinity });
}

/** Options of {@link linearCrossEntropy}. */
export interface LinearCrossEntropyOptions {
  /** Of the shape of `linearWeight` without its last dim. */
  linearBias?: Tensor | null;
  /** A weight for each class. */
  weight?: Tensor | null;
  /** "mean". */
  reduction?: Reduction;
  /** A target that counts for nothing; null: -100. */
  ignoreIndex?: number | null;
  /** How much of the target's probability all classes share; 0. */
  labelSmoothing?: number;
  /** How the batch is cut into pieces; null: it is not. */
  options?: LinearCrossEntropyChunks | null;
}

/** How {@link linearCrossEntropy} cuts the batch, so that it never holds all logits. */
export interface LinearCrossEntropyChunks {
  /** Rows of a piece; null: as many as there are input features. */
  batchChunkSize?: number | null;
}

/**
 * The cross entropy of `target` under the softmax of a linear map of `input`.
 * @param input [N, F] or [F]
 * @param linearWeight [C, …, F]
 * @param target class indices [N, …] or probabilities [N, C, …]
 */
export function linearCrossEntropy(
  input: Tensor,
  linearWeight: Tensor,
  target: Tensor,
  options: LinearCrossEntropyOptions = {},
): Tensor {
  const names: (keyof LinearCrossEntropyOptions)[] = [
    "linearBias",
    "weight",
    "reduction",
    "ignoreIndex",
    "labelSmoothing",
    "options",
  ];
  const call = named<LinearCrossEntropyOptions>("linear_cross_entropy", {}, options, names);
  return linearCrossEntropyOf(input, linearWeight, target, {
    bias: call.linearBias ?? null,
    weight: call.weight ?? null,
    reduction: parseLoss<ReductionOption>("linear_cross_entropy", ["reduction"], [call.reduction]).reduction,
    ignoreIndex: call.ignoreIndex ?? null,
    labelSmoothing: call.labelSmoothing ?? 0,
    chunk: call.options == null ? null : (call.options.batchChunkSize ?? linearWeight.shape.at(-1) ?? 1),
  });
}
