/** The order in which samples are drawn. */

import { tensor } from "../ops/create.ts";
import { multinomial, randint, randperm } from "../ops/random.ts";
import { float64, int64 } from "../tensor/dtype.ts";
import { Generator } from "../tensor/generator.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Gives indices; each iteration is one pass. */
export interface Sampler<T = number> extends Iterable<T> {
  /** How many it gives; undefined where that is not known. */
  readonly length?: number;
}

interface Sized {
  readonly length: number;
}

/** 0, 1, 2, … */
export class SequentialSampler implements Sampler {
  private readonly dataSource: Sized;

  constructor(dataSource: Sized) {
    this.dataSource = dataSource;
  }

  get length(): number {
    return this.dataSource.length;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let i = 0; i < this.length; i++) yield i;
  }
}

/** Options of {@link RandomSampler}. */
export interface RandomSamplerOptions {
  /** Draw each sample anew from all; false. */
  replacement?: boolean;
  /** How many samples; all. */
  numSamples?: number | null;
  /** The stream; when undefined, one that is seeded from the default stream at each pass. */
  generator?: Generator | null;
}

/** All indices in random order, or with replacement. */
export class RandomSampler implements Sampler {
  private readonly dataSource: Sized;
  private readonly options: RandomSamplerOptions;

  constructor(dataSource: Sized, options: RandomSamplerOptions = {}) {
    const { numSamples } = options;
    if (numSamples != null && (!Number.isInteger(numSamples) || numSamples <= 0))
      throw new RangeError(`num_samples should be a positive integer value, but got num_samples=${numSamples}`);
    this.dataSource = dataSource;
    this.options = options;
  }

  get length(): number {
    return this.options.numSamples ?? this.dataSource.length;
  }

  *[Symbol.iterator](): Iterator<number> {
    const generator = this.options.generator ?? seeded();
    const count = this.dataSource.length;
    let left = this.length;
    if (this.options.replacement) {
      for (; left > 0; left -= 32) {
        const drawn = randint(0, count, [32], { dtype: int64, generator }).tolist() as number[];
        yield* drawn.slice(0, left);
      }
      return;
    }
    for (; left > 0; left -= count) yield* (randperm(count, { generator }).tolist() as number[]).slice(0, left);
  }
}

/** A stream whose seed the default stream gives, as PyTorch's sampler makes it. */
function seeded(): Generator {
  return new Generator("cpu").manualSeed(drawSeed());
}

/** @internal A 64-bit seed from a stream (the default one when undefined). */
export function drawSeed(generator?: Generator | null): bigint {
  const seed = tensor(0, { dtype: int64, device: "cpu" }).random_({ generator }).item();
  return BigInt(seed);
}

/** The given indices in random order. */
export class SubsetRandomSampler implements Sampler {
  readonly indices: readonly number[];
  private readonly generator: Generator | null;

  constructor(indices: readonly number[], options: { generator?: Generator | null } = {}) {
    this.indices = indices;
    this.generator = options.generator ?? null;
  }

  get length(): number {
    return this.indices.length;
  }

  *[Symbol.iterator](): Iterator<number> {
    const order = randperm(this.indices.length, { generator: this.generator }).tolist() as number[];
    for (const i of order) yield this.indices[i];
  }
}

/** Indices drawn with probabilities in proportion to weights. */
export class WeightedRandomSampler implements Sampler {
  readonly weights: Tensor;
  readonly numSamples: number;
  private readonly replacement: boolean;
  private readonly generator: Generator | null;

  constructor(
    weights: readonly number[] | Tensor,
    numSamples: number,
    replacement = true,
    options: { generator?: Generator | null } = {},
  ) {
    if (!Number.isInteger(numSamples) || numSamples <= 0)
      throw new RangeError(`num_samples should be a positive integer value, but got num_samples=${numSamples}`);
    this.weights = weights instanceof Tensor ? weights.to(float64) : tensor(weights, { dtype: float64 });
    this.numSamples = numSamples;
    this.replacement = replacement;
    this.generator = options.generator ?? null;
  }

  get length(): number {
    return this.numSamples;
  }

  *[Symbol.iterator](): Iterator<number> {
    const { generator } = this;
    yield* multinomial(this.weights, this.numSamples, this.replacement, { generator }).tolist() as number[];
  }
}

/** Batches of the indices that a sampler gives. */
export class BatchSampler implements Sampler<number[]> {
  readonly sampler: Sampler;
  readonly batchSize: number;
  readonly dropLast: boolean;

  constructor(sampler: Sampler, batchSize: number, dropLast: boolean) {
    if (!Number.isInteger(batchSize) || batchSize <= 0)
      throw new RangeError(`batch_size should be a positive integer value, but got batch_size=${batchSize}`);
    this.sampler = sampler;
    this.batchSize = batchSize;
    this.dropLast = dropLast;
  }

  get length(): number {
    const batches = (this.sampler.length ?? 0) / this.batchSize;
    return this.dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  *[Symbol.iterator](): Iterator<number[]> {
    let batch: number[] = [];
    for (const index of this.sampler) {
      batch.push(index);
      if (batch.length === this.batchSize) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0 && !this.dropLast) yield batch;
  }
}
