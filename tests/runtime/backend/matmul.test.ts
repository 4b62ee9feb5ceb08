import assert from "node:assert/strict";
import type { Handle } from "../../../runtime/backend/backend.ts";
import { allTypes, code, type DTypeName, kernels, numbers, tensor } from "./support.ts";

const values = (count: number, salt: number): number[] =>
  Array.from({ length: count }, (_, i) => (((i + salt) * 7919) % 5) - 2);

/** A matrix of small integers, as it lies, or as the transpose of one that lies the other way. */
function matrix(rows: number, columns: number, salt: number, turned: boolean, dtype: DTypeName = "float32"): Handle {
  const whole = tensor(values(rows * columns, salt), [rows, columns], dtype);
  return turned ? kernels.transpose(kernels.contiguous(kernels.transpose(whole, 0, 1)), 0, 1) : whole;
}

function product(a: Handle, b: Handle): number[] {
  const [rows, depth] = kernels.sizes(a);
  const columns = kernels.sizes(b)[1];
  const [x, y] = [numbers(a), numbers(b)];
  return Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let total = 0;
    for (let k = 0; k < depth; k++) total += x[i * depth + k] * y[k * columns + j];
    return total;
  });
}

/** Around the edges of register tiles, panels and blocks of depth. */
const sizes = [
  [1, 1, 1],
  [1, 5, 1],
  [3, 5, 7],
  [6, 16, 32],
  [7, 17, 33],
  [64, 100, 10],
  [65, 33, 129],
  [13, 1030, 18],
  [1, 300, 90],
  [90, 300, 1],
  [4, 0, 3],
];

describe("matrix products", () => {
  for (const [rows, depth, columns] of sizes)
    it(`are exact for [${rows}, ${depth}] and [${depth}, ${columns}], turned or not, with all that is fused`, () => {
      for (const left of [false, true])
        for (const right of [false, true]) {
          const a = matrix(rows, depth, 1, left);
          const b = matrix(depth, columns, 2, right);
          const expected = product(a, b);
          assert.deepEqual(numbers(kernels.matmul(a, b)), expected);
          const bias = values(columns, 3);
          const weight = kernels.transpose(b, 0, 1);
          const shifted = expected.map((v, at) => v + bias[at % columns]);
          assert.deepEqual(numbers(kernels.linear(a, weight, tensor(bias, [columns]))), shifted);
          assert.deepEqual(numbers(kernels.linear(a, weight, null)), expected);
          const c = matrix(rows, columns, 4, left);
          const added = numbers(c);
          const mixed = expected.map((v, at) => 3 * v - 2 * added[at]);
          assert.deepEqual(numbers(kernels.addmm(c, a, b, -2, 3)), mixed);
        }
    });

  it("compute in every dtype but bool; integers wrap", () => {
    for (const dtype of allTypes) {
      const [a, b] = [matrix(5, 6, 1, false, dtype), matrix(6, 7, 2, true, dtype)];
      if (dtype === "bool") assert.throws(() => kernels.matmul(a, b), /not implemented for 'Bool'/);
      else if (dtype !== "uint8") assert.deepEqual(numbers(kernels.matmul(a, b)), product(a, b), dtype);
    }
    const large = tensor([100], [1, 1], "int8");
    assert.deepEqual(numbers(kernels.matmul(large, large)), [(100 * 100) & 127]);
  });

  it("take vectors, and broadcast batches", () => {
    const [a, b] = [tensor(values(24, 1), [2, 3, 4]), tensor(values(40, 2), [2, 4, 5])];
    const each = [0, 1].map((i) => product(kernels.select(a, 0, i), kernels.select(b, 0, i)));
    assert.deepEqual(numbers(kernels.matmul(a, b)), each.flat());
    const one = kernels.select(b, 0, 0);
    assert.deepEqual(
      numbers(kernels.matmul(a, one)),
      [0, 1].flatMap((i) => product(kernels.select(a, 0, i), one)),
    );
    const spread = kernels.matmul(kernels.reshape(a, [2, 1, 3, 4]), b);
    assert.deepEqual(kernels.sizes(spread), [2, 2, 3, 5]);
    assert.deepEqual(numbers(kernels.select(kernels.select(spread, 0, 1), 0, 1)), each[1]);
    const vector = tensor([1, 2, 3, 4], [4]);
    assert.deepEqual(kernels.sizes(kernels.matmul(a, vector)), [2, 3]);
    assert.deepEqual(kernels.sizes(kernels.matmul(vector, b)), [2, 5]);
    assert.deepEqual(numbers(kernels.matmul(vector, vector)), [30]);
    assert.deepEqual(kernels.sizes(kernels.matmul(vector, vector)), []);
  });

  it("write to `out`", () => {
    const [a, b] = [matrix(3, 4, 1, false), matrix(4, 5, 2, false)];
    const out = kernels.empty([3, 5], code("float32"));
    assert.equal(kernels.matmul(a, b, out), out);
    assert.deepEqual(numbers(out), product(a, b));
  });

  it("refuse what PyTorch refuses, in its words", () => {
    assert.throws(() => kernels.matmul(matrix(64, 784, 1, false), matrix(512, 512, 1, false)), {
      message: "mat1 and mat2 shapes cannot be multiplied (64x784 and 512x512)",
    });
    assert.throws(() => kernels.matmul(matrix(2, 3, 1, false), matrix(3, 2, 1, false, "float64")), {
      message: "expected m1 and m2 to have the same dtype, but got: float != double",
    });
    assert.throws(() => kernels.matmul(tensor([1], []), tensor([1], [1])), {
      message: "both arguments to matmul need to be at least 1D, but they are 0D and 1D",
    });
  });
});
