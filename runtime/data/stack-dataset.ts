/** `torch.utils.data.StackDataset`. */

import { describe, isOptions } from "../tensor/options.ts";
import { Dataset, type Source, sampleAt, samplesAt } from "./dataset.ts";

type Sources = readonly Source<unknown>[] | Readonly<Record<string, Source<unknown>>>;

/** What a stack of data sets gives. */
export type Stacked<Sets extends Sources> = {
  -readonly [K in keyof Sets]: Sets[K] extends Source<infer Sample> ? Sample : never;
};

/** Data sets side by side: `new StackDataset(a, b)` gives `[a[i], b[i]]`, `new StackDataset({ image, label })` objects. */
export class StackDataset<Sets extends Sources> extends Dataset<Stacked<Sets>> {
  readonly datasets: Sets;

  constructor(datasets: Sets & Readonly<Record<string, Source<unknown>>>);
  constructor(...datasets: Sets & readonly Source<unknown>[]);
  constructor(...datasets: readonly unknown[]) {
    super();
    const [first] = datasets;
    this.datasets = (datasets.length === 1 && isOptions(first) && !("at" in first)
      ? first
      : datasets) as unknown as Sets;
    for (const source of this.sources() as unknown[])
      if (typeof (source as Partial<Source<unknown>> | null | undefined)?.length !== "number")
        throw new TypeError(`StackDataset: each data set must have a length, and one is ${describe(source)}`);
    const lengths = new Set(this.sources().map(({ length }) => length));
    if (lengths.size === 0) throw new RangeError("At least one dataset should be passed");
    if (lengths.size > 1) throw new RangeError(`Size mismatch between datasets: ${[...lengths].join(" and ")} samples`);
  }

  private sources(): Source<unknown>[] {
    return Object.values(this.datasets);
  }

  private together(samples: readonly unknown[]): Stacked<Sets> {
    if (Array.isArray(this.datasets)) return samples as Stacked<Sets>;
    return Object.fromEntries(Object.keys(this.datasets).map((key, i) => [key, samples[i]])) as Stacked<Sets>;
  }

  override get length(): number {
    return this.sources()[0].length;
  }

  override at(index: number): Stacked<Sets> {
    return this.together(this.sources().map((source) => sampleAt(source, index)));
  }

  /** The samples at several indices. */
  getItems(indices: readonly number[]): Stacked<Sets>[] {
    const columns = this.sources().map((source) => samplesAt(source, indices));
    return indices.map((_, row) => this.together(columns.map((column) => column[row])));
  }
}
