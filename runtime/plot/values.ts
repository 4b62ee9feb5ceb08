/** What can be plotted: numbers, dates, categories, lists, typed arrays and tensors, as a flat array and its shape. */

import { elementsOf } from "../tensor/elements.ts";
import { describe } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";

/** What stands for one number; null is missing, as NaN is. */
export type Datum = number | bigint | boolean | null | Date | string;

/** Numbers, dates or categories of any number of dimensions. */
export type Data = Tensor | ArrayLike<number> | ArrayLike<bigint> | readonly (Datum | Data)[];

export interface Values {
  readonly values: Float64Array;
  readonly shape: readonly number[];
}

export type Unit = "date" | "category";

const millisecondsPerDay = 86_400_000;

/** Days since 1970, as matplotlib counts dates. */
export function dateToNumber(date: Date): number {
  return date.getTime() / millisecondsPerDay;
}

export function numberToDate(days: number): Date {
  return new Date(Math.round(days * millisecondsPerDay));
}

/** What dates and texts become on an axis: it learns its unit from them. */
export interface Converter {
  date(value: Date): number;
  category(value: string): number;
}

const refusing = (argument: string): Converter => {
  const refuse = (value: unknown): never => {
    throw new TypeError(`${argument} must hold numbers, got ${describe(value)}`);
  };
  return { date: refuse, category: refuse };
};

/** @throws TypeError naming `argument` for what holds no numbers, or has rows of unequal length. */
export function valuesOf(data: Data, argument: string, converter: Converter = refusing(argument)): Values {
  if (data instanceof Tensor)
    return { values: Float64Array.from(elementsOf(data.kernels, data.handle), Number), shape: [...data.shape] };
  if (data instanceof Float64Array) return { values: data, shape: [data.length] };
  if (ArrayBuffer.isView(data) && !(data instanceof DataView)) {
    const values = Float64Array.from(data as unknown as ArrayLike<number>, Number);
    return { values, shape: [values.length] };
  }
  if (!Array.isArray(data))
    throw new TypeError(`${argument} must be a list, a typed array or a tensor of numbers, got ${describe(data)}`);
  const list = data as readonly unknown[];
  if (list.every((entry) => typeof entry === "number"))
    return { values: Float64Array.from(list as number[]), shape: [list.length] };
  if (list.every((entry) => isDatum(entry)))
    return { values: Float64Array.from(list, (entry) => scalar(entry as Datum, converter)), shape: [list.length] };
  const rows = list.map((entry) =>
    isDatum(entry)
      ? { values: Float64Array.of(scalar(entry, converter)), shape: [] }
      : valuesOf(entry as Data, argument, converter),
  );
  const { shape } = rows[0];
  if (rows.some((row) => row.shape.join() !== shape.join()))
    throw new TypeError(`${argument} has rows of unequal length`);
  const size = rows[0].values.length;
  const values = new Float64Array(rows.length * size);
  rows.forEach((row, i) => {
    values.set(row.values, i * size);
  });
  return { values, shape: [rows.length, ...shape] };
}

function isDatum(value: unknown): value is Datum {
  return (
    value === null ||
    value === undefined ||
    value instanceof Date ||
    /^(?:number|bigint|boolean|string)$/.test(typeof value)
  );
}

function scalar(value: Datum, converter: Converter): number {
  if (value === null || value === undefined) return Number.NaN;
  if (value instanceof Date) return converter.date(value);
  return typeof value === "string" ? converter.category(value) : Number(value);
}

/** A list of any kind as one flat row. */
export function flat(data: Data | Datum, argument: string, converter?: Converter): Float64Array {
  return valuesOf(isDatum(data) ? [data] : data, argument, converter).values;
}

/** Rows of a matrix. @throws TypeError naming `argument` for what has not two dimensions. */
export function matrixOf(data: Data, argument: string): { values: Float64Array; rows: number; columns: number } {
  const { values, shape } = valuesOf(data, argument);
  if (shape.length !== 2) throw new TypeError(`${argument} must be 2D, got shape (${shape.join(", ")})`);
  return { values, rows: shape[0], columns: shape[1] };
}

/** The least and the largest finite value; undefined where there is none. */
export function extentOf(values: ArrayLike<number>): [number, number] | undefined {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  return least <= largest ? [least, largest] : undefined;
}

/** The least positive finite value; infinity where there is none. */
export function leastPositive(values: ArrayLike<number>): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (values[i] > 0 && values[i] < least) least = values[i];
  return least;
}

/** `count` values at even distances, both ends among them. */
export function linspace(from: number, to: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) =>
    i === 0 ? from : i === count - 1 ? to : from + ((to - from) * i) / (count - 1),
  );
}

/** (3,) or (2, 3), as messages write shapes. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}
