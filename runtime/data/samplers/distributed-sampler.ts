/** `torch.utils.data.DistributedSampler`. */

import { randperm } from "../../ops/random.ts";
import { Generator } from "../../tensor/generator.ts";
import { named } from "../../tensor/options.ts";
import { flag, positive, Sampler } from "./sampler.ts";

/** Options of {@link DistributedSampler}. */
export interface DistributedSamplerOptions {
  /** How many processes share the data set. */
  numReplicas: number;
  /** Which of them this is, from 0 on. */
  rank: number;
  /** Whether every epoch has another order; true. */
  shuffle?: boolean;
  /** The same in all processes; 0. */
  seed?: number;
  /** Whether what does not go round is left out rather than filled up from the start; false. */
  dropLast?: boolean;
}

/** The share of one of several processes, PyTorch's to the index. Call `setEpoch` before each epoch for another order. */
export class DistributedSampler extends Sampler {
  readonly dataset: { readonly length: number };
  readonly numReplicas: number;
  readonly rank: number;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly dropLast: boolean;
  epoch = 0;

  constructor(
    dataset: { readonly length: number },
    numReplicas: number | DistributedSamplerOptions,
    rank?: number | Omit<DistributedSamplerOptions, "numReplicas">,
    shuffle?: boolean | Omit<DistributedSamplerOptions, "numReplicas" | "rank">,
    seed?: number | Pick<DistributedSamplerOptions, "seed" | "dropLast">,
    dropLast?: boolean | Pick<DistributedSamplerOptions, "dropLast">,
  ) {
    super();
    const positional = { numReplicas, rank, shuffle, seed, dropLast };
    const given = named<DistributedSamplerOptions>("DistributedSampler", positional);
    this.dataset = dataset;
    this.numReplicas = positive("num_replicas", given.numReplicas);
    this.rank = given.rank;
    if (!Number.isInteger(this.rank) || this.rank < 0 || this.rank >= this.numReplicas)
      throw new RangeError(`Invalid rank ${this.rank}, rank should be in the interval [0, ${this.numReplicas - 1}]`);
    this.shuffle = flag("shuffle", given.shuffle ?? true);
    this.seed = given.seed ?? 0;
    this.dropLast = flag("drop_last", given.dropLast ?? false);
  }

  get length(): number {
    const share = this.dataset.length / this.numReplicas;
    return this.dropLast ? Math.floor(share) : Math.ceil(share);
  }

  /** Gives the next iteration the order of this epoch. */
  setEpoch(epoch: number): void {
    this.epoch = epoch;
  }

  *[Symbol.iterator](): Iterator<number> {
    const { length } = this.dataset;
    const order = this.shuffle
      ? (randperm(length, { generator: new Generator("cpu").manualSeed(this.seed + this.epoch) }).tolist() as number[])
      : null;
    for (let i = 0; i < this.length; i++) {
      const place = (this.rank + i * this.numReplicas) % length;
      yield order === null ? place : order[place];
    }
  }
}
