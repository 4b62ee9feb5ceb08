/** Ranges of angles, as RandomRotation and RandomAffine take them. */

/** [-x, x] of one number; else the list itself, which must have one of `lengths`. */
export function setupAngle(
  x: number | readonly number[] | undefined,
  name: string,
  lengths: readonly number[] = [2],
): readonly number[] {
  if (typeof x === "number") {
    if (!(x >= 0)) throw new RangeError(`If ${name} is a single number, it must be positive, got ${x}.`);
    return [0 - x, x];
  }
  return requireLength(x, name, lengths);
}

/** A list of numbers that has one of `lengths`. */
export function requireLength(x: unknown, name: string, lengths: readonly number[] = [2]): readonly number[] {
  if (!Array.isArray(x) || !lengths.includes(x.length) || x.some((value) => !Number.isFinite(value)))
    throw new TypeError(`${name} should be a sequence of length ${lengths.join(" or ")}, got ${JSON.stringify(x)}.`);
  return x;
}
