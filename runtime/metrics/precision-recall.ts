/** Precision, recall and F scores. */

import { named } from "../tensor/options.ts";
import {
  checkLengths,
  classesOf,
  formatClasses,
  type Label,
  type Labels,
  labelsOf,
  type Numbers,
  weightsOf,
} from "./values.ts";

/** How the scores of classes become one; null: they do not. */
export type Average = "binary" | "micro" | "macro" | "weighted";

/** Options of {@link precisionScore} and its kin. */
export interface ScoreOptions<A extends Average | null = Average | null> {
  /** The classes that count, in their order; all that occur, sorted. */
  labels?: Labels | null;
  /** The class whose scores "binary" gives; 1. */
  posLabel?: Label;
  /**
   * "binary": the scores of `posLabel`, of two classes; "micro": of all samples together; "macro": the mean of all classes;
   * "weighted": weighted by the number of true samples; null: a list, one for each class. Default "binary".
   */
  average?: A;
  sampleWeight?: Numbers | null;
  /** What stands for a score that divides by zero; "warn": 0, with a warning. */
  zeroDivision?: "warn" | 0 | 1 | number;
}

/** What the average of scores is: a number, or a list where there is none. */
export type Score<A extends Average | null> = A extends null ? number[] : number;

const keywords = ["labels", "posLabel", "average", "sampleWeight", "zeroDivision"] as const;

interface Counts {
  hits: number[];
  predicted: number[];
  actual: number[];
}

function checkBinary(what: string, posLabel: Label, present: readonly Label[]): void {
  if (present.length > 2)
    throw new Error(
      `${what}(): Target is multiclass but average="binary". Please choose another average setting, one of ` +
        `[null, "micro", "macro", "weighted"].`,
    );
  if (present.length === 2 && !present.includes(posLabel))
    throw new Error(
      `${what}(): posLabel=${formatClasses([posLabel]).slice(1, -1)} is not a valid label. It should be one of ${formatClasses(present)}`,
    );
}

function countsOf(what: string, yTrue: Labels, yPred: Labels, given: ScoreOptions): Counts {
  const { average = "binary", posLabel = 1 } = given;
  if (![null, "binary", "micro", "macro", "weighted"].includes(average))
    throw new Error(
      `${what}(): average has to be one of null, "binary", "micro", "macro", "weighted", not ${String(average)}`,
    );
  const truth = labelsOf(what, "yTrue", yTrue);
  const predicted = labelsOf(what, "yPred", yPred);
  checkLengths(what, truth, predicted);
  const present = classesOf(what, truth, predicted);
  if (average === "binary") checkBinary(what, posLabel, present);
  const classes =
    average === "binary" ? [posLabel] : given.labels == null ? present : labelsOf(what, "labels", given.labels);
  const place = new Map<Label, number>(classes.map((label, i) => [label, i]));
  const zeros = (): number[] => new Array<number>(classes.length).fill(0);
  const counts = { hits: zeros(), predicted: zeros(), actual: zeros() };
  const weights = weightsOf(what, given.sampleWeight, truth.length);
  truth.forEach((label, i) => {
    const row = place.get(label);
    const column = place.get(predicted[i]);
    if (row !== undefined) counts.actual[row] += weights[i];
    if (column !== undefined) counts.predicted[column] += weights[i];
    if (row !== undefined && row === column) counts.hits[row] += weights[i];
  });
  if (average !== "micro") return counts;
  const sum = (list: readonly number[]): number[] => [list.reduce((all, value) => all + value, 0)];
  return { hits: sum(counts.hits), predicted: sum(counts.predicted), actual: sum(counts.actual) };
}

/** The quotients, `zeroDivision` where there are none; one warning for all of a call. */
function quotients(
  what: string,
  score: string,
  lack: string,
  tops: readonly number[],
  bottoms: readonly number[],
  zeroDivision: ScoreOptions["zeroDivision"] = "warn",
): number[] {
  if (zeroDivision === "warn" && bottoms.includes(0))
    console.warn(
      `${what}(): ${score} is ill-defined and being set to 0.0${bottoms.length > 1 ? " in labels" : ""} with no ${lack} ` +
        "samples. Use `zeroDivision` parameter to control this behavior.",
    );
  const instead = zeroDivision === "warn" ? 0 : zeroDivision;
  return tops.map((top, i) => (bottoms[i] === 0 ? instead : top / bottoms[i]));
}

function averaged(scores: readonly number[], average: Average | null, actual: readonly number[]): number | number[] {
  if (average === null) return [...scores];
  const known = scores
    .map((score, i) => ({ score, weight: average === "weighted" ? actual[i] : 1 }))
    .filter(({ score }) => !Number.isNaN(score));
  if (known.length === 0) return Number.NaN;
  const all = known.reduce((sum, { weight }) => sum + weight, 0);
  // Nothing that is asked for occurs: then all weigh the same.
  if (all === 0) return known.reduce((sum, { score }) => sum + score, 0) / known.length;
  return known.reduce((sum, { score, weight }) => sum + score * weight, 0) / all;
}

/**
 * Of what was predicted as a class, the share that is of it.
 *
 * @returns a number; a list, one for each class, where `average` is null.
 */
export function precisionScore<A extends Average | null = "binary">(
  yTrue: Labels,
  yPred: Labels,
  options?: ScoreOptions<A>,
): Score<A> {
  const what = "precisionScore";
  const given = named<ScoreOptions>(what, {}, options, keywords);
  const { hits, predicted, actual } = countsOf(what, yTrue, yPred, given);
  const scores = quotients(what, "Precision", "predicted", hits, predicted, given.zeroDivision);
  return averaged(scores, given.average === undefined ? "binary" : given.average, actual) as Score<A>;
}

/**
 * Of what is of a class, the share that was predicted as it.
 *
 * @returns a number; a list, one for each class, where `average` is null.
 */
export function recallScore<A extends Average | null = "binary">(
  yTrue: Labels,
  yPred: Labels,
  options?: ScoreOptions<A>,
): Score<A> {
  const what = "recallScore";
  const given = named<ScoreOptions>(what, {}, options, keywords);
  const { hits, actual } = countsOf(what, yTrue, yPred, given);
  const scores = quotients(what, "Recall", "true", hits, actual, given.zeroDivision);
  return averaged(scores, given.average === undefined ? "binary" : given.average, actual) as Score<A>;
}

function fScores(what: string, { hits, predicted, actual }: Counts, beta: number, given: ScoreOptions): number[] {
  const square = beta * beta;
  const tops = hits.map((hit) => (1 + square) * hit);
  const bottoms = actual.map((count, i) => square * count + predicted[i]);
  return quotients(what, "F-score", "true nor predicted", tops, bottoms, given.zeroDivision);
}

/**
 * The harmonic mean of precision and recall.
 *
 * @returns a number; a list, one for each class, where `average` is null.
 */
export function f1Score<A extends Average | null = "binary">(
  yTrue: Labels,
  yPred: Labels,
  options?: ScoreOptions<A>,
): Score<A> {
  const what = "f1Score";
  const given = named<ScoreOptions>(what, {}, options, keywords);
  const counts = countsOf(what, yTrue, yPred, given);
  const scores = fScores(what, counts, 1, given);
  return averaged(scores, given.average === undefined ? "binary" : given.average, counts.actual) as Score<A>;
}

/** Options of {@link fbetaScore}. */
export interface FbetaOptions<A extends Average | null = Average | null> extends ScoreOptions<A> {
  /** How many times as much recall counts as precision. */
  beta: number;
}

/** The weighted harmonic mean of precision and recall: recall counts `beta` times as much. */
export function fbetaScore<A extends Average | null = "binary">(
  yTrue: Labels,
  yPred: Labels,
  options: FbetaOptions<A>,
): Score<A> {
  const what = "fbetaScore";
  const given = named<FbetaOptions>(what, {}, options, [...keywords, "beta"]);
  if (typeof given.beta !== "number" || !(given.beta >= 0))
    throw new RangeError(`${what}(): argument 'beta' must be a number of 0 or more, not ${String(given.beta)}`);
  const counts = countsOf(what, yTrue, yPred, given);
  const scores = fScores(what, counts, given.beta, given);
  return averaged(scores, given.average === undefined ? "binary" : given.average, counts.actual) as Score<A>;
}
