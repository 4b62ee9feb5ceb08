import assert from "node:assert/strict";
import { allTypes, kernels, numbers, rounded, tensor } from "./support.ts";

/** NaN above everything, equals in their order. */
function expectedOrder(values: readonly number[], descending: boolean): number[] {
  const rank = (v: number): number => (Number.isNaN(v) ? 3 : v === Number.POSITIVE_INFINITY ? 2 : 1);
  const compare = (a: number, b: number): number => rank(a) - rank(b) || (rank(a) === 1 ? a - b : 0);
  const order = [...values.keys()];
  return order.sort((i, j) => (descending ? compare(values[j], values[i]) : compare(values[i], values[j])) || i - j);
}

describe("sort and topk", () => {
  for (const dtype of allTypes) {
    it(`order ${dtype}, equals in their order, short lines and long`, () => {
      const real = dtype.includes("float");
      const special = real ? [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0] : [0, 1, 1];
      for (const count of [1, 7, 100, 3000]) {
        const given = Array.from({ length: count }, (_, i) =>
          i % 11 === 0 ? special[i % special.length] : ((i * 7919) % 200) - 70,
        );
        const values = given.map((v) => rounded(dtype === "uint8" || dtype === "bool" ? Math.abs(v) : v, dtype));
        for (const descending of [false, true]) {
          const order = expectedOrder(values, descending);
          const [sorted, indices] = kernels.sort(tensor(values, [count], dtype), 0, descending);
          assert.deepEqual(numbers(indices), order, `${count} ${descending}`);
          assert.deepEqual(
            numbers(sorted),
            order.map((i) => values[i]),
          );
          if (dtype === "bool") continue;
          const k = Math.ceil(count / 3);
          const [top, places] = kernels.topk(tensor(values, [count], dtype), k, 0, descending);
          assert.deepEqual(
            numbers(top),
            order.slice(0, k).map((i) => values[i]),
          );
          const chosen = numbers(places);
          assert.equal(new Set(chosen).size, k);
          assert.deepEqual(
            chosen.map((i) => values[i] + 0),
            order.slice(0, k).map((i) => values[i] + 0),
          );
        }
      }
    });
  }

  it("order 64-bit integers that no number holds", () => {
    const values = [2n ** 62n + 1n, -(2n ** 63n), 2n ** 62n, 2n ** 63n - 1n, -1n];
    const [sorted] = kernels.sort(kernels.fromNumbers(values, [5], 4), 0, false);
    assert.deepEqual(kernels.toNumbers(sorted), [-(2n ** 63n), -1, 2n ** 62n, 2n ** 62n + 1n, 2n ** 63n - 1n]);
  });

  it("order along a middle dim of a strided tensor", () => {
    const values = Array.from({ length: 24 }, (_, i) => (i * 5) % 24);
    const turned = kernels.permute(tensor(values, [2, 3, 4]), [2, 1, 0]);
    const [sorted] = kernels.sort(turned, 1, false);
    const flat = numbers(sorted);
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 2; j++) {
        const line = [0, 1, 2].map((k) => values[j * 12 + k * 4 + i]).sort((a, b) => a - b);
        assert.deepEqual(
          [0, 1, 2].map((k) => flat[i * 6 + k * 2 + j]),
          line,
        );
      }
  });
});
