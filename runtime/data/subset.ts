/** `torch.utils.data.Subset`. */

import { collatedAt, collatedBatch, Dataset, type Source, sampleAt, samplesAt, wrapIndex } from "./dataset.ts";

function place(indices: ArrayLike<number>, index: number): number {
  return indices[wrapIndex(index, indices.length)];
}

/** The samples of `dataset` at `indices`, in their order. */
export class Subset<Sample> extends Dataset<Sample> {
  readonly dataset: Source<Sample>;
  readonly indices: ArrayLike<number>;

  constructor(dataset: Source<Sample>, indices: ArrayLike<number>) {
    super();
    this.dataset = dataset;
    this.indices = indices;
  }

  override get length(): number {
    return this.indices.length;
  }

  override at(index: number): Sample {
    return sampleAt(this.dataset, place(this.indices, index));
  }

  /** The samples at several indices. */
  getItems(indices: readonly number[]): Sample[] {
    if (this.at !== Subset.prototype.at) return indices.map((index) => this.at(index));
    return samplesAt(
      this.dataset,
      indices.map((index) => place(this.indices, index)),
    );
  }

  /** @internal */
  [collatedBatch](indices: readonly number[]): unknown {
    if (this.at !== Subset.prototype.at || this.getItems !== Subset.prototype.getItems) return undefined;
    return collatedAt(
      this.dataset,
      indices.map((index) => place(this.indices, index)),
    );
  }
}
