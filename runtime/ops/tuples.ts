/** Numbers that are given once for all spatial dims, or one by one. */

import { describe } from "../tensor/options.ts";

/** A number for each spatial dim, or one for all of them. */
export type Each = number | readonly number[];

/** `value` as a list of `count`; `what` begins the message where it is something else. */
export function each(what: string, argument: string, value: unknown, count: number): number[] {
  if (typeof value === "number") {
    requireWhole(what, argument, value);
    return new Array<number>(count).fill(value);
  }
  if (!Array.isArray(value))
    throw new TypeError(
      `${what}(): argument '${argument}' must be int or tuple of ints, not ${value === undefined ? "missing" : describe(value)}`,
    );
  for (const item of value as unknown[]) requireWhole(what, argument, item);
  if (value.length === count) return Array.from(value as number[]);
  if (value.length === 1) return new Array<number>(count).fill(value[0] as number);
  throw new Error(
    `${what}(): argument '${argument}' must be a single int or a list of ${count} ints, but got ${argument}=[${value.join(", ")}]`,
  );
}

function requireWhole(what: string, argument: string, value: unknown): void {
  if (typeof value !== "number" || !Number.isInteger(value))
    throw new TypeError(
      `${what}(): argument '${argument}' must be tuple of ints, but found element of type ${describe(value)} (${String(value)})`,
    );
}

/** `value`, or the whole size where an element is null. */
export function eachOrNull(what: string, argument: string, value: unknown, sizes: readonly number[]): number[] {
  if (value === null || !Array.isArray(value))
    return value === null ? [...sizes] : each(what, argument, value, sizes.length);
  if (value.length !== sizes.length && value.length !== 1)
    throw new Error(`${what}: ${argument} must be ${sizes.length} ints or null, but got [${value.join(", ")}]`);
  const list = (value.length === sizes.length ? value : sizes.map(() => (value as unknown[])[0])) as unknown[];
  return list.map((size, i) => {
    if (size === null) return sizes[i];
    requireWhole(what, argument, size);
    return size as number;
  });
}
