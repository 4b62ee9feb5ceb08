/** When two answers are equal. Each function gives null, or what differs. */

import { isFloating, type Values } from "./values.ts";

export interface Tolerance {
  atol: number;
  rtol: number;
}

const valueTolerances: Record<string, Tolerance> = {
  float32: { atol: 1e-5, rtol: 1e-4 },
  float64: { atol: 1e-9, rtol: 1e-7 },
  float16: { atol: 1e-3, rtol: 2e-2 },
  bfloat16: { atol: 1e-2, rtol: 5e-2 },
};
const gradientTolerances: Record<string, Tolerance> = { ...valueTolerances, float32: { atol: 1e-4, rtol: 1e-3 } };
export const bits: Tolerance = { atol: 0, rtol: 0 };

export const valueTolerance = (dtype: string): Tolerance => valueTolerances[dtype] ?? bits;
export const gradientTolerance = (dtype: string): Tolerance => gradientTolerances[dtype] ?? bits;

/** `|a - b| <= atol + rtol * |b|`, NaN equal to NaN and infinities equal; without tolerance to the bit. */
export function close(actual: number, expected: number, { atol, rtol }: Tolerance): boolean {
  if (Object.is(actual, expected)) return true;
  if (atol === 0 && rtol === 0) return false;
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return actual === expected;
  return Math.abs(actual - expected) <= atol + rtol * Math.abs(expected);
}

const show = (value: number | bigint): string => (typeof value === "bigint" ? `${value}` : `${+value.toPrecision(9)}`);

/** Shape, dtype and elements. */
export function differs(
  actual: Values,
  expected: Values,
  tolerance: Tolerance = valueTolerance(expected.dtype),
  anyDtype = false,
): string | null {
  if (actual.shape.join() !== expected.shape.join())
    return `shape [${actual.shape.join(", ")}], expected [${expected.shape.join(", ")}]`;
  if (!anyDtype && actual.dtype !== expected.dtype) return `dtype ${actual.dtype}, expected ${expected.dtype}`;
  if (actual.elements.length !== expected.elements.length)
    return `${actual.elements.length} elements, expected ${expected.elements.length}`;
  const floating = isFloating(expected.dtype);
  let count = 0;
  let first = -1;
  let worst = 0;
  for (let i = 0; i < expected.elements.length; i++) {
    const a = actual.elements[i];
    const b = expected.elements[i];
    const equal = floating ? close(Number(a), Number(b), tolerance) : a === b;
    if (equal) continue;
    if (first < 0) first = i;
    count++;
    const error = Math.abs(Number(a) - Number(b));
    if (error > worst) worst = error;
  }
  if (first < 0) return null;
  const place = `element ${first} is ${show(actual.elements[first])}, expected ${show(expected.elements[first])}`;
  return `${place} (${count} of ${expected.elements.length} differ, largest by ${show(worst)})`;
}

/** The first line at which two texts differ. */
export function textDiffers(actual: string, expected: string): string | null {
  if (actual === expected) return null;
  const a = actual.split("\n");
  const b = expected.split("\n");
  const at = b.findIndex((line, i) => line !== a[i]);
  const line = at < 0 ? b.length : at;
  return `line ${line + 1} is ${JSON.stringify(a[line] ?? "")}, expected ${JSON.stringify(b[line] ?? "")}`;
}
