/** What can be plotted: numbers, lists, typed arrays and tensors, as a flat array and its shape. */

import { elementsOf } from "../tensor/elements.ts";
import { describe } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Numbers of any number of dimensions. */
export type Data = Tensor | ArrayLike<number> | ArrayLike<bigint> | readonly Data[];

export interface Values {
  readonly values: Float64Array;
  readonly shape: readonly number[];
}

/** @throws TypeError naming `argument` for what holds no numbers, or has rows of unequal length. */
export function valuesOf(data: Data, argument: string): Values {
  if (data instanceof Tensor)
    return { values: Float64Array.from(elementsOf(data.kernels, data.handle), Number), shape: [...data.shape] };
  if (ArrayBuffer.isView(data) && !(data instanceof DataView))
    return {
      values: Float64Array.from(data as unknown as ArrayLike<number>, Number),
      shape: [data.byteLength / (data as Uint8Array).BYTES_PER_ELEMENT],
    };
  if (!Array.isArray(data))
    throw new TypeError(`${argument} must be a list, a typed array or a tensor of numbers, got ${describe(data)}`);
  const list = data as readonly unknown[];
  if (list.every((entry) => typeof entry === "number" || typeof entry === "bigint"))
    return { values: Float64Array.from(list as number[], Number), shape: [list.length] };
  const rows = list.map((entry) => (isNumberLike(entry) ? scalar(entry) : valuesOf(entry as Data, argument)));
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

function isNumberLike(value: unknown): value is number | bigint | boolean {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
}

function scalar(value: number | bigint | boolean): Values {
  return { values: Float64Array.of(Number(value)), shape: [] };
}

/** The least and the largest finite value; undefined where there is none. */
export function extentOf(values: Float64Array): [number, number] | undefined {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  return least <= largest ? [least, largest] : undefined;
}
