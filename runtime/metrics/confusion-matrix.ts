/** Which classes are taken for which. */

import { fromArray } from "../ops/create.ts";
import { float64, int64 } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkLengths, classesOf, type Label, type Labels, labelsOf, type Numbers, weightsOf } from "./values.ts";

/** Options of {@link confusionMatrix}. */
export interface ConfusionMatrixOptions {
  /** The classes of rows and columns, in their order; all that occur, sorted. */
  labels?: Labels | null;
  /** Counts are divided by those of the true class, of the predicted one, or by all; null: they are not. */
  normalize?: "true" | "pred" | "all" | null;
  sampleWeight?: Numbers | null;
}

/**
 * How many samples of class i were predicted as class j.
 *
 * @returns [classes, classes], int64; float64 where counts are weighted or normalized.
 */
export function confusionMatrix(yTrue: Labels, yPred: Labels, options?: ConfusionMatrixOptions): Tensor {
  const what = "confusionMatrix";
  const given = named<ConfusionMatrixOptions>(what, {}, options, ["labels", "normalize", "sampleWeight"]);
  const truth = labelsOf(what, "yTrue", yTrue);
  const predicted = labelsOf(what, "yPred", yPred);
  checkLengths(what, truth, predicted);
  const present = classesOf(what, truth, predicted);
  const classes = given.labels == null ? present : labelsOf(what, "labels", given.labels);
  if (!truth.some((label) => classes.includes(label)))
    throw new Error(`${what}(): At least one label specified must be in yTrue`);
  const { normalize = null } = given;
  if (![null, "true", "pred", "all"].includes(normalize))
    throw new Error(`${what}(): normalize must be one of {'true', 'pred', 'all', null}, not ${String(normalize)}`);
  const place = new Map<Label, number>(classes.map((label, i) => [label, i]));
  const weights = weightsOf(what, given.sampleWeight, truth.length);
  const size = classes.length;
  const counts = new Float64Array(size * size);
  truth.forEach((label, i) => {
    const row = place.get(label);
    const column = place.get(predicted[i]);
    if (row !== undefined && column !== undefined) counts[row * size + column] += weights[i];
  });
  const sums = { true: new Float64Array(size), pred: new Float64Array(size), all: 0 };
  counts.forEach((count, i) => {
    sums.true[Math.floor(i / size)] += count;
    sums.pred[i % size] += count;
    sums.all += count;
  });
  if (normalize !== null) {
    counts.forEach((count, i) => {
      const by =
        normalize === "all" ? sums.all : sums[normalize][normalize === "true" ? Math.floor(i / size) : i % size];
      counts[i] = by === 0 ? 0 : count / by;
    });
  }
  const whole = normalize === null && given.sampleWeight == null;
  return fromArray(counts)
    .view(size, size)
    .to(whole ? int64 : float64);
}
