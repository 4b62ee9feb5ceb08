/** Data sets: what has a length and gives a sample for each index. */

/** A data set that a loader can draw from: an array is one, too. */
export interface Samples<T> {
  readonly length: number;
  at(index: number): T | undefined;
}

/** A data set that can give a whole batch at once, faster than sample by sample and with the same result. */
export interface Batched {
  /** The collated samples of `indices`; null where only single samples can be had. */
  batch(indices: readonly number[]): unknown;
}

const integer = /^-?(?:0|[1-9]\d*)$/;

const subscripts = new Proxy(Object.create(Object.prototype) as object, {
  get(target, key, receiver: unknown) {
    return typeof key === "string" && integer.test(key) && receiver instanceof Dataset
      ? receiver.at(Number(key))
      : Reflect.get(target, key, receiver);
  },
});

/**
 * The base of data sets: extend it, and write `length` and `at(index)`. `dataset[i]` and `for (const sample of dataset)`
 * follow.
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Dataset
 */
export abstract class Dataset<T = unknown> implements Samples<T> {
  [index: number]: T;

  /** How many samples there are. */
  abstract get length(): number;

  /** The sample of an index; negative ones count from the end. */
  abstract at(index: number): T;

  *[Symbol.iterator](): IterableIterator<T> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }
}

Object.setPrototypeOf(Dataset.prototype, subscripts);

/** An index from 0 on. @throws RangeError where there is no such sample. */
export function sampleIndex(index: number, length: number): number {
  if (!Number.isInteger(index)) throw new TypeError(`a data set's index must be an integer, got ${String(index)}`);
  if (index < -length || index >= length)
    throw new RangeError(`index ${index} is out of range for a data set of ${length} samples`);
  return index < 0 ? index + length : index;
}
