/** Areas under curves. */

import { named } from "../tensor/options.ts";
import { precisionRecallPoints, rocPoints, thresholdsOf } from "./curves.ts";
import type { Score } from "./precision-recall.ts";
import {
  checkLengths,
  classesOf,
  formatClasses,
  isRows,
  type Label,
  type Labels,
  labelsOf,
  type Numbers,
  numbersOf,
  type Rows,
  rowsOf,
  weightsOf,
} from "./values.ts";

/** How the areas of classes become one; null: they do not. */
export type AreaAverage = "micro" | "macro" | "weighted";

/** Options of {@link rocAucScore}. */
export interface RocAucOptions<A extends AreaAverage | null = AreaAverage | null> {
  /** "macro": the mean of all classes; "weighted": by their samples; "micro": of all together; null: a list. Default "macro". */
  average?: A;
  sampleWeight?: Numbers | null;
  /** Of more than two classes: each against the rest ("ovr"), or each pair ("ovo"). It must be given there. */
  multiClass?: "raise" | "ovr" | "ovo";
  /** The classes of the columns of scores, in order; those of yTrue. */
  labels?: Labels | null;
}

/** Options of {@link averagePrecisionScore}. */
export interface AveragePrecisionOptions<A extends AreaAverage | null = AreaAverage | null> {
  /** As {@link RocAucOptions.average}. */
  average?: A;
  /** The class that the score is of; 1. */
  posLabel?: Label;
  sampleWeight?: Numbers | null;
}

/** The area under a curve through points whose x rises or falls, by the trapezoidal rule. */
export function auc(x: Numbers, y: Numbers): number {
  const xs = numbersOf("auc", "x", x);
  const ys = numbersOf("auc", "y", y);
  checkLengths("auc", xs, ys);
  if (xs.length < 2)
    throw new Error(`auc(): At least 2 points are needed to compute area under curve, but x has ${xs.length}`);
  const steps = xs.slice(1).map((value, i) => value - xs[i]);
  const falls = steps.some((step) => step < 0);
  if (falls && steps.some((step) => step > 0)) throw new Error("auc(): x is neither increasing nor decreasing");
  return area(xs, ys) * (falls ? -1 : 1);
}

function area(xs: readonly number[], ys: readonly number[]): number {
  let sum = 0;
  for (let i = 1; i < xs.length; i++) sum += ((xs[i] - xs[i - 1]) * (ys[i] + ys[i - 1])) / 2;
  return sum;
}

type Binary = (isPositive: readonly boolean[], scores: readonly number[], weights: readonly number[]) => number;

const rocArea: Binary = (isPositive, scores, weights) => {
  if (!isPositive.includes(true) || !isPositive.includes(false)) {
    console.warn("rocAucScore(): Only one class is present in yTrue. ROC AUC score is not defined in that case.");
    return Number.NaN;
  }
  const [fpr, tpr] = rocPoints(thresholdsOf(isPositive, scores, weights), true, () => undefined);
  return area(fpr, tpr);
};

const averagePrecision: Binary = (isPositive, scores, weights) => {
  const warn = (text: string): void => console.warn(`averagePrecisionScore(): ${text}`);
  const counts = thresholdsOf(isPositive, scores, weights);
  const [precision, recall] = precisionRecallPoints(counts, false, warn);
  let sum = 0;
  for (let i = 0; i + 1 < recall.length; i++) sum += (recall[i] - recall[i + 1]) * precision[i];
  return Math.max(0, sum);
};

/** The areas of all columns, averaged. `truth` and `scores` are [samples, classes]. */
function ofColumns(
  binary: Binary,
  truth: readonly (readonly boolean[])[],
  scores: readonly (readonly number[])[],
  weights: readonly number[],
  average: AreaAverage | null,
): number | number[] {
  const columns = scores[0].map((_, c) => c);
  if (average === "micro")
    return binary(
      truth.flat(),
      scores.flat(),
      weights.flatMap((weight) => columns.map(() => weight)),
    );
  const support = columns.map((c) => truth.reduce((sum, row, i) => sum + (row[c] ? weights[i] : 0), 0));
  const total = support.reduce((sum, value) => sum + value, 0);
  if (average === "weighted" && total === 0) return 0;
  const areas = columns.map((c) =>
    // A class without samples weighs nothing, whatever its area.
    average === "weighted" && support[c] === 0
      ? 0
      : binary(
          truth.map((row) => row[c]),
          scores.map((row) => row[c]),
          weights,
        ),
  );
  if (average === null) return areas;
  if (average === "macro") return areas.reduce((sum, value) => sum + value, 0) / areas.length;
  return areas.reduce((sum, value, c) => sum + value * support[c], 0) / total;
}

function checkAverage(what: string, average: unknown): void {
  if (![null, "micro", "macro", "weighted"].includes(average as string | null))
    throw new Error(`${what}(): average has to be one of null, "micro", "macro", "weighted", not ${String(average)}`);
}

/** Rows of 0 and 1 for several labels a sample, as booleans. */
function indicators(what: string, yTrue: Rows): boolean[][] {
  const rows = rowsOf(what, "yTrue", yTrue);
  if (rows.flat().some((value) => value !== 0 && value !== 1))
    throw new Error(`${what}(): yTrue of several labels a sample must hold 0 and 1 alone`);
  return rows.map((row) => row.map((value) => value === 1));
}

function checkShapes(
  what: string,
  truth: readonly (readonly unknown[])[],
  scores: readonly (readonly unknown[])[],
): void {
  checkLengths(what, truth, scores);
  if (truth[0].length !== scores[0].length)
    throw new Error(
      `${what}(): yTrue has ${truth[0].length} columns and yScore ${scores[0].length}: there must be one of each for every class`,
    );
}

/** Each pair of classes, one taken for positive and then the other: Hand and Till, 2001. */
function pairs(
  truth: readonly Label[],
  scores: readonly (readonly number[])[],
  classes: readonly Label[],
  average: AreaAverage | null,
): number {
  if (average !== "macro" && average !== "weighted")
    throw new Error(`rocAucScore(): average must be one of ("macro", "weighted") for multiClass="ovo"`);
  let sum = 0;
  let all = 0;
  for (let a = 0; a < classes.length; a++) {
    for (let b = a + 1; b < classes.length; b++) {
      const rows = truth.map((_, i) => i).filter((i) => truth[i] === classes[a] || truth[i] === classes[b]);
      const ones = rows.map(() => 1);
      const of = (column: number): number =>
        rocArea(
          rows.map((i) => truth[i] === classes[column]),
          rows.map((i) => scores[i][column]),
          ones,
        );
      const weight = average === "weighted" ? rows.length / truth.length : 1;
      sum += (weight * (of(a) + of(b))) / 2;
      all += weight;
    }
  }
  return sum / all;
}

/**
 * The area under the ROC curve.
 *
 * @param yTrue true classes; of several labels a sample, [samples, labels] of 0 and 1.
 * @param yScore of two classes the score of the greater one; else [samples, classes], which for classes must be probabilities.
 * @returns a number, NaN with a warning where only one class is present; a list, one for each class, where `average` is null.
 */
export function rocAucScore<A extends AreaAverage | null = "macro">(
  yTrue: Labels | Rows,
  yScore: Numbers | Rows,
  options?: RocAucOptions<A>,
): Score<A> {
  const what = "rocAucScore";
  const given = named<RocAucOptions>(what, {}, options, ["average", "sampleWeight", "multiClass", "labels"]);
  const average = given.average === undefined ? "macro" : given.average;
  checkAverage(what, average);
  if (isRows(yTrue)) {
    const truth = indicators(what, yTrue);
    if (!isRows(yScore)) throw new Error(`${what}(): yScore must be [samples, labels], as yTrue is`);
    const scores = rowsOf(what, "yScore", yScore);
    checkShapes(what, truth, scores);
    return ofColumns(rocArea, truth, scores, weightsOf(what, given.sampleWeight, truth.length), average) as Score<A>;
  }
  const truth = labelsOf(what, "yTrue", yTrue);
  const classes = classesOf(what, truth);
  const weights = weightsOf(what, given.sampleWeight, truth.length);
  if (!isRows(yScore) && classes.length <= 2) {
    const scores = numbersOf(what, "yScore", yScore);
    checkLengths(what, truth, scores);
    return rocArea(
      truth.map((label) => label === classes[1]),
      scores,
      weights,
    ) as Score<A>;
  }
  return ofClasses(what, truth, classes, yScore, weights, average, given) as Score<A>;
}

function ofClasses(
  what: string,
  truth: readonly Label[],
  present: readonly Label[],
  yScore: unknown,
  weights: readonly number[],
  average: AreaAverage | null,
  { multiClass = "raise", labels, sampleWeight }: RocAucOptions,
): number | number[] {
  if (multiClass !== "ovr" && multiClass !== "ovo") throw new Error(`${what}(): multiClass must be in ("ovo", "ovr")`);
  if (!isRows(yScore))
    throw new Error(`${what}(): yScore needs to be of shape [samples, classes], since yTrue contains multiple classes`);
  const scores = rowsOf(what, "yScore", yScore);
  checkLengths(what, truth, scores);
  const classes = labels == null ? present : labelsOf(what, "labels", labels);
  if (classes.length !== scores[0].length)
    throw new Error(
      `${what}(): Number of classes in ${labels == null ? "yTrue" : "labels"}, ${classes.length}, not equal to the number of columns ` +
        `in yScore, ${scores[0].length}`,
    );
  if (truth.some((label) => !classes.includes(label)))
    throw new Error(`${what}(): yTrue contains labels not in parameter labels`);
  for (const row of scores)
    if (Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) > 1e-4)
      throw new Error(
        `${what}(): Target scores need to be probabilities for multiclass ROC AUC, i.e. they should sum up to 1.0 over classes: ` +
          "softmax(scores, 1) gives them",
      );
  if (multiClass === "ovo") {
    if (sampleWeight != null) throw new Error(`${what}(): sampleWeight must be null for multiClass="ovo"`);
    return pairs(truth, scores, classes, average);
  }
  return ofColumns(
    rocArea,
    truth.map((label) => classes.map((each) => each === label)),
    scores,
    weights,
    average,
  );
}

/**
 * The mean of precisions, each weighted by the rise of recall at its threshold: the area under the curve of precision against
 * recall, in steps.
 *
 * @param yTrue true classes; of several labels a sample, [samples, labels] of 0 and 1.
 * @param yScore of two classes the score of `posLabel`; else [samples, classes].
 * @returns a number; a list, one for each class, where `average` is null.
 */
export function averagePrecisionScore<A extends AreaAverage | null = "macro">(
  yTrue: Labels | Rows,
  yScore: Numbers | Rows,
  options?: AveragePrecisionOptions<A>,
): Score<A> {
  const what = "averagePrecisionScore";
  const given = named<AveragePrecisionOptions>(what, {}, options, ["average", "posLabel", "sampleWeight"]);
  const average = given.average === undefined ? "macro" : given.average;
  checkAverage(what, average);
  const { posLabel = 1 } = given;
  if (!isRows(yTrue)) {
    const truth = labelsOf(what, "yTrue", yTrue);
    const classes = classesOf(what, truth);
    if (classes.length <= 2) {
      if (classes.length === 2 && !classes.includes(posLabel))
        throw new Error(
          `${what}(): posLabel=${posLabel} is not a valid label. It should be one of ${formatClasses(classes)}`,
        );
      const scores = numbersOf(what, "yScore", yScore);
      checkLengths(what, truth, scores);
      const weights = weightsOf(what, given.sampleWeight, truth.length);
      return averagePrecision(
        truth.map((label) => label === posLabel),
        scores,
        weights,
      ) as Score<A>;
    }
  }
  if (posLabel !== 1) throw new Error(`${what}(): posLabel is fixed to 1 for more than two classes. Do not set it.`);
  const truth = isRows(yTrue) ? indicators(what, yTrue) : binarized(what, yTrue);
  if (!isRows(yScore))
    throw new Error(`${what}(): yScore needs to be of shape [samples, classes], since yTrue has several`);
  const scores = rowsOf(what, "yScore", yScore);
  checkShapes(what, truth, scores);
  const weights = weightsOf(what, given.sampleWeight, truth.length);
  return ofColumns(averagePrecision, truth, scores, weights, average) as Score<A>;
}

function binarized(what: string, yTrue: Labels): boolean[][] {
  const truth = labelsOf(what, "yTrue", yTrue);
  const classes = classesOf(what, truth);
  return truth.map((label) => classes.map((each) => each === label));
}
