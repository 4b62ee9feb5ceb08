/** What the backend's tests share: tensors of every dtype and layout, and JavaScript's own arithmetic to compare with. */

import assert from "node:assert/strict";
import { type DTypeCode, dtypeNames, type Handle } from "../../../runtime/backend/backend.ts";
import { cpu } from "../../../runtime/backend/cpu.ts";

export const { kernels } = cpu;

export type DTypeName = (typeof dtypeNames)[number];

export const code = (name: DTypeName): DTypeCode => dtypeNames.indexOf(name);
export const floatTypes: readonly DTypeName[] = ["float16", "bfloat16", "float32", "float64"];
export const integerTypes: readonly DTypeName[] = ["uint8", "int8", "int16", "int32", "int64"];
export const allTypes: readonly DTypeName[] = dtypeNames;

export const tensor = (values: readonly number[], sizes: readonly number[], dtype: DTypeName = "float32"): Handle =>
  kernels.fromNumbers(values, sizes, code(dtype));

export const numbers = (a: Handle): number[] => kernels.toNumbers(a).map(Number);

/** One tensor of 2 × 3 in every layout that a kernel meets. */
export const layouts: Readonly<Record<string, (values: readonly number[], dtype: DTypeName) => Handle>> = {
  contiguous: (values, dtype) => tensor(values, [2, 3], dtype),
  transposed: (values, dtype) => {
    const [a, b, c, d, e, f] = values;
    return kernels.transpose(tensor([a, d, b, e, c, f], [3, 2], dtype), 0, 1);
  },
  sliced: (values, dtype) => {
    const wide = [7, ...values.slice(0, 3).flatMap((v) => [v, 9]), 7, ...values.slice(3).flatMap((v) => [v, 9])];
    return kernels.slice(tensor(wide, [2, 7], dtype), 1, 1, 7, 2);
  },
};

/** Units in the last place that a result of the dtype may differ by, as a relative error. */
const precision: Partial<Record<DTypeName, number>> = {
  float16: 2 ** -10,
  bfloat16: 2 ** -7,
  float32: 2 ** -21,
  float64: 2 ** -49,
};

export function assertClose(
  actual: readonly number[],
  expected: readonly number[],
  dtype: DTypeName,
  what: string,
): void {
  const tolerance = precision[dtype] ?? 0;
  assert.equal(actual.length, expected.length, what);
  for (let i = 0; i < actual.length; i++) {
    const [x, y] = [actual[i], expected[i]];
    const same = Object.is(x, y) || x === y || Math.abs(x - y) <= tolerance * Math.max(Math.abs(y), 2 ** -14);
    assert.ok(same, `${what}: element ${i} is ${x}, not ${y}`);
  }
}

/** A number as the dtype holds it. */
export const rounded = (value: number, dtype: DTypeName): number => numbers(tensor([value], [1], dtype))[0];
