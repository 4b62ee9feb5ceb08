/** Parts of data sets, and data sets one after another. */

import { randperm } from "../ops/random.ts";
import type { Generator } from "../tensor/generator.ts";
import { named } from "../tensor/options.ts";
import { type Batched, Dataset, type Samples, sampleIndex } from "./dataset.ts";

/** The samples of a data set at the given indices. */
export class Subset<T> extends Dataset<T> {
  readonly dataset: Samples<T>;
  readonly indices: readonly number[];

  constructor(dataset: Samples<T>, indices: readonly number[]) {
    super();
    this.dataset = dataset;
    this.indices = indices;
  }

  get length(): number {
    return this.indices.length;
  }

  at(index: number): T {
    return this.dataset.at(this.indices[sampleIndex(index, this.length)]) as T;
  }

  /** @internal */
  batch(indices: readonly number[]): unknown {
    const { dataset } = this as { dataset: Partial<Batched> };
    return dataset.batch?.(indices.map((index) => this.indices[sampleIndex(index, this.length)])) ?? null;
  }
}

/** The samples of several data sets, one after another. */
export class ConcatDataset<T> extends Dataset<T> {
  readonly datasets: readonly Samples<T>[];

  constructor(datasets: readonly Samples<T>[]) {
    super();
    if (datasets.length === 0) throw new Error("datasets should not be an empty iterable");
    this.datasets = datasets;
  }

  get length(): number {
    return this.datasets.reduce((sum, { length }) => sum + length, 0);
  }

  at(index: number): T {
    let left = sampleIndex(index, this.length);
    for (const dataset of this.datasets) {
      if (left < dataset.length) return dataset.at(left) as T;
      left -= dataset.length;
    }
    throw new RangeError(`index ${index} is out of range`);
  }
}

/**
 * A data set cut at random into parts of the given lengths, or of the given fractions (which sum up to 1).
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.random_split
 */
export function randomSplit<T>(
  dataset: Samples<T>,
  lengths: readonly number[],
  generator?: Generator | { generator?: Generator },
): Subset<T>[] {
  const call = named<{ generator?: Generator }>("randomSplit", { generator });
  const total = lengths.reduce((sum, length) => sum + length, 0);
  let sizes = [...lengths];
  if (Math.abs(total - 1) < 1e-9 && total <= 1 + 1e-9 && dataset.length !== 1) {
    sizes = lengths.map((fraction, i) => {
      if (fraction < 0 || fraction > 1) throw new RangeError(`Fraction at index ${i} is not between 0 and 1`);
      return Math.floor(dataset.length * fraction);
    });
    const rest = dataset.length - sizes.reduce((sum, size) => sum + size, 0);
    for (let i = 0; i < rest; i++) sizes[i % sizes.length]++;
  }
  if (sizes.reduce((sum, size) => sum + size, 0) !== dataset.length)
    throw new Error(
      `Sum of input lengths does not equal the length of the input dataset! (${sizes.join(" + ")} against ${dataset.length})`,
    );
  const order = randperm(dataset.length, call).tolist() as number[];
  let start = 0;
  return sizes.map((size) => {
    const part = new Subset(dataset, order.slice(start, start + size));
    start += size;
    return part;
  });
}
