/** Loaders with workers: the same batches as without, from classes and functions that are written here. */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Session } from "node:inspector";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as workers from "node:worker_threads";
import type { Tensor } from "tangent";
import * as torch from "tangent";

const { DataLoader, Dataset, IterableDataset, TensorDataset, getWorkerInfo } = torch.data;
type Options = torch.data.DataLoaderOptions<unknown, unknown>;

const offset = 100;
const shift = (x: number): number => x + offset;

/** What learners write: fields, a private one, a method of its own, a function and modules of what is around. */
class Squares extends Dataset<[Tensor, number]> {
  #scale = 2;
  readonly count: number;
  readonly transform: torch.vision.transforms.Normalize;

  constructor(count: number) {
    super();
    this.count = count;
    this.transform = new torch.vision.transforms.Normalize([0.5], [0.5]);
  }

  get length(): number {
    return this.count;
  }

  at(index: number): [Tensor, number] {
    if (index === 13) throw new RangeError(`no picture at ${join("folder", String(index))}`);
    const picture = this.transform(torch.full([1, 2, 2], this.#scaled(index), { dtype: torch.float32 }));
    return [picture, shift(index)];
  }

  #scaled(index: number): number {
    return index * this.#scale;
  }
}

class Counting extends IterableDataset<number> {
  *[Symbol.iterator](): Iterator<number> {
    const { id, numWorkers } = getWorkerInfo() ?? { id: 0, numWorkers: 1 };
    for (let i = id; i < 7; i += numWorkers) yield i;
  }
}

const flat = (batch: unknown): unknown =>
  batch instanceof torch.Tensor ? batch.tolist() : Array.isArray(batch) ? batch.map(flat) : batch;

async function all(loader: AsyncIterable<unknown>): Promise<unknown[]> {
  const batches: unknown[] = [];
  for await (const batch of loader) batches.push(flat(batch));
  return batches;
}

/** How many worker threads there are. */
const threads = (): number => (process.report.getReport() as unknown as { workers: unknown[] }).workers.length;

describe("DataLoader with workers", function () {
  // Each worker loads the runtime.
  this.timeout(60_000);

  it("gives the batches of a loader without, in order, blocking and not", async () => {
    const options: Options = { batchSize: 2, shuffle: true, dropLast: true };
    const epochs = async (numWorkers: number): Promise<unknown> => {
      torch.manualSeed(1);
      const loader = new DataLoader<unknown, unknown>(new Squares(9), { ...options, numWorkers });
      return [Array.from(loader, flat), await all(loader)];
    };
    assert.deepEqual(await epochs(2), await epochs(0));
  });

  it("keeps workers from epoch to epoch, and ends those it does not keep", async () => {
    const before = threads();
    const makers = (persistentWorkers: boolean) =>
      new DataLoader<unknown, unknown>([1, 2], { numWorkers: 1, persistentWorkers, collateFn: () => workers.threadId });
    const [kept, fresh] = [makers(true), makers(false)];
    const [first] = [...kept];
    assert.notEqual(first, workers.threadId);
    assert.deepEqual([...kept, ...(await all(kept))], [first, first, first, first]);
    assert.notEqual([...fresh][0], [...fresh][0]);
    kept.close();
    for (const _ of new DataLoader([1, 2, 3, 4], { numWorkers: 2 })) break;
    while (threads() > before) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it("shares a stream among workers", async () => {
    const loader = new DataLoader<unknown, unknown>(new Counting(), { batchSize: 2, numWorkers: 2 });
    assert.deepEqual(await all(loader), [[0, 2], [1, 3], [4, 6], [5]]);
    assert.deepEqual(Array.from(loader, flat), [[0, 2], [1, 3], [4, 6], [5]]);
    assert.equal(getWorkerInfo(), null);
  });

  it("brings a worker's error with its stack, the worker and the indices; the loader goes on", async () => {
    const loader = new DataLoader(new Squares(14), { batchSize: 4, numWorkers: 1 });
    const expected =
      /Caught RangeError in DataLoader worker thread 0 at indices 12, 13\.\nOriginal stack:\nRangeError: no picture at folder\/13\n.*at .*at/s;
    assert.throws(() => [...loader], expected);
    await assert.rejects(all(loader), expected);
    const [first] = loader;
    assert.deepEqual(first[1].tolist(), [100, 101, 102, 103]);
  });

  it("says what cannot go to a worker, and how it is reached", () => {
    const bound = { length: 1, at: shift.bind(null) };
    assert.throws(() => [...new DataLoader(bound, { numWorkers: 1 })], /dataset\.at .*is a native or bound function/);
    const pending = { length: 1, at: shift, later: { value: Promise.resolve(1) } };
    assert.throws(() => [...new DataLoader(pending, { numWorkers: 1 })], /dataset\.later\.value is a promise/);
  });

  it("leaves modules where they are", () => {
    const model = new torch.nn.Linear(2, 2);
    const source = { length: 1, at: (index: number) => model(torch.ones(2)).add(index) };
    assert.throws(
      () => [...new DataLoader(source, { numWorkers: 1 })],
      /at .*\.model is a Linear, which stays in the thread/,
    );
  });

  it("waits no longer than it is told, and notices a worker that ends", async () => {
    const slow = { length: 2, at: (index: number) => new Promise(() => index) };
    const late = new DataLoader(slow, { numWorkers: 1, timeout: 0.2, persistentWorkers: true });
    await assert.rejects(all(late), /DataLoader timed out after 0\.2 seconds: worker thread 0/);
    assert.throws(() => [...late], /timed out/);
    const dying = { length: 2, at: (index: number) => process.exit(index) };
    const gone = new DataLoader(dying, { numWorkers: 1 });
    assert.throws(() => [...gone], /worker thread 0 ended unexpectedly/);
    await assert.rejects(all(gone), /worker thread 0 ended unexpectedly/);
  });

  it("seeds each worker, and calls workerInitFn there", () => {
    const drawn = (workers: number): unknown => {
      torch.manualSeed(3);
      const source = {
        length: 4,
        at: () => [Number(torch.rand(1).item()), (globalThis as { mark?: number }).mark ?? -1],
      };
      const workerInitFn = (id: number): void => {
        (globalThis as { mark?: number }).mark = 10 + id;
      };
      return Array.from(new DataLoader<unknown, unknown>(source, { numWorkers: workers, workerInitFn }), flat);
    };
    const [first, second] = [drawn(2), drawn(2)] as number[][][][];
    assert.deepEqual(first, second);
    assert.deepEqual(
      first.map(([, [mark]]) => mark),
      [10, 11, 10, 11],
    );
    assert.notDeepEqual(first[0][0], first[1][0]);
    assert.equal((globalThis as { mark?: number }).mark, undefined);
  });

  it("prints what a worker prints, before the batch", () => {
    const loud = {
      length: 2,
      at: (index: number) => {
        console.log("sample", index);
        return index;
      },
    };
    const printed: string[] = [];
    const { write } = process.stdout;
    process.stdout.write = (chunk: string | Uint8Array) => printed.push(String(chunk)) > 0;
    try {
      for (const batch of new DataLoader(loud, { numWorkers: 1 })) assert.ok(printed.length > Number(batch.item()));
    } finally {
      process.stdout.write = write;
    }
    assert.deepEqual(printed, ["sample 0\n", "sample 1\n"]);
  });

  it("leaves this thread's random numbers alone", () => {
    torch.manualSeed(5);
    const loader = new DataLoader([1, 2], { numWorkers: 1 });
    const with_ = [...loader].length + Number(torch.rand(1).item());
    torch.manualSeed(5);
    const without = [...new DataLoader([1, 2])].length + Number(torch.rand(1).item());
    assert.equal(with_, without);
  });

  it("reads arrays at once, and what classes of a notebook's cells see", () => {
    const data = new TensorDataset(torch.arange(6), torch.arange(6).mul(2));
    assert.deepEqual(Array.from(new DataLoader<unknown, unknown>(data, { batchSize: 3, numWorkers: 1 }), flat), [
      [
        [0, 1, 2],
        [0, 2, 4],
      ],
      [
        [3, 4, 5],
        [6, 8, 10],
      ],
    ]);
    const session = new Session();
    session.connect();
    const run = (expression: string): void => {
      session.post("Runtime.evaluate", { expression, replMode: true, silent: true }, () => undefined);
    };
    const shared = globalThis as { lent?: unknown; cats?: torch.data.Source<unknown> };
    shared.lent = { Dataset, readFileSync };
    run(`let { Dataset, readFileSync } = globalThis.lent; let sizes = new Map([["a", 1]]);`);
    run(
      `let Cats = class Cats extends Dataset { get length() { return 2; } at(i) { return [sizes.get("a") + i, typeof readFileSync, later(i)]; } };`,
    );
    run(`let later = (i) => i < 1 ? 0 : later(i - 1) + 5; globalThis.cats = new Cats();`);
    session.disconnect();
    assert.deepEqual(
      Array.from(
        new DataLoader<unknown, unknown>(shared.cats as torch.data.Source<unknown>, { batchSize: 2, numWorkers: 1 }),
        flat,
      ),
      [
        [
          [1, 2],
          ["function", "function"],
          [0, 5],
        ],
      ],
    );
  });

  it("opens pictures, whose own threads end with the workers'", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tangent-workers-"));
    const before = threads();
    try {
      const files = ["a.png", "b.jpg", "c.webp"].map((name) => join(folder, name));
      const pixels = torch.arange(64).mul(3).to(torch.uint8).reshape(1, 8, 8).expand(3, -1, -1);
      for (const file of files) torch.vision.utils.saveImage(pixels.to(torch.float32).div(255), file);
      const open = torch.vision.Image.open;
      const toTensor = new torch.vision.transforms.ToTensor();
      const pictures = { length: 3, at: (index: number) => toTensor(open(files[index])) };
      const loader = (numWorkers: number) => new DataLoader<unknown, unknown>(pictures, { batchSize: 2, numWorkers });
      assert.deepEqual(await all(loader(2)), await all(loader(0)));
      while (threads() > before + 1) await new Promise((resolve) => setTimeout(resolve, 20));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("refuses what makes no sense", () => {
    const data = [1, 2];
    assert.throws(
      () => new DataLoader(data, { persistentWorkers: true }),
      /persistent_workers option needs num_workers > 0/,
    );
    assert.throws(() => new DataLoader(data, { prefetchFactor: 2 }), /prefetch_factor option could only be specified/);
    assert.throws(() => new DataLoader(data, { timeout: -1 }), /timeout option should be non-negative/);
  });
});
