/** `torch.utils.data.ConcatDataset`. */

import { describe } from "../tensor/options.ts";
import { Dataset, type Source, sampleAt, wrapIndex } from "./dataset.ts";

/** Data sets one after another. */
export class ConcatDataset<Sample> extends Dataset<Sample> {
  readonly datasets: readonly Source<Sample>[];

  constructor(datasets: Iterable<Source<Sample>>) {
    super();
    if (typeof datasets !== "object" || datasets === null || !(Symbol.iterator in datasets))
      throw new TypeError(`ConcatDataset: argument 'datasets' must be a list of data sets, not ${describe(datasets)}`);
    this.datasets = [...datasets];
    if (this.datasets.length === 0) throw new Error("datasets should not be an empty iterable");
  }

  override get length(): number {
    return this.datasets.reduce((total, { length }) => total + length, 0);
  }

  override at(index: number): Sample {
    let rest = wrapIndex(index, this.length);
    for (const dataset of this.datasets) {
      if (rest < dataset.length) return sampleAt(dataset, rest);
      rest -= dataset.length;
    }
    throw new RangeError(`index ${index} is out of range: a data set shrank while it was read`);
  }
}
