/** What metrics take: tensors, arrays, typed arrays. */

import { describe } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";

/** The class of a sample. */
export type Label = number | string;

/** Classes of samples: integers, booleans (1 and 0) or texts. */
export type Labels = Tensor | ArrayLike<number | bigint | boolean> | ArrayLike<string>;

/** Numbers, one for each sample. */
export type Numbers = Tensor | ArrayLike<number | bigint | boolean>;

/** Numbers, a row for each sample. */
export type Rows = Tensor | ArrayLike<ArrayLike<number | bigint | boolean>>;

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

function wrong(what: string, name: string, value: unknown): never {
  const shape = value instanceof Tensor ? `a tensor of size [${[...value.shape].join(", ")}]` : describe(value);
  const hint =
    value instanceof Tensor && value.dim() === 2 ? "; of scores [samples, classes], x.argmax(1) gives the classes" : "";
  throw new TypeError(
    `${what}(): argument '${name}' must be a list or tensor with one value a sample, not ${shape}${hint}`,
  );
}

function plain(what: string, name: string, value: unknown): Label {
  if (typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return Number(value);
  throw new TypeError(`${what}(): argument '${name}' holds ${describe(value)}: a class is a number or a text`);
}

/** The classes that `values` hold. */
export function labelsOf(what: string, name: string, values: unknown): Label[] {
  if (values instanceof Tensor && values.dim() !== 1) return wrong(what, name, values);
  if (!(values instanceof Tensor) && !isList(values)) return wrong(what, name, values);
  const list = values instanceof Tensor ? (values.detach().tolist() as unknown[]) : Array.from(values);
  return list.map((value) => plain(what, name, value));
}

/** The numbers that `values` hold. */
export function numbersOf(what: string, name: string, values: unknown): number[] {
  return labelsOf(what, name, values).map((value, i) => {
    if (typeof value === "number" && !Number.isNaN(value)) return value;
    throw new TypeError(`${what}(): argument '${name}' holds ${value} at ${i}: it must be a number`);
  });
}

/** Whether `values` have a row for each sample. */
export function isRows(values: unknown): values is Rows {
  if (values instanceof Tensor) return values.dim() === 2;
  return isList(values) && values.length > 0 && isList(values[0]);
}

/** The rows that `values` hold, all equally long. */
export function rowsOf(what: string, name: string, values: Rows): number[][] {
  const list = values instanceof Tensor ? (values.detach().tolist() as number[][]) : Array.from(values);
  const rows = list.map((row) => numbersOf(what, name, row));
  if (rows.some((row) => row.length !== rows[0].length))
    throw new TypeError(`${what}(): argument '${name}' has rows of different lengths`);
  return rows;
}

/** @throws Error where two arguments are not of as many samples, or of none. */
export function checkLengths(what: string, ...lists: readonly ArrayLike<unknown>[]): void {
  const lengths = lists.map((list) => list.length);
  if (lengths.some((length) => length !== lengths[0]))
    throw new Error(`${what}(): Found input variables with inconsistent numbers of samples: [${lengths.join(", ")}]`);
  if (lengths[0] === 0) throw new Error(`${what}(): Found empty input: there are no samples`);
}

/** The weight of each sample, 1 unless they are given. */
export function weightsOf(what: string, weights: Numbers | null | undefined, count: number): number[] {
  if (weights == null) return new Array<number>(count).fill(1);
  const list = numbersOf(what, "sampleWeight", weights);
  if (list.length !== count)
    throw new Error(`${what}(): argument 'sampleWeight' has ${list.length} weights for ${count} samples`);
  return list;
}

/** The distinct classes of all lists, in order. */
export function classesOf(what: string, ...lists: readonly (readonly Label[])[]): Label[] {
  const classes = [...new Set(lists.flat())];
  if (new Set(classes.map((label) => typeof label)).size > 1)
    throw new TypeError(`${what}(): Labels in yTrue and yPred should be of the same type, not numbers and texts`);
  return classes.sort((a, b) => (a < b ? -1 : 1));
}

/** `[0, 1]`, `['a', 'b']`: classes for messages. */
export function formatClasses(classes: readonly Label[]): string {
  return `[${classes.map((label) => (typeof label === "string" ? `'${label}'` : label)).join(", ")}]`;
}
