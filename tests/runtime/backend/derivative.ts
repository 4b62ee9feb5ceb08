/** Derivatives by differences, to compare gradient kernels with. */

import assert from "node:assert/strict";
import type { Handle } from "../../../runtime/backend/backend.ts";
import { numbers } from "./support.ts";

/** Values of no pattern that a kernel could profit from. */
export const wave = (count: number, salt: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin(i * 1.7 + salt) * 2 + Math.cos(i * 0.3) + 0.5);

/** The derivative of Σ grad · f(values) by central differences. */
export function slopes(
  values: readonly number[],
  grad: readonly number[],
  f: (values: readonly number[]) => readonly number[],
): number[] {
  const step = 1e-5;
  const at = (i: number, shift: number) =>
    f(values.map((v, j) => (i === j ? v + shift : v))).reduce((sum, v, k) => sum + v * grad[k], 0);
  return values.map((_, i) => (at(i, step) - at(i, -step)) / (2 * step));
}

export function assertNear(actual: Handle | null, expected: readonly number[], tolerance: number, what: string): void {
  assert.ok(actual, what);
  numbers(actual).forEach((v, i) => {
    assert.ok(
      Math.abs(v - expected[i]) <= tolerance * Math.max(1, Math.abs(expected[i])),
      `${what} ${i}: ${v}, not ${expected[i]}`,
    );
  });
}
