/** Names and what they stand for. */

import { describe } from "../../tensor/options.ts";

/** Pairs of a name and a value, however they are given. */
export function ordered<T>(
  given: Readonly<Record<string, T>> | ReadonlyMap<string, T> | Iterable<readonly [string, T]>,
): Iterable<readonly [string, T]> {
  if (typeof given !== "object" || given === null)
    throw new TypeError(`expected names and values, got ${typeof given}`);
  if (!(Symbol.iterator in given)) return Object.entries(given);
  return [...(given as Iterable<unknown>)].map((pair) => {
    if (Array.isArray(pair) && pair.length === 2) return pair as [string, T];
    throw new TypeError(`expected pairs of a name and a value, got ${describe(pair)}`);
  });
}
