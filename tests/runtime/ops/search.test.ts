import assert from "node:assert/strict";
import * as torch from "tangent";

const integers = (...values: number[]): torch.Tensor => torch.tensor(values, { dtype: torch.int64 });

describe("searching", () => {
  it("tells distinct elements, runs and slices apart", () => {
    const x = torch.tensor([3, 1, 2, 3, 3, 9]);
    const [values, inverse, counts] = torch.unique(x, { returnInverse: true, returnCounts: true });
    assert.deepEqual(
      [values.tolist(), inverse.tolist(), counts.tolist()],
      [
        [1, 2, 3, 9],
        [2, 0, 1, 2, 2, 3],
        [1, 1, 3, 1],
      ],
    );
    assert.deepEqual(x.uniqueConsecutive().tolist(), [3, 1, 2, 3, 9]);
    const rows = torch.tensor([
      [1, 2],
      [0, 5],
      [1, 2],
    ]);
    const [distinct, where] = torch.unique(rows, { dim: 0, returnInverse: true });
    assert.deepEqual(
      [distinct.tolist(), where.tolist()],
      [
        [
          [0, 5],
          [1, 2],
        ],
        [1, 0, 1],
      ],
    );
  });

  it("tells many apart as a set does", () => {
    torch.manualSeed(1);
    for (const dtype of [torch.int64, torch.int16, torch.float32, torch.float64, torch.bfloat16]) {
      const x = torch.randint(-50, 5000, [100_000]).to(dtype);
      const expected = [...new Set(x.tolist() as number[])].sort((a, b) => a - b);
      assert.deepEqual(torch.unique(x).tolist(), expected);
      const [values, inverse] = torch.unique(x, { returnInverse: true });
      assert.ok(torch.equal(values.indexSelect(0, inverse), x));
      const [runs, counts] = torch.uniqueConsecutive(torch.sort(x).values, { returnCounts: true });
      assert.deepEqual(runs.tolist(), expected);
      assert.equal(counts.sum().item(), 100_000);
    }
  });

  it("takes NaN for equal to nothing", () => {
    const x = torch.tensor([Number.NaN, 1, Number.NaN]);
    assert.deepEqual(torch.unique(x).tolist(), [1, Number.NaN, Number.NaN]);
    assert.deepEqual(torch.isin(torch.tensor([2, Number.NaN]), torch.tensor([Number.NaN, 2, 0])).tolist(), [
      true,
      false,
    ]);
  });

  it("finds places before and behind equals, by a sorter too", () => {
    const sequence = torch.tensor([5, 1, 3]);
    const sorter = sequence.argsort();
    assert.deepEqual(torch.searchsorted(sequence, torch.tensor([3, 4]), { sorter }).tolist(), [1, 2]);
    assert.deepEqual(torch.searchsorted(sequence, torch.tensor([3, 4]), { sorter, side: "right" }).tolist(), [2, 2]);
    assert.throws(
      () => torch.searchsorted(sequence, 1, { side: "left", right: true }),
      /side and right can't be set to opposites/,
    );
    assert.throws(
      () => torch.searchsorted(sequence, torch.tensor([1]), { sorter: integers(0, 1, 7) }),
      /sorter index out of range/,
    );
  });

  it("joins what an index brings to one place", () => {
    const index = integers(0, 0, 2);
    const src = torch.tensor([4, 6, -1]);
    const start = torch.tensor([1, 2, 3]);
    const expected = {
      sum: [11, 2, 2],
      prod: [24, 2, -3],
      mean: [11 / 3, 2, 1],
      amax: [6, 2, 3],
      amin: [1, 2, -1],
    } as const;
    for (const [reduce, values] of Object.entries(expected)) {
      const out = torch.scatterReduce(start, 0, index, src, reduce as keyof typeof expected);
      assert.ok(torch.allclose(out, torch.tensor([...values])), reduce);
    }
    assert.deepEqual(torch.scatterReduce(start, 0, index, src, "sum", { includeSelf: false }).tolist(), [10, 2, -1]);
    assert.deepEqual(torch.put(start, integers(-1, -1), torch.tensor([5, 7]), true).tolist(), [1, 2, 15]);
  });

  it("adds rows of any layout to the rows that an index names", () => {
    const target = torch.zeros(4, 3).t();
    const rows = torch.arange(8, { dtype: torch.float32 }).reshape(4, 2).t();
    const added = target.indexAdd(0, integers(2, 2), rows, { alpha: 2 });
    assert.deepEqual(added.tolist(), [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [2, 10, 18, 26],
    ]);
  });

  it("adds whole rows of any dtype, however often an index names them", () => {
    for (const dtype of [torch.float32, torch.float64, torch.float16, torch.int64, torch.uint8]) {
      for (const [dim, width] of [
        [0, 37],
        [1, 16],
      ]) {
        const shape = dim === 0 ? [5, width] : [3, 5, width];
        const source = torch.randint(0, 4, dim === 0 ? [6, width] : [3, 6, width]).to(dtype);
        const chosen = integers(4, 0, 4, 4, 2, 0);
        const matrix = torch.zeros(5, 6).to(torch.float64);
        for (const [i, row] of [4, 0, 4, 4, 2, 0].entries()) matrix.select(0, row).select(0, i).fill_(1);
        const added = torch.ones(shape).to(dtype).indexAdd(dim, chosen, source, { alpha: 2 });
        const expected = torch.matmul(matrix, source.to(torch.float64)).mul(2).add(1);
        assert.deepEqual(added.to(torch.float64).tolist(), expected.tolist(), `${dtype.name} ${dim}`);
      }
    }
  });
});
