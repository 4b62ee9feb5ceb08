/** Pairs of a name and a value, however they are given. */
export function ordered<T>(
  given: Readonly<Record<string, T>> | ReadonlyMap<string, T> | Iterable<readonly [string, T]>,
): Iterable<readonly [string, T]> {
  if (typeof given !== "object" || given === null)
    throw new TypeError(`expected names and values, got ${typeof given}`);
  return Symbol.iterator in given ? (given as Iterable<readonly [string, T]>) : Object.entries(given);
}
