/** Orders that PyTorch 2.13 draws after `manual_seed(3)`. */

import assert from "node:assert/strict";
import * as torch from "tangent";
import {
  BatchSampler,
  RandomSampler,
  randomSplit,
  SequentialSampler,
  SubsetRandomSampler,
  WeightedRandomSampler,
} from "tangent/data";

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const weights = [0.1, 0.9, 0.4, 0.7, 3, 0.6];

const withReplacement = [
  17, 28, 45, 11, 18, 26, 22, 22, 23, 29, 38, 16, 22, 35, 45, 14, 32, 15, 8, 34, 41, 38, 35, 31, 23, 11, 47, 44, 32, 31,
  11, 5, 43, 13, 27, 14, 43, 46, 30, 49, 44, 10, 7, 15, 35, 37, 48, 38, 18, 16, 12, 34, 30, 3, 12, 24, 49, 49, 41, 9,
  36, 39, 48, 11, 46, 7, 41, 4, 32, 0,
];

const orders: [string, () => Iterable<number>, number[]][] = [
  ["all in random order", () => new RandomSampler(range(10)), [7, 0, 9, 1, 6, 4, 5, 3, 2, 8]],
  [
    "70 of 50 with replacement",
    () => new RandomSampler(range(50), { replacement: true, numSamples: 70 }),
    withReplacement,
  ],
  ["more than there are", () => new RandomSampler(range(4), false, 10), [3, 1, 0, 2, 3, 0, 2, 1, 0, 1]],
  ["given indices", () => new SubsetRandomSampler([5, 7, 9, 11]), [9, 11, 7, 5]],
  ["by weight", () => new WeightedRandomSampler(weights, 8), [1, 3, 4, 1, 4, 4, 2, 4]],
  ["by weight, each once", () => new WeightedRandomSampler(weights, 5, false), [3, 0, 1, 4, 5]],
];

describe("samplers", () => {
  for (const [name, make, expected] of orders)
    it(`draw PyTorch's order: ${name}`, () => {
      torch.manualSeed(3);
      assert.deepEqual([...make()], expected);
    });

  it("draw an order of their own at every pass", () => {
    torch.manualSeed(3);
    const sampler = new RandomSampler(range(10));
    assert.notDeepEqual([...sampler], [...sampler]);
  });

  it("draw nothing from the default stream when they have one", () => {
    torch.manualSeed(3);
    const expected = torch.rand(2).tolist();
    torch.manualSeed(3);
    assert.equal([...new RandomSampler(range(10), { generator: new torch.Generator() })].length, 10);
    assert.deepEqual(torch.rand(2).tolist(), expected);
  });

  it("make batches, the last one shorter or left out", () => {
    const kept = new BatchSampler(new SequentialSampler(range(10)), 3, false);
    assert.deepEqual([...kept], [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]);
    assert.equal(kept.length, 4);
    const dropped = new BatchSampler(new SequentialSampler(range(10)), { batchSize: 3, dropLast: true });
    assert.equal([...dropped].length, 3);
    assert.equal(dropped.length, 3);
  });

  it("refuse sizes that are none, in PyTorch's words", () => {
    assert.throws(
      () => new BatchSampler([1], 0, false),
      /batch_size should be a positive integer value, but got batch_size=0/,
    );
    assert.throws(() => new RandomSampler([]), /num_samples should be a positive integer value, but got num_samples=0/);
    assert.throws(() => new WeightedRandomSampler(torch.ones(2, 2), 3), /weights should be a 1d sequence.*\(2, 2\)/);
  });
});

describe("randomSplit", () => {
  it("gives PyTorch's parts for fractions, what is left over going round", () => {
    torch.manualSeed(3);
    const parts = randomSplit(range(10), [0.35, 0.35, 0.3]);
    assert.deepEqual(
      parts.map(({ indices }) => indices),
      [
        [6, 0, 3, 7],
        [8, 5, 1],
        [9, 2, 4],
      ],
    );
  });

  it("refuses lengths that do not sum up", () => {
    assert.throws(() => randomSplit(range(10), [3, 4]), /Sum of input lengths does not equal.*3 \+ 4 = 7, not 10/);
    assert.throws(() => randomSplit(range(10), [1.5, 8.5]), /non-negative ints or fractions/);
  });
});
