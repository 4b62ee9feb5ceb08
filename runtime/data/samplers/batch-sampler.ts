/** `torch.utils.data.BatchSampler`. */

import { named } from "../../tensor/options.ts";
import { flag, positive, Sampler } from "./sampler.ts";

/** Lists of `batchSize` indices of another sampler. */
export class BatchSampler<Index = number> extends Sampler<Index[]> {
  readonly sampler: Iterable<Index> & { readonly length?: number };
  readonly batchSize: number;
  readonly dropLast: boolean;

  /** @param dropLast whether a last list that is shorter is left out. */
  constructor(
    sampler: Iterable<Index> & { readonly length?: number },
    batchSize: number | { batchSize: number; dropLast: boolean },
    dropLast?: boolean | { dropLast: boolean },
  ) {
    super();
    const given = named<{ batchSize: number; dropLast: boolean }>("BatchSampler", { batchSize, dropLast });
    this.sampler = sampler;
    this.batchSize = positive("batch_size", given.batchSize);
    this.dropLast = flag("drop_last", given.dropLast);
  }

  get length(): number {
    const { length } = this.sampler;
    if (length === undefined) throw new TypeError(`${this.sampler.constructor.name} has no length`);
    return this.dropLast ? Math.floor(length / this.batchSize) : Math.ceil(length / this.batchSize);
  }

  *[Symbol.iterator](): Iterator<Index[]> {
    let batch: Index[] = [];
    for (const index of this.sampler) {
      batch.push(index);
      if (batch.length < this.batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0 && !this.dropLast) yield batch;
  }
}
