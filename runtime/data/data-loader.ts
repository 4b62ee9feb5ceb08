/** `torch.utils.data.DataLoader`. */

import { setImmediate } from "node:timers/promises";
import { checkInterrupt } from "../interrupt.ts";
import type { Generator as Stream } from "../tensor/generator.ts";
import { describe, named } from "../tensor/options.ts";
import { hintSnakeCase } from "../tensor/snake-case.ts";
import type { Collated } from "./collate.ts";
import { IterableDataset, type Source } from "./dataset.ts";
import { Dispatch } from "./dispatch.ts";
import { fetchBatch, fetchSample, streamBatches } from "./fetch.ts";
import { BatchSampler } from "./samplers/batch-sampler.ts";
import { RandomSampler } from "./samplers/random-sampler.ts";
import { SequentialSampler } from "./samplers/sequential-sampler.ts";
import { drawSeed } from "./seed.ts";
import type { Work } from "./workers/messages.ts";
import { Pool } from "./workers/pool.ts";

/** Indices in the order in which they are taken; a sampler, or any list. */
export type Indices<Index> = Iterable<Index> & { readonly length?: number };

/** How a loader goes through a data set; names and defaults are PyTorch's. */
export interface DataLoaderOptions<Sample, Batch> {
  /** Samples of a batch; 1. With null, samples are given one by one as they are. */
  batchSize?: number | null;
  /** Whether every epoch has another random order; false. */
  shuffle?: boolean | null;
  /** The order in which samples are taken, in the place of `shuffle`. */
  sampler?: Indices<number> | null;
  /** Lists of indices, a batch each, in the place of `batchSize`, `shuffle`, `sampler` and `dropLast`. */
  batchSampler?: Indices<readonly number[]> | null;
  /**
   * How many threads make the batches, ahead and in order; 0: this one, where `for await` is used. Each has a copy of the data
   * set: classes and functions go there by their source and what they see around them, from a notebook too.
   */
  numWorkers?: number;
  /** Makes a batch of a list of samples; {@link defaultCollate}. */
  collateFn?: ((samples: Awaited<Sample>[]) => Batch) | null;
  /** Accepted for the sake of programs that set it; memory is never pinned. */
  pinMemory?: boolean;
  /** Whether a last batch that is shorter is left out; false. */
  dropLast?: boolean;
  /** How long a worker may take for a batch, in seconds; 0: as long as it takes. */
  timeout?: number;
  /** Called in each worker with its number, before its first batch. */
  workerInitFn?: ((workerId: number) => unknown) | null;
  /** How many batches each worker has under way; 2. */
  prefetchFactor?: number | null;
  /** Whether the workers stay after an epoch, for the next one; false. `close()` ends them. */
  persistentWorkers?: boolean;
  /** The stream that the order is drawn from; the default one. */
  generator?: Stream | null;
}

type Given = DataLoaderOptions<unknown, unknown> & { multiprocessingContext?: unknown };

/** What the whole of `given` comes to, after PyTorch's checks. */
function check(given: Given, streams: boolean): void {
  const { batchSize = 1, shuffle, sampler, batchSampler, numWorkers = 0, dropLast = false } = given;
  const { timeout = 0, prefetchFactor, persistentWorkers = false } = given;
  if (given.multiprocessingContext)
    throw new RangeError("DataLoader(): 'multiprocessingContext' is for worker processes; workers are threads here");
  if (!Number.isInteger(numWorkers) || numWorkers < 0)
    throw new RangeError(`num_workers option should be non-negative, got ${numWorkers}`);
  if (!(timeout >= 0)) throw new RangeError(`timeout option should be non-negative, got ${timeout}`);
  if (numWorkers === 0 && prefetchFactor != null)
    throw new RangeError("prefetch_factor option could only be specified with workers: let num_workers > 0");
  if (prefetchFactor != null && !(Number.isInteger(prefetchFactor) && prefetchFactor > 0))
    throw new RangeError(`prefetch_factor option should be a positive integer, got ${prefetchFactor}`);
  if (numWorkers === 0 && persistentWorkers) throw new RangeError("persistent_workers option needs num_workers > 0");
  if (streams)
    for (const [key, value] of Object.entries({ shuffle, sampler, batchSampler }))
      if (value)
        throw new RangeError(`DataLoader with IterableDataset: expected unspecified ${key} option, but got ${value}`);
  if (sampler && shuffle) throw new RangeError("sampler option is mutually exclusive with shuffle");
  if (batchSampler && (batchSize !== 1 || shuffle || sampler || dropLast))
    throw new RangeError("batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last");
  if (batchSize === null && dropLast)
    throw new RangeError("batch_size=None option disables auto-batching and is mutually exclusive with drop_last");
}

/**
 * Batches of a data set: `for (const [X, y] of loader)`; `for await` where samples are promises, or to let the event loop
 * have a turn between batches. `const [batch] = loader` is the first batch. Every loop is an epoch.
 *
 * Orders are PyTorch's, to the bit, from the same seed. A loop that the user stops throws an `InterruptError`.
 * @see https://docs.pytorch.org/docs/stable/data.html
 */
export class DataLoader<
  Sample,
  Batch = Collated<Awaited<Sample>>,
  Data extends Source<Sample> | IterableDataset<Sample> = Source<Sample> | IterableDataset<Sample>,
> implements Iterable<Batch>
{
  readonly dataset: Data;
  readonly batchSize: number | null;
  readonly sampler: Indices<number>;
  readonly batchSampler: Indices<readonly number[]> | null;
  readonly numWorkers: number;
  readonly collateFn: ((samples: Awaited<Sample>[]) => Batch) | null;
  readonly dropLast: boolean;
  readonly generator: Stream | null;
  readonly timeout: number;
  readonly workerInitFn: ((workerId: number) => unknown) | null;
  readonly prefetchFactor: number | null;
  readonly persistentWorkers: boolean;
  /** The workers that stay. */
  #pool: Pool | null = null;

  constructor(dataset: Data & (Source<Sample> | IterableDataset<Sample>), options?: DataLoaderOptions<Sample, Batch>);
  constructor(
    dataset: Data & (Source<Sample> | IterableDataset<Sample>),
    batchSize?: number | null,
    options?: Omit<DataLoaderOptions<Sample, Batch>, "batchSize">,
  );
  constructor(
    dataset: Data & (Source<Sample> | IterableDataset<Sample>),
    batchSize?: number | null,
    shuffle?: boolean | null,
    options?: Omit<DataLoaderOptions<Sample, Batch>, "batchSize" | "shuffle">,
  );
  constructor(dataset: Data & (Source<Sample> | IterableDataset<Sample>), ...args: unknown[]) {
    const [batchSize, shuffle, sampler, batchSampler, numWorkers, collateFn, pinMemory, dropLast] = args;
    const [timeout, workerInitFn, multiprocessingContext, generator] = args.slice(8);
    const positional = {
      batchSize,
      shuffle,
      sampler,
      batchSampler,
      numWorkers,
      collateFn,
      pinMemory,
      dropLast,
      timeout,
      workerInitFn,
      multiprocessingContext,
      generator,
    };
    const tail = args.length > 12 ? (args[12] as object) : undefined;
    const given = named<Given>("DataLoader", positional, tail, ["prefetchFactor", "persistentWorkers"]);
    const streams = dataset instanceof IterableDataset;
    check(given, streams);
    if (!streams && typeof dataset?.at !== "function")
      throw new TypeError(
        `DataLoader(): a data set has length and at(index), or extends IterableDataset; got ${describe(dataset)}`,
      );
    this.dataset = dataset;
    this.numWorkers = given.numWorkers ?? 0;
    this.collateFn = (given.collateFn as ((samples: Awaited<Sample>[]) => Batch) | null | undefined) ?? null;
    this.dropLast = given.dropLast ?? false;
    this.generator = given.generator ?? null;
    this.timeout = given.timeout ?? 0;
    this.workerInitFn = given.workerInitFn ?? null;
    this.prefetchFactor = given.prefetchFactor ?? (this.numWorkers > 0 ? 2 : null);
    this.persistentWorkers = given.persistentWorkers ?? false;
    this.batchSize = given.batchSampler ? null : given.batchSize === undefined ? 1 : given.batchSize;
    const sized = dataset as { length: number };
    this.sampler =
      given.sampler ??
      (given.shuffle ? new RandomSampler(sized, { generator: this.generator }) : new SequentialSampler(sized));
    this.batchSampler =
      given.batchSampler ??
      (this.batchSize === null ? null : new BatchSampler(this.sampler, this.batchSize, this.dropLast));
  }

  /** How many batches an epoch has. */
  get length(): number {
    const { dataset, batchSize, dropLast } = this;
    if (dataset instanceof IterableDataset) {
      const { length } = dataset as { length?: number };
      if (length === undefined) throw new TypeError(`object of type '${dataset.constructor.name}' has no length`);
      if (batchSize === null) return length;
      return dropLast ? Math.floor(length / batchSize) : Math.ceil(length / batchSize);
    }
    const { length } = this.batchSampler ?? this.sampler;
    if (length === undefined) throw new TypeError("the sampler has no length");
    return length;
  }

  [Symbol.iterator](): IteratorObject<Batch, undefined> {
    const seed = drawSeed(this.generator); // PyTorch draws its workers' seed here, with or without workers
    return this.numWorkers > 0 ? this.#worked(seed) : this.#batches();
  }

  *#batches(): Generator<Batch, undefined> {
    for (const batch of this.#pending()) {
      if (batch instanceof Promise) {
        batch.catch(() => undefined);
        throw new TypeError("the data set's samples are promises: write `for await (const batch of loader)`");
      }
      yield batch as Batch;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Awaited<Batch>, undefined> {
    const seed = drawSeed(this.generator);
    if (this.numWorkers > 0) {
      yield* this.#workedAsync(seed);
      return;
    }
    for (const batch of this.#pending()) {
      yield (await batch) as Awaited<Batch>;
      await setImmediate();
      checkInterrupt();
    }
  }

  *#worked(seed: bigint): Generator<Batch, undefined> {
    using epoch = this.#epoch(seed);
    for (const batch of epoch.dispatch) yield batch as Batch;
  }

  async *#workedAsync(seed: bigint): AsyncGenerator<Awaited<Batch>, undefined> {
    using epoch = this.#epoch(seed);
    for await (const batch of epoch.dispatch) yield batch as Awaited<Batch>;
  }

  /** An epoch's workers; they end with it unless they stay. */
  #epoch(seed: bigint): { readonly dispatch: Dispatch; [Symbol.dispose](): void } {
    const { dataset, batchSize, dropLast, collateFn, workerInitFn, persistentWorkers, numWorkers } = this;
    const work = { dataset, collate: collateFn as Work["collate"], init: workerInitFn, batchSize, dropLast };
    // An epoch that goes on beside another has workers of its own.
    const kept = this.#pool;
    this.#pool = null;
    const pool = kept ?? new Pool(work, numWorkers, this.timeout);
    pool.begin(seed);
    const dispatch = new Dispatch(pool, this.#indices(), this.prefetchFactor ?? 2);
    return {
      dispatch,
      [Symbol.dispose]: () => {
        pool.forget();
        if (persistentWorkers && this.#pool === null && pool.alive) this.#pool = pool;
        else pool.close();
      },
    };
  }

  /** What workers are asked for. */
  *#indices(): Generator<readonly number[] | number | null, undefined> {
    if (!(this.dataset instanceof IterableDataset)) {
      yield* this.batchSampler ?? this.sampler;
      return;
    }
    for (;;) yield null;
  }

  /** Ends the workers that stay. The loader can be used again. */
  close(): void {
    this.#pool?.close();
    this.#pool = null;
  }

  /** Batches, or promises of them. */
  *#pending(): Generator<unknown, undefined> {
    const { dataset, batchSize, batchSampler, collateFn, dropLast } = this;
    const collate = collateFn as ((samples: never) => unknown) | null;
    if (dataset instanceof IterableDataset) {
      const convert = (sample: Sample) => fetchSample([sample], 0, collate);
      const stream = batchSize === null ? null : streamBatches(dataset, batchSize, dropLast, collate);
      for (const entry of (stream ?? dataset) as Iterable<unknown>) {
        checkInterrupt();
        yield stream === null ? convert(entry as Sample) : entry;
      }
    } else if (batchSampler === null)
      for (const index of this.sampler) {
        checkInterrupt();
        yield fetchSample(dataset, index, collate);
      }
    else
      for (const indices of batchSampler) {
        checkInterrupt();
        yield fetchBatch(dataset, indices, collate);
      }
  }
}

hintSnakeCase(DataLoader);
