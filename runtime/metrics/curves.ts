/** Curves over all thresholds of a score: ROC, and precision against recall. */

import { fromArray } from "../ops/create.ts";
import { named } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import {
  checkLengths,
  classesOf,
  formatClasses,
  type Label,
  type Labels,
  labelsOf,
  type Numbers,
  numbersOf,
  weightsOf,
} from "./values.ts";

/** Options of {@link rocCurve} and {@link precisionRecallCurve}. */
export interface CurveOptions {
  /** The class that the score is of; 1 where classes are 0 and 1, or -1 and 1. */
  posLabel?: Label | null;
  sampleWeight?: Numbers | null;
  /** Whether points are left out that do not change the curve; true for ROC, false for precision and recall. */
  dropIntermediate?: boolean;
}

const keywords = ["posLabel", "sampleWeight", "dropIntermediate"] as const;

/** How many false and true positives there are at each distinct score, from the highest on. */
export interface Thresholds {
  readonly falsePositives: number[];
  readonly truePositives: number[];
  readonly thresholds: number[];
}

function positiveLabel(what: string, classes: readonly Label[], posLabel: Label | null | undefined): Label {
  if (posLabel != null) return posLabel;
  const usual =
    classes.every((label) => label === 0 || label === 1) || classes.every((label) => label === -1 || label === 1);
  if (!usual)
    throw new Error(
      `${what}(): yTrue takes value in ${formatClasses(classes)} and posLabel is not specified: either make yTrue take value in ` +
        "[0, 1] or [-1, 1] or pass posLabel explicitly.",
    );
  return 1;
}

/** Counts at each threshold. `isPositive`, `scores` and `weights` have one value a sample. */
export function thresholdsOf(
  isPositive: readonly boolean[],
  scores: readonly number[],
  weights: readonly number[],
): Thresholds {
  const order = scores.map((_, i) => i).sort((a, b) => scores[b] - scores[a]);
  const found: Thresholds = { falsePositives: [], truePositives: [], thresholds: [] };
  let falsePositives = 0;
  let truePositives = 0;
  order.forEach((sample, i) => {
    if (isPositive[sample]) truePositives += weights[sample];
    else falsePositives += weights[sample];
    if (i + 1 < order.length && scores[order[i + 1]] === scores[sample]) return;
    found.falsePositives.push(falsePositives);
    found.truePositives.push(truePositives);
    found.thresholds.push(scores[sample]);
  });
  return found;
}

function count(what: string, yTrue: Labels, yScore: Numbers, given: CurveOptions): Thresholds {
  const truth = labelsOf(what, "yTrue", yTrue);
  const scores = numbersOf(what, "yScore", yScore);
  checkLengths(what, truth, scores);
  const classes = classesOf(what, truth);
  const positive = positiveLabel(what, classes, given.posLabel);
  if (classes.length > 2 && given.posLabel == null) throw new Error(`${what}(): multiclass format is not supported`);
  const weights = weightsOf(what, given.sampleWeight, truth.length);
  // What weighs nothing has no threshold.
  const kept = truth.map((_, i) => i).filter((i) => weights[i] !== 0);
  return thresholdsOf(
    kept.map((i) => truth[i] === positive),
    kept.map((i) => scores[i]),
    kept.map((i) => weights[i]),
  );
}

function pick({ falsePositives, truePositives, thresholds }: Thresholds, keep: (i: number) => boolean): Thresholds {
  const of = (list: readonly number[]): number[] => list.filter((_, i) => keep(i));
  return { falsePositives: of(falsePositives), truePositives: of(truePositives), thresholds: of(thresholds) };
}

/** The points of an ROC curve: false and true positives' shares, and thresholds. */
export function rocPoints(counts: Thresholds, dropIntermediate: boolean, warn: (text: string) => void): number[][] {
  const { falsePositives: f, truePositives: t, thresholds } = counts;
  const bends = (list: readonly number[], i: number): boolean => list[i + 1] - 2 * list[i] + list[i - 1] !== 0;
  const isCorner = (i: number): boolean => i === 0 || i === f.length - 1 || bends(f, i) || bends(t, i);
  const kept = dropIntermediate && thresholds.length > 2 ? pick(counts, isCorner) : counts;
  const share = (list: readonly number[], which: string): number[] => {
    const all = list[list.length - 1];
    if (!(all > 0))
      warn(
        `No ${which} samples in yTrue, ${which === "negative" ? "false" : "true"} positive value should be meaningless`,
      );
    return [0, ...list].map((value) => (all > 0 ? value / all : Number.NaN));
  };
  return [
    share(kept.falsePositives, "negative"),
    share(kept.truePositives, "positive"),
    [Number.POSITIVE_INFINITY, ...kept.thresholds],
  ];
}

/** The points of a curve of precision against recall, from the lowest threshold on. */
export function precisionRecallPoints(
  counts: Thresholds,
  dropIntermediate: boolean,
  warn: (text: string) => void,
): number[][] {
  const t = counts.truePositives;
  const changes = (i: number): boolean => i === 0 || i === t.length - 1 || t[i] !== t[i - 1] || t[i + 1] !== t[i];
  const kept = dropIntermediate && t.length > 2 ? pick(counts, changes) : counts;
  const { truePositives, falsePositives, thresholds } = kept;
  const all = truePositives[truePositives.length - 1];
  if (all === 0) warn("No positive class found in yTrue, recall is set to one for all thresholds.");
  const precision = truePositives.map((hits, i) => {
    const predicted = hits + falsePositives[i];
    return predicted === 0 ? 0 : hits / predicted;
  });
  const recall = truePositives.map((hits) => (all === 0 ? 1 : hits / all));
  return [[...precision.reverse(), 1], [...recall.reverse(), 0], thresholds.toReversed()];
}

const asTensors = (lists: readonly number[][]): [Tensor, Tensor, Tensor] =>
  lists.map((list) => fromArray(Float64Array.from(list))) as [Tensor, Tensor, Tensor];

/**
 * The receiver operating characteristic of two classes.
 *
 * @param yTrue true classes, one for each sample.
 * @param yScore scores of the positive class: probabilities, logits, anything that is higher the likelier it is.
 * @returns shares of false and of true positives, rising, and their thresholds, falling: float64. The first threshold is
 * infinity, where nothing is predicted as positive.
 */
export function rocCurve(
  yTrue: Labels,
  yScore: Numbers,
  options?: CurveOptions,
): [fpr: Tensor, tpr: Tensor, thresholds: Tensor] {
  const given = named<CurveOptions>("rocCurve", {}, options, keywords);
  const counts = count("rocCurve", yTrue, yScore, given);
  return asTensors(rocPoints(counts, given.dropIntermediate ?? true, (text) => console.warn(`rocCurve(): ${text}`)));
}

/**
 * Precision and recall at every threshold, of two classes.
 *
 * @returns precision and recall, from the lowest threshold on, with a last point of 1 and 0; and the thresholds, one less:
 * float64.
 */
export function precisionRecallCurve(
  yTrue: Labels,
  yScore: Numbers,
  options?: CurveOptions,
): [precision: Tensor, recall: Tensor, thresholds: Tensor] {
  const what = "precisionRecallCurve";
  const given = named<CurveOptions>(what, {}, options, keywords);
  const counts = count(what, yTrue, yScore, given);
  return asTensors(
    precisionRecallPoints(counts, given.dropIntermediate ?? false, (text) => console.warn(`${what}(): ${text}`)),
  );
}
