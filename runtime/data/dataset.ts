/** `torch.utils.data.Dataset`: what knows how many samples there are, and gives each by its index. */

/** @internal A method of this name gives the collated batch of some indices, or undefined where that is not possible. */
export const collatedBatch: unique symbol = Symbol("collatedBatch");

const integer = /^-?(?:0|[1-9]\d*)$/;

const subscripts: ProxyHandler<object> = {
  get(target, key, receiver) {
    if (typeof key !== "string" || !integer.test(key) || !(receiver instanceof Dataset))
      return Reflect.get(target, key, receiver);
    return receiver.at(wrapIndex(Number(key), receiver.length));
  },
};

/** `-1` of 3 samples is 2. @throws RangeError where there is no such sample. */
export function wrapIndex(index: number, length: number): number {
  if (!Number.isInteger(index)) throw new TypeError(`a data set's index must be an integer, got ${String(index)}`);
  if (index < -length || index >= length)
    throw new RangeError(`index ${index} is out of range for a data set of ${length} samples`);
  return index < 0 ? index + length : index;
}

/** A data set whose samples are reached by index: `dataset[0]`, `dataset[-1]`, `for (const [x, y] of dataset)`. */
export interface Dataset<Sample> {
  readonly [index: number]: Sample;
}

/**
 * The base of data sets. A derived class gives `length` and `at(index)`, PyTorch's `__len__` and `__getitem__`; an `at`
 * that is async serves `for await (… of loader)`. With `getItems(indices)`, a loader takes a batch's samples at once.
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Dataset
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: subscripts come from the end of the prototype chain
export abstract class Dataset<Sample = unknown> implements Iterable<Sample> {
  /** How many samples there are. */
  abstract get length(): number;

  /** The sample at `index`, from 0 to length - 1. */
  abstract at(index: number): Sample;

  *[Symbol.iterator](): Iterator<Sample> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }
}

Object.setPrototypeOf(Dataset.prototype, new Proxy(Object.create(Object.prototype) as object, subscripts));

/** A data set that gives its samples one after another, as a stream does. A derived class gives `[Symbol.iterator]`. */
export abstract class IterableDataset<Sample = unknown> implements Iterable<Sample> {
  abstract [Symbol.iterator](): Iterator<Sample>;
}

/** What a loader takes: a data set, a list, a tensor. */
export interface Source<Sample> {
  readonly length: number;
  at(index: number): Sample | undefined;
}

/** The sample at `index` of a data set or list. */
export function sampleAt<Sample>(source: Source<Sample>, index: number): Sample {
  return source.at(source instanceof Dataset ? index : wrapIndex(index, source.length)) as Sample;
}

/** The samples at `indices`; at once where the data set has a `getItems`. */
export function samplesAt<Sample>(source: Source<Sample>, indices: readonly number[]): Sample[] {
  const { getItems } = source as { getItems?: (indices: readonly number[]) => Sample[] };
  if (typeof getItems !== "function") return indices.map((index) => sampleAt(source, index));
  const samples = getItems.call(source, indices);
  if (samples.length !== indices.length)
    throw new RangeError(`getItems() gave ${samples.length} samples for ${indices.length} indices`);
  return samples;
}

/** The collated batch of `indices` where `source` has a quick way to it. */
export function collatedAt(source: unknown, indices: readonly number[]): unknown {
  const method = (source as { [collatedBatch]?: (indices: readonly number[]) => unknown })[collatedBatch];
  return method?.call(source, indices);
}
