import assert from "node:assert/strict";
import type { Handle } from "../../../runtime/backend/backend.ts";
import { allTypes, code, kernels, numbers, tensor } from "./support.ts";

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const places = (values: readonly number[], sizes: readonly number[]): Handle => tensor(values, sizes, "int64");

/** [3, 4] as it lies, turned, and as part of something wider. */
const grids: Record<string, () => Handle> = {
  contiguous: () => tensor(count(12), [3, 4]),
  turned: () => kernels.transpose(kernels.contiguous(kernels.transpose(tensor(count(12), [3, 4]), 0, 1)), 0, 1),
  sliced: () => {
    const wide = kernels.full([3, 9], -1, code("float32"));
    kernels.copyInto(kernels.slice(wide, 1, 1, 9, 2), tensor(count(12), [3, 4]));
    return kernels.slice(wide, 1, 1, 9, 2);
  },
};

describe("indexing", () => {
  for (const [layout, make] of Object.entries(grids)) {
    it(`takes along a dim: ${layout}`, () => {
      assert.deepEqual(
        numbers(kernels.indexSelect(make(), 0, places([2, 0, 2], [3]))),
        [8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11],
      );
      assert.deepEqual(numbers(kernels.indexSelect(make(), -1, places([3, 1], [2]))), [3, 1, 7, 5, 11, 9]);
      assert.deepEqual(numbers(kernels.gather(make(), 1, places([3, 0, 1, 1, 2, 2], [3, 2]))), [3, 0, 5, 5, 10, 10]);
      assert.deepEqual(numbers(kernels.gather(make(), 0, places([2, 0, 1, 1], [1, 4]))), [8, 1, 6, 7]);
    });

    it(`takes by lists of places, negative ones from the end: ${layout}`, () => {
      assert.deepEqual(numbers(kernels.index(make(), [places([0, -1], [2]), places([1, 2], [2])])), [1, 10]);
      assert.deepEqual(
        numbers(
          kernels.index(make(), [
            null,
            places(
              [
                [0, 3],
                [1, 1],
              ].flat(),
              [2, 2],
            ),
          ]),
        ),
        [0, 3, 1, 1, 4, 7, 5, 5, 8, 11, 9, 9],
      );
      assert.deepEqual(kernels.sizes(kernels.index(make(), [places([0, 1], [2, 1]), places([1, 2, 3], [3])])), [2, 3]);
    });

    it(`writes at places: ${layout}`, () => {
      const put = kernels.indexPut_(make(), [places([0, 2], [2]), places([1, 1], [2])], tensor([50, 60], [2]), false);
      assert.deepEqual(
        numbers(put),
        count(12).map((v) => (v === 1 ? 50 : v === 9 ? 60 : v)),
      );
      const sums = kernels.indexPut_(make(), [places([1, 1, 1], [3])], tensor([1], [1]), true);
      assert.deepEqual(
        numbers(sums),
        count(12).map((v) => (v >= 4 && v < 8 ? v + 3 : v)),
      );
      const scattered = kernels.scatter_(make(), 1, places([3, 0, 2], [3, 1]), tensor([70, 80, 90], [3, 1]));
      assert.deepEqual(
        numbers(scattered),
        count(12).map((v) => ({ 3: 70, 4: 80, 10: 90 })[v] ?? v),
      );
      const added = kernels.scatterAdd_(make(), 0, places([1, 1, 1, 1], [1, 4]), tensor([1, 2, 3, 4], [1, 4]));
      assert.deepEqual(numbers(added), [0, 1, 2, 3, 5, 7, 9, 11, 8, 9, 10, 11]);
      const rows = kernels.indexAdd_(make(), 0, places([2, 2], [2]), tensor(count(8), [2, 4]), 10);
      assert.deepEqual(numbers(rows), [0, 1, 2, 3, 4, 5, 6, 7, 48, 69, 90, 111]);
    });

    it(`takes and fills by masks: ${layout}`, () => {
      const mask = kernels.gt(make(), 8);
      assert.deepEqual(numbers(kernels.maskedSelect(make(), mask)), [9, 10, 11]);
      assert.deepEqual(
        numbers(kernels.maskedFill(make(), mask, -1)),
        count(12).map((v) => (v > 8 ? -1 : v)),
      );
      assert.deepEqual(numbers(kernels.nonzero(kernels.gt(make(), 9))), [2, 2, 2, 3]);
      const chosen = kernels.where(mask, make(), tensor([100], []));
      assert.deepEqual(
        numbers(chosen),
        count(12).map((v) => (v > 8 ? v : 100)),
      );
    });
  }

  it("chooses among values of every dtype and length", () => {
    for (const dtype of allTypes)
      for (const n of [1, 7, 64, 131]) {
        const [a, b] = [
          tensor(
            count(n).map((i) => i % 2),
            [n],
            dtype,
          ),
          tensor(
            count(n).map((i) => (i + 1) % 2),
            [n],
            dtype,
          ),
        ];
        const mask = tensor(
          count(n).map((i) => Number(i % 3 === 0)),
          [n],
          "bool",
        );
        const expected = count(n).map((i) => (i % 3 === 0 ? i % 2 : (i + 1) % 2));
        assert.deepEqual(numbers(kernels.where(mask, a, b)), expected, `${dtype} ${n}`);
      }
  });

  it("refuses places outside, in PyTorch's words, and changes nothing", () => {
    const a = tensor(count(12), [3, 4]);
    assert.throws(() => kernels.indexSelect(a, 0, places([3], [1])), { message: "index out of range in self" });
    assert.throws(() => kernels.gather(a, 1, places([4], [1, 1])), {
      message: "index 4 is out of bounds for dimension 1 with size 4",
    });
    assert.throws(() => kernels.index(a, [places([-4], [1])]), {
      message: "index -4 is out of bounds for dimension 0 with size 3",
    });
    assert.throws(
      () => kernels.indexPut_(a, [places([0, 3], [2])], tensor([9], [1]), false),
      /index 3 is out of bounds/,
    );
    assert.throws(() => kernels.scatter_(a, 0, places([0, 9], [2, 1]), 5), /index 9 is out of bounds/);
    assert.throws(() => kernels.gather(a, 0, tensor([0.5], [1, 1])), {
      message: "gather(): Expected dtype int32/int64 for index",
    });
    assert.deepEqual([numbers(a), kernels.version(a)], [count(12), 0]);
  });
});
