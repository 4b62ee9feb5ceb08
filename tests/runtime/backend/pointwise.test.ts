import assert from "node:assert/strict";
import {
  type binaryKernels,
  type compareKernels,
  dtypeNames,
  type unaryKernels,
} from "../../../runtime/backend/backend.ts";
import {
  allTypes,
  assertClose,
  code,
  type DTypeName,
  floatTypes,
  integerTypes,
  kernels,
  layouts,
  numbers,
  rounded,
  tensor,
} from "./support.ts";

const erf = (x: number): number => {
  // The series of Abramowitz and Stegun 7.1.6 converges for every x that the tests use.
  let term = x;
  let sum = x;
  for (let n = 1; n < 120; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
};

const roundEven = (x: number): number => {
  const near = Math.round(x);
  return Math.abs(x % 1) === 0.5 && near % 2 !== 0 ? near - 1 : near;
};

const unary: Record<Exclude<(typeof unaryKernels)[number], "bitwiseNot">, (x: number) => number> = {
  abs: Math.abs,
  neg: (x) => -x,
  sign: Math.sign,
  square: (x) => x * x,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  reciprocal: (x) => 1 / x,
  exp: Math.exp,
  exp2: (x) => 2 ** x,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  relu: (x) => Math.max(x, 0),
  erf,
  erfc: (x) => 1 - erf(x),
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundEven,
  trunc: Math.trunc,
  frac: (x) => x - Math.trunc(x),
};

const modulo = (a: number, b: number): number => a - b * Math.floor(a / b);

const binary: Partial<Record<(typeof binaryKernels)[number], (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  floorDivide: (a, b) => Math.floor(a / b),
  remainder: modulo,
  fmod: (a, b) => a % b,
  pow: (a, b) => a ** b,
  maximum: Math.max,
  minimum: Math.min,
  atan2: Math.atan2,
  reluBackward: (a, b) => (b > 0 ? a : 0),
  sigmoidBackward: (a, b) => a * b * (1 - b),
  tanhBackward: (a, b) => a * (1 - b * b),
};

const compare: Record<(typeof compareKernels)[number], (a: number, b: number) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  logicalAnd: (a, b) => a !== 0 && b !== 0,
  logicalOr: (a, b) => a !== 0 || b !== 0,
  logicalXor: (a, b) => (a !== 0) !== (b !== 0),
};

const dtypeOf = (a: ReturnType<typeof tensor>): DTypeName => dtypeNames[kernels.dtype(a)];

describe("pointwise kernels", () => {
  it("compute functions of real numbers in every floating dtype and layout", () => {
    for (const [name, reference] of Object.entries(unary)) {
      const values = ["acos", "asin", "erf", "erfc"].includes(name)
        ? [0.1, 0.9, -0.4, 0.5, 0, 0.3]
        : [0.5, 1.5, 2.5, 0.25, 3, 1];
      for (const dtype of floatTypes) {
        for (const [layout, make] of Object.entries(layouts)) {
          const result = kernels[name as keyof typeof unary](make(values, dtype));
          const expected = values.map((v) => reference(rounded(v, dtype))).map((v) => rounded(v, dtype));
          assert.equal(dtypeOf(result), dtype);
          assertClose(numbers(result), expected, dtype, `${name} ${dtype} ${layout}`);
        }
      }
    }
  });

  it("meet zero, infinity and NaN as JavaScript's do", () => {
    const values = [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -1, 200, -200, 1e30, -1e30];
    for (const [name, reference] of Object.entries(unary)) {
      if (["erf", "erfc", "round", "sin", "cos", "tan", "frac"].includes(name)) continue;
      for (const dtype of ["float32", "float64"] as const) {
        const result = numbers(kernels[name as keyof typeof unary](tensor(values, [10], dtype)));
        assertClose(
          result,
          values.map((v) => rounded(reference(rounded(v, dtype)), dtype)),
          dtype,
          `${name} ${dtype}`,
        );
      }
    }
  });

  it("are the same in the middle of a vector and at a tensor's end", () => {
    const values = Array.from({ length: 37 }, (_, i) => i / 7 - 2.4);
    for (const name of ["exp", "log", "tanh", "sin", "sigmoid", "expm1"] as const) {
      const whole = numbers(kernels[name](tensor(values, [37])));
      const single = values.map((v) => numbers(kernels[name](tensor([v], [1])))[0]);
      assert.deepEqual(whole, single, name);
    }
  });

  it("keep integers integers, or make them float32 where PyTorch does", () => {
    for (const dtype of integerTypes) {
      const values = [1, 2, 3, 4, 5, 6];
      for (const [layout, make] of Object.entries(layouts)) {
        const what = `${dtype} ${layout}`;
        assert.deepEqual(numbers(kernels.square(make(values, dtype))), [1, 4, 9, 16, 25, 36], what);
        assert.equal(dtypeOf(kernels.square(make(values, dtype))), dtype);
        const root = kernels.sqrt(make(values, dtype));
        assert.equal(dtypeOf(root), "float32");
        assertClose(numbers(root), values.map(Math.sqrt).map(Math.fround), "float32", what);
      }
    }
    assert.deepEqual(numbers(kernels.bitwiseNot(tensor([0, 5, 255], [3], "uint8"))), [255, 250, 0]);
    assert.deepEqual(numbers(kernels.bitwiseNot(tensor([0, 1], [2], "bool"))), [1, 0]);
    assert.deepEqual(numbers(kernels.neg(tensor([1, 200], [2], "uint8"))), [255, 56]);
  });

  it("compute functions of two operands in every dtype and layout", () => {
    const [left, right] = [
      [7, 2, 5, 1, 6, 3],
      [2, 3, 1, 2, 4, 3],
    ];
    for (const [name, reference] of Object.entries(binary)) {
      const kernel = kernels[name as keyof typeof binary & keyof typeof kernels] as typeof kernels.add;
      for (const dtype of [...floatTypes, ...integerTypes]) {
        const real = name === "div" || name === "atan2";
        const kind = real && integerTypes.includes(dtype) ? "float32" : dtype;
        const signed = dtype !== "uint8" || !/Backward/.test(name);
        for (const [layout, make] of signed ? Object.entries(layouts) : []) {
          const result = kernel(make(left, dtype), make(right, dtype));
          assert.equal(dtypeOf(result), kind, `${name} ${dtype}`);
          const expected = left.map((a, i) => rounded(reference(a, right[i]), kind));
          const wraps = integerTypes.includes(dtype) && name === "pow";
          if (!wraps) assertClose(numbers(result), expected, kind, `${name} ${dtype} ${layout}`);
        }
      }
    }
  });

  it("divide as Python does", () => {
    const [a, b] = [
      [7, -7, 7, -7, 0],
      [2, 2, -2, -2, 3],
    ];
    for (const dtype of ["int32", "int64", "float32", "float64"] as const) {
      assert.deepEqual(numbers(kernels.floorDivide(tensor(a, [5], dtype), tensor(b, [5], dtype))), [3, -4, -4, 3, 0]);
      const rest = numbers(kernels.remainder(tensor(a, [5], dtype), tensor(b, [5], dtype)));
      assert.deepEqual(
        rest.map((v) => v + 0),
        [1, 1, -1, -1, 0],
      );
    }
    assert.throws(() => kernels.floorDivide(tensor([1], [1], "int64"), 0), /ZeroDivisionError/);
    const least = kernels.fromNumbers([-(2n ** 63n)], [1], code("int64"));
    assert.deepEqual(kernels.toNumbers(kernels.floorDivide(least, -1)), [-(2n ** 63n)]);
    assert.deepEqual(numbers(kernels.remainder(least, -1)), [0]);
  });

  it("compare every dtype in every layout", () => {
    const [left, right] = [
      [1, 0, 3, 0, 1, 2],
      [1, 2, 0, 0, 2, 1],
    ];
    for (const [name, reference] of Object.entries(compare)) {
      for (const dtype of allTypes) {
        for (const [layout, make] of Object.entries(layouts)) {
          const result = kernels[name as keyof typeof compare](make(left, dtype), make(right, dtype));
          const [a, b] = [left, right].map((values) => values.map((v) => rounded(v, dtype)));
          assert.equal(dtypeOf(result), "bool");
          assert.deepEqual(
            kernels.toNumbers(result),
            a.map((v, i) => reference(v, b[i])),
            `${name} ${dtype} ${layout}`,
          );
        }
      }
    }
  });

  it("promote as PyTorch does: tensors with dims over those without, over numbers", () => {
    const kind = (a: Parameters<typeof kernels.add>[0], b: Parameters<typeof kernels.add>[1]) =>
      dtypeOf(kernels.add(a, b));
    assert.equal(kind(tensor([1], [1], "uint8"), tensor([1], [1], "int8")), "int16");
    assert.equal(kind(tensor([1], [1], "int64"), tensor([1], [1], "float16")), "float16");
    assert.equal(kind(tensor([1], [1], "float16"), tensor([1], [1], "bfloat16")), "float32");
    assert.equal(kind(tensor([1], [1], "float32"), tensor([1], [], "float64")), "float32");
    assert.equal(kind(tensor([1], [1], "int32"), tensor([1], [], "float64")), "float64");
    assert.equal(kind(tensor([1], [1], "uint8"), 300), "uint8");
    assert.equal(kind(tensor([1], [1], "uint8"), 1.5), "float32");
    assert.equal(kind(tensor([1], [1], "float16"), 1.5), "float16");
    assert.equal(kind(tensor([1], [1], "bool"), 1), "int64");
    assert.equal(kind(tensor([1], [1], "bool"), true), "bool");
    assert.equal(kind(tensor([1], [], "int32"), 1.5), "float32");
  });

  it("broadcast, and refuse what does not in PyTorch's words", () => {
    const row = tensor([10, 20, 30], [3]);
    const column = tensor([1, 2], [2, 1]);
    assert.deepEqual(numbers(kernels.add(row, column)), [11, 21, 31, 12, 22, 32]);
    assert.deepEqual(kernels.sizes(kernels.add(tensor([], [0, 3]), row)), [0, 3]);
    assert.throws(() => kernels.add(row, tensor([1, 2], [2])), {
      message: "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0",
    });
  });

  it("write to `out`, which is returned, and count the write", () => {
    const a = tensor([1, 2, 3], [3]);
    const before = kernels.version(a);
    assert.equal(kernels.add(a, 1, a), a);
    assert.equal(kernels.version(a), before + 1);
    assert.deepEqual(numbers(a), [2, 3, 4]);
    const overlapping = kernels.expand(tensor([1], [1]), [3]);
    assert.throws(() => kernels.add(overlapping, 1, overlapping), /more than one element of the written-to tensor/);
    const square = tensor([1, 2, 3, 4], [2, 2]);
    const row = tensor([10, 20, 30], [3]);
    assert.throws(
      () => kernels.add(square, kernels.transpose(square, 0, 1), square),
      /some elements of the input tensor/,
    );
    kernels.add(square, kernels.slice(square, 0, 0, 2, 1), square);
    assert.deepEqual(numbers(square), [2, 4, 6, 8]);
    assert.throws(() => kernels.add(row, tensor([1, 2], [2, 1]), row), {
      message: "output with shape [3] doesn't match the broadcast shape [2, 3]",
    });
    const grown = kernels.add(row, tensor([1, 2], [2, 1]), square);
    assert.deepEqual([kernels.storageId(grown), kernels.sizes(grown)], [kernels.storageId(square), [2, 3]]);
    assert.deepEqual(numbers(square), [11, 21, 31, 12]);
    assert.throws(() => kernels.add(tensor([1], [1], "int64"), 1.5, tensor([1], [1], "int64")), {
      message: "result type Float can't be cast to the desired output type Long",
    });
  });

  it("refuse what PyTorch refuses", () => {
    const mask = tensor([1, 0], [2], "bool");
    assert.throws(() => kernels.neg(mask), /Negation, the `-` operator, on a bool tensor is not supported/);
    assert.throws(() => kernels.sub(mask, mask), /Subtraction, the `-` operator, with two bool tensors/);
    assert.throws(() => kernels.bitwiseAnd(tensor([1], [1]), 1), /"bitwise_and_cpu" not implemented for 'Float'/);
    assert.throws(() => kernels.pow(tensor([2], [1], "int64"), -1), /Integers to negative integer powers/);
    assert.throws(() => kernels.add({} as never, 1), /expected a number, a bigint or a boolean, but got object/);
    assert.throws(() => kernels.exp(1 as never), /expected a tensor of this backend, but got number/);
  });

  it("compute tensors that are turned alike in the order of their memory", () => {
    const values = Array.from({ length: 16 * 12 * 20 }, (_, i) => (i * 37) % 101);
    const a = kernels.permute(tensor(values, [16, 12, 20], "float32"), [2, 1, 0]);
    const b = kernels.permute(tensor([...values].reverse(), [16, 12, 20], "float32"), [2, 1, 0]);
    const other = numbers(b);
    const expected = numbers(a).map((value, i) => value - other[i]);
    assert.deepEqual(numbers(kernels.sub(a, b)), expected);
    assert.deepEqual(
      numbers(kernels.lt(a, b)).map(Number),
      expected.map((difference) => Number(difference < 0)),
    );
  });

  it("read large strided and broadcast tensors as small ones", () => {
    const count = 300;
    const values = Array.from({ length: count * count }, (_, i) => i % 1013);
    const a = tensor(values, [count, count]);
    const sum = numbers(kernels.add(kernels.transpose(a, 0, 1), kernels.select(a, 0, 3)));
    for (const [i, j] of [
      [0, 0],
      [299, 1],
      [17, 250],
      [299, 299],
    ]) {
      assert.equal(sum[i * count + j], values[j * count + i] + values[3 * count + j]);
    }
    const every = kernels.slice(a, 1, 1, count, 3);
    assert.equal(numbers(kernels.mul(every, 2))[101], 2 * values[count + 1 + 3]);
  });
});
