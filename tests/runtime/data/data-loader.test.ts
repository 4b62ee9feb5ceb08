import assert from "node:assert/strict";
import * as torch from "tangent";
import { ConcatDataset, DataLoader, Dataset, IterableDataset, Subset, TensorDataset } from "tangent/data";

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

class Squares extends Dataset<[torch.Tensor, number]> {
  override get length(): number {
    return 10;
  }

  override at(index: number): [torch.Tensor, number] {
    return [torch.tensor([index, index * index]), index];
  }
}

class Fetched extends Dataset<Promise<[torch.Tensor, number]>> {
  underWay = 0;
  most = 0;

  override get length(): number {
    return 6;
  }

  override async at(index: number): Promise<[torch.Tensor, number]> {
    this.most = Math.max(this.most, ++this.underWay);
    await new Promise((resolve) => setTimeout(resolve, 6 - index));
    this.underWay--;
    return [torch.tensor([index]), index];
  }
}

class Stream extends IterableDataset<number> {
  *[Symbol.iterator](): Iterator<number> {
    yield* range(7);
  }
}

const host = Symbol.for("tangent.host");

describe("DataLoader", () => {
  it("gives batches in order, the last one shorter", () => {
    const loader = new DataLoader(new Squares(), { batchSize: 4 });
    assert.equal(loader.length, 3);
    const batches = [...loader];
    assert.deepEqual(
      batches.map(([, y]) => y.tolist()),
      [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9],
      ],
    );
    assert.deepEqual(batches[0][0].shape.join(), "4,2");
    const [[X]] = loader;
    assert.deepEqual(X.tolist(), batches[0][0].tolist());
  });

  it("draws PyTorch's orders from a generator, and leaves the default stream where PyTorch does", () => {
    const generator = new torch.Generator().manualSeed(9);
    const loader = new DataLoader(range(10), { batchSize: 4, shuffle: true, generator, dropLast: true });
    const epoch = () => [...loader].map((batch) => batch.tolist());
    assert.deepEqual(
      [epoch(), epoch()],
      [
        [
          [4, 6, 8, 1],
          [5, 2, 7, 9],
        ],
        [
          [8, 7, 0, 2],
          [3, 1, 6, 9],
        ],
      ],
    );
    torch.manualSeed(3);
    const shuffled = new DataLoader(range(5), 1, true);
    assert.deepEqual([[...shuffled].length, [...shuffled].length], [5, 5]);
    const [a, b, c] = torch.rand(3).tolist() as number[];
    for (const [got, expected] of [
      [a, 0.5944212079048157],
      [b, 0.887856662273407],
      [c, 0.45103132724761963],
    ])
      assert.equal(got, Math.fround(expected));
  });

  it("gives the same batches at once as sample by sample", () => {
    torch.manualSeed(1);
    const [x, y] = [torch.rand(23, 2, 3), torch.randint(0, 5, [23])];
    const quick = new TensorDataset(x, y);
    class OneByOne extends TensorDataset<[torch.Tensor, torch.Tensor]> {
      override at(index: number): [torch.Tensor, torch.Tensor] {
        return super.at(index) as [torch.Tensor, torch.Tensor];
      }
    }
    for (const [fast, slow] of [
      [quick, new OneByOne(x, y)],
      [new Subset(quick, [22, 3, 3, 0, 7, 8, 9, 10]), new Subset(new OneByOne(x, y), [22, 3, 3, 0, 7, 8, 9, 10])],
    ])
      for (const shuffle of [false, true]) {
        const batches = [fast, slow].map((dataset) => {
          torch.manualSeed(5);
          return [...new DataLoader(dataset as Dataset<torch.Tensor[]>, { batchSize: 4, shuffle })];
        });
        assert.deepEqual(
          batches[0].map(([X, t]) => [String(X), String(t), X.isContiguous()]),
          batches[1].map(([X, t]) => [String(X), String(t), X.isContiguous()]),
        );
      }
  });

  it("gives copies: what a loop writes to a batch does not reach the data", () => {
    const dataset = new TensorDataset(torch.zeros(8, 2));
    for (const [X] of new DataLoader(dataset, 4)) X.add_(1);
    assert.equal(dataset.tensors[0].sum().item(), 0);
  });

  it("keeps the history of tensors that require grad", () => {
    const x = torch.ones(4, 2, { requiresGrad: true });
    const [[X]] = new DataLoader(new TensorDataset(x), 2);
    X.sum().backward();
    assert.deepEqual(x.grad?.tolist(), [
      [1, 1],
      [1, 1],
      [0, 0],
      [0, 0],
    ]);
  });

  it("takes samplers, lists of batches, and a collateFn with its type", () => {
    const bySampler = new DataLoader(range(6), { batchSize: 2, sampler: [5, 3, 1] });
    assert.deepEqual(
      [...bySampler].map((batch) => batch.tolist()),
      [[5, 3], [1]],
    );
    const byBatch = new DataLoader(range(6), {
      batchSampler: [[0, 5], [2]],
      collateFn: (samples) => samples.join("-"),
    });
    assert.deepEqual([...byBatch], ["0-5", "2"]);
    assert.equal(byBatch.length, 2);
    assert.deepEqual([...new DataLoader<number, number>(range(3), { batchSize: null })], [0, 1, 2]);
  });

  it("goes through streams", () => {
    assert.deepEqual(
      [...new DataLoader(new Stream(), 3)].map((batch) => batch.tolist()),
      [[0, 1, 2], [3, 4, 5], [6]],
    );
    assert.throws(() => new DataLoader(new Stream(), 3, true), /expected unspecified shuffle option/);
    assert.throws(() => new DataLoader(new Stream(), 3).length, /'Stream' has no length/);
  });

  it("waits for samples that are promises, a batch's at once", async () => {
    const dataset = new Fetched();
    const seen: unknown[] = [];
    for await (const [X, y] of new DataLoader(dataset, { batchSize: 2 })) seen.push([X.shape.join(), y.tolist()]);
    assert.deepEqual(seen, [
      ["2,1", [0, 1]],
      ["2,1", [2, 3]],
      ["2,1", [4, 5]],
    ]);
    assert.equal(dataset.most, 2);
    assert.throws(() => [...new DataLoader(new Fetched(), 2)], /samples are promises: write `for await/);
  });

  it("stops where the user asked for it, with `finally` run", () => {
    const interruptFlag = new Int32Array(new SharedArrayBuffer(4));
    const scope = globalThis as { [key: symbol]: unknown };
    const before = scope[host];
    scope[host] = { interruptFlag, display: () => undefined, onCellEnd: () => undefined };
    let [batches, cleaned] = [0, false];
    try {
      assert.throws(
        () => {
          try {
            for (const _ of new DataLoader(range(100), 1)) if (++batches === 3) Atomics.store(interruptFlag, 0, 1);
          } finally {
            cleaned = true;
          }
        },
        { name: "InterruptError" },
      );
    } finally {
      scope[host] = before;
    }
    assert.deepEqual([batches, cleaned], [3, true]);
  });

  it("refuses what contradicts itself, in PyTorch's words", () => {
    const list = range(4);
    assert.throws(() => new DataLoader(list, { sampler: [1], shuffle: true }), /mutually exclusive with shuffle/);
    assert.throws(
      () => new DataLoader(list, { batchSampler: [[1]], batchSize: 2 }),
      /batch_sampler option is mutually/,
    );
    assert.throws(() => new DataLoader(list, { batchSize: null, dropLast: true }), /disables auto-batching/);
    assert.throws(() => new DataLoader(list, { batchSize: 0 }), /batch_size should be a positive integer value/);
    assert.throws(() => new DataLoader(list, { numWorkers: -1 }), /num_workers option should be non-negative/);
    assert.throws(() => new DataLoader(list, { batch_size: 2 } as object), /unexpected keyword argument 'batch_size'/);
    assert.throws(() => new DataLoader(new Set([1]) as never), /a data set has length and at\(index\).*got Set/);
    assert.throws(() => [...new DataLoader(list, { sampler: [9] })], /index 9 is out of range for a data set of 4/);
  });
});

describe("Dataset", () => {
  it("takes subscripts from both ends, and loops", () => {
    const squares = new Squares();
    assert.equal(squares[3][1], 3);
    assert.equal(squares[-1][1], 9);
    assert.throws(() => squares[10], /index 10 is out of range for a data set of 10 samples/);
    assert.equal([...squares].length, 10);
  });

  it("is joined by ConcatDataset", () => {
    const joined = new ConcatDataset([range(3), [10, 11]]);
    assert.equal(joined.length, 5);
    assert.deepEqual([joined[2], joined[3], joined[-1]], [2, 10, 11]);
  });

  it("refuses tensors of unequal length", () => {
    assert.throws(() => new TensorDataset(torch.ones(3), torch.ones(4)), /Size mismatch between tensors.*3, 4/);
  });
});
