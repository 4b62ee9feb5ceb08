/** How many predictions are right. */

import { named } from "../tensor/options.ts";
import { checkLengths, type Labels, labelsOf, type Numbers, weightsOf } from "./values.ts";

/** Options of {@link accuracyScore}. */
export interface AccuracyOptions {
  /** Whether the share of right predictions is given rather than their number; true. */
  normalize?: boolean;
  sampleWeight?: Numbers | null;
}

/**
 * The share of samples whose predicted class is the true one.
 *
 * @param yTrue true classes, one for each sample.
 * @param yPred predicted classes; of scores [samples, classes], `scores.argmax(1)`.
 */
export function accuracyScore(yTrue: Labels, yPred: Labels, options?: AccuracyOptions): number {
  const what = "accuracyScore";
  const { normalize = true, sampleWeight } = named<AccuracyOptions>(what, {}, options, ["normalize", "sampleWeight"]);
  const truth = labelsOf(what, "yTrue", yTrue);
  const predicted = labelsOf(what, "yPred", yPred);
  checkLengths(what, truth, predicted);
  const weights = weightsOf(what, sampleWeight, truth.length);
  let right = 0;
  let all = 0;
  truth.forEach((label, i) => {
    if (label === predicted[i]) right += weights[i];
    all += weights[i];
  });
  return normalize ? right / all : right;
}
