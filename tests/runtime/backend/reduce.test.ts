import assert from "node:assert/strict";
import { dtypeNames, type Handle } from "../../../runtime/backend/backend.ts";
import {
  allTypes,
  assertClose,
  code,
  type DTypeName,
  floatTypes,
  kernels,
  numbers,
  rounded,
  tensor,
} from "./support.ts";

/** A [4, 5, 6] tensor of small integers in layouts that take different ways through the kernels. */
const shape = [4, 5, 6];
const value = (i: number, j: number, k: number): number => ((i * 31 + j * 17 + k * 7) % 13) - 4;

const made = (order: readonly number[], dtype: DTypeName): Handle => {
  const sizes = order.map((d) => shape[d]);
  const values: number[] = [];
  for (let a = 0; a < sizes[0]; a++)
    for (let b = 0; b < sizes[1]; b++)
      for (let c = 0; c < sizes[2]; c++) {
        const at = [0, 0, 0];
        [a, b, c].forEach((position, d) => {
          at[order[d]] = position;
        });
        const v = value(at[0], at[1], at[2]);
        values.push(dtype === "uint8" || dtype === "bool" ? Math.abs(v) : v);
      }
  const back = [0, 1, 2].map((d) => order.indexOf(d));
  return kernels.permute(tensor(values, sizes, dtype), back);
};

const layouts: Record<string, (dtype: DTypeName) => Handle> = {
  contiguous: (dtype) => made([0, 1, 2], dtype),
  turned: (dtype) => made([2, 0, 1], dtype),
  "turned about": (dtype) => made([2, 1, 0], dtype),
};

/** The values that each result folds, in row-major order of the results. */
function folds(a: Handle, dims: readonly number[]): number[][] {
  const all = numbers(a);
  const result = new Map<string, number[]>();
  for (let i = 0, at = 0; i < 4; i++)
    for (let j = 0; j < 5; j++)
      for (let k = 0; k < 6; k++, at++) {
        const key = [i, j, k].filter((_, d) => !dims.includes(d)).join();
        result.set(key, [...(result.get(key) ?? []), all[at]]);
      }
  return [...result.values()];
}

const sum = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0);
const spread = (values: readonly number[]): number => {
  const mean = sum(values) / values.length;
  return sum(values.map((v) => (v - mean) ** 2)) / (values.length - 1);
};

const subsets = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]];

describe("reductions", () => {
  for (const [layout, make] of Object.entries(layouts))
    it(`fold any dims of every dtype: ${layout}`, () => {
      for (const dtype of allTypes)
        for (const dims of subsets) {
          const a = make(dtype);
          const what = `${dtype} over ${dims}`;
          const lists = folds(a, dims);
          const real = floatTypes.includes(dtype);
          assert.deepEqual(
            numbers(kernels.sum(a, dims, false)),
            lists.map(sum).map((v) => (real ? rounded(v, dtype) : v)),
            what,
          );
          assert.deepEqual(
            numbers(kernels.all(a, dims, false)),
            lists.map((list) => Number(list.every((v) => v !== 0))),
            what,
          );
          assert.deepEqual(
            numbers(kernels.any(a, dims, false)),
            lists.map((list) => Number(list.some((v) => v !== 0))),
            what,
          );
          assert.deepEqual(
            numbers(kernels.amax(a, dims, false)),
            lists.map((list) => Math.max(...list)),
            what,
          );
          assert.deepEqual(
            numbers(kernels.amin(a, dims, false)),
            lists.map((list) => Math.min(...list)),
            what,
          );
          if (real) {
            assertClose(
              numbers(kernels.mean(a, dims, false)),
              lists.map((list) => rounded(sum(list) / list.length, dtype)),
              dtype,
              what,
            );
            assertClose(
              numbers(kernels.variance(a, dims, 1, false)),
              lists.map((list) => rounded(spread(list), dtype)),
              dtype,
              what,
            );
          }
          if (dims.length > 1) continue;
          const [most, where] = kernels.max(a, dims[0], true);
          assert.deepEqual(
            numbers(most),
            lists.map((list) => Math.max(...list)),
            what,
          );
          assert.deepEqual(
            numbers(where),
            lists.map((list) => list.indexOf(Math.max(...list))),
            what,
          );
          const [least, place] = kernels.min(a, dims[0], false);
          assert.deepEqual(
            numbers(least),
            lists.map((list) => Math.min(...list)),
            what,
          );
          assert.deepEqual(
            numbers(place),
            lists.map((list) => list.indexOf(Math.min(...list))),
            what,
          );
          assert.deepEqual(
            kernels.sizes(most),
            shape.map((size, d) => (d === dims[0] ? 1 : size)),
          );
          let totals: number[] = [];
          if (dims[0] === 2) {
            totals = lists.flatMap((list) => list.map((_, i) => sum(list.slice(0, i + 1))));
            assert.deepEqual(
              numbers(kernels.cumsum(a, 2)),
              totals.map((v) => (real ? rounded(v, dtype) : v)),
              what,
            );
          }
        }
    });

  it("let NaN win, wherever it lies", () => {
    for (const count of [3, 40, 1000])
      for (const at of [0, count >> 1, count - 1]) {
        const values = Array.from({ length: count }, (_, i) => (i === at ? Number.NaN : i - 5));
        const line = tensor(values, [count]);
        const block = kernels.expand(kernels.unsqueeze(line, 1), [count, 70]);
        for (const name of ["amax", "amin"] as const) {
          assert.deepEqual(numbers(kernels[name](line, [], false)), [Number.NaN], `${name} ${count} ${at}`);
          assert.ok(numbers(kernels[name](kernels.contiguous(block), [0], false)).every(Number.isNaN));
        }
        assert.deepEqual(numbers(kernels.argmax(line, null, false)), [at]);
        assert.ok(numbers(kernels.argmin(kernels.contiguous(block), 0, false)).every((place) => place === at));
      }
  });

  it("give the dtypes that PyTorch gives", () => {
    const kind = (a: Handle) => dtypeNames[kernels.dtype(a)];
    for (const dtype of allTypes) {
      const a = tensor([1, 0], [2], dtype);
      const real = floatTypes.includes(dtype);
      assert.equal(kind(kernels.sum(a, [], false)), real ? dtype : "int64");
      assert.equal(kind(kernels.cumsum(a, 0)), real ? dtype : "int64");
      assert.equal(kind(kernels.any(a, [], false)), dtype === "uint8" ? "uint8" : "bool");
      assert.equal(kind(kernels.sum(a, [], false, code("float64"))), "float64");
    }
    assert.throws(() => kernels.mean(tensor([1], [1], "int64"), [], false), /mean\(\): could not infer output dtype/);
  });

  it("fold nothing to what PyTorch has for it", () => {
    const none = tensor([], [0, 3]);
    assert.deepEqual(numbers(kernels.sum(none, [0], false)), [0, 0, 0]);
    assert.deepEqual(numbers(kernels.prod(none, [0], false)), [1, 1, 1]);
    assert.deepEqual(numbers(kernels.all(none, [], false)), [1]);
    assert.throws(() => kernels.amax(none, [0], false), /Expected reduction dim 0 to have non-zero size/);
    assert.throws(() => kernels.sum(none, [0, 0], false), /dim 0 appears multiple times in the list of dims/);
    assert.throws(() => kernels.sum(none, [2], false), {
      message: "Dimension out of range (expected to be in range of [-2, 1], but got 2)",
    });
  });

  it("sum many floats without losing them", () => {
    const count = 10_000_000;
    const [total] = numbers(kernels.sum(kernels.full([count], 0.1, code("float32")), [], false));
    assert.ok(Math.abs(total / (count * Math.fround(0.1)) - 1) < 1e-6, String(total));
  });
});
