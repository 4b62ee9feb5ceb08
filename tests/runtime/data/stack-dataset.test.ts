import assert from "node:assert/strict";
import * as torch from "tangent";

const { ChainDataset, DataLoader, DistributedSampler, IterableDataset, StackDataset } = torch.data;

class Letters extends IterableDataset<string> {
  readonly letters: string;

  constructor(letters: string) {
    super();
    this.letters = letters;
  }

  get length(): number {
    return this.letters.length;
  }

  *[Symbol.iterator](): Iterator<string> {
    yield* this.letters;
  }
}

describe("StackDataset", () => {
  it("puts data sets side by side, as lists or by names", () => {
    const pairs = new StackDataset([1, 2, 3], ["a", "b", "c"]);
    assert.deepEqual(
      [pairs.length, pairs[1], pairs.getItems([2, 0])],
      [
        3,
        [2, "b"],
        [
          [3, "c"],
          [1, "a"],
        ],
      ],
    );
    const named = new StackDataset({ x: [1, 2], y: [3, 4] });
    const [batch] = new DataLoader(named, 2);
    assert.deepEqual(
      [batch.x.tolist(), batch.y.tolist()],
      [
        [1, 2],
        [3, 4],
      ],
    );
    assert.throws(() => new StackDataset([1], [1, 2]), /Size mismatch between datasets: 1 and 2 samples/);
  });
});

describe("ChainDataset", () => {
  it("gives streams one after another", () => {
    const chain = new ChainDataset([new Letters("ab"), new Letters("c")]);
    assert.deepEqual([[...chain], chain.length], [["a", "b", "c"], 3]);
    assert.deepEqual([...new DataLoader(chain, 2)], [["a", "b"], ["c"]]);
    assert.throws(() => [...new ChainDataset([[1] as never])], /only supports IterableDataset, not list/);
  });
});

describe("DistributedSampler", () => {
  it("gives PyTorch's indices to each process", () => {
    const shares = (options: object): number[][] =>
      [0, 1, 2].map((rank) => {
        const sampler = new DistributedSampler({ length: 10 }, { numReplicas: 3, rank, ...options });
        sampler.setEpoch(2);
        assert.equal([...sampler].length, sampler.length);
        return [...sampler];
      });
    assert.deepEqual(shares({ shuffle: false }), [
      [0, 3, 6, 9],
      [1, 4, 7, 0],
      [2, 5, 8, 1],
    ]);
    assert.deepEqual(shares({ seed: 5 }), [
      [5, 4, 9, 2],
      [0, 1, 6, 5],
      [3, 7, 8, 0],
    ]);
    assert.deepEqual(shares({ seed: 5, dropLast: true }), [
      [5, 4, 9],
      [0, 1, 6],
      [3, 7, 8],
    ]);
    assert.throws(() => new DistributedSampler([1], 2, 2), /Invalid rank 2, rank should be in the interval \[0, 1\]/);
  });
});
