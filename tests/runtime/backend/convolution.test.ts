import assert from "node:assert/strict";
import type { ConvolutionOptions, Handle } from "../../../runtime/backend/backend.ts";
import { cpu } from "../../../runtime/backend/cpu.ts";
import { assertClose, code, type DTypeName, kernels, numbers, tensor } from "./support.ts";

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);

/** Small integers: sums of products are exact in every dtype. */
const values = (sizes: readonly number[], salt: number): number[] =>
  Array.from({ length: product(sizes) }, (_, i) => (((i + salt) * 7919) % 5) - 2);

const made = (sizes: readonly number[], salt: number, dtype: DTypeName = "float32"): Handle =>
  tensor(values(sizes, salt), sizes, dtype);

/** Positions of a shape, in row-major order. */
function* positions(sizes: readonly number[]): Generator<number[]> {
  const at = sizes.map(() => 0);
  for (let i = 0; i < product(sizes); i++) {
    yield [...at];
    for (let d = sizes.length - 1; d >= 0 && ++at[d] === sizes[d]; d--) at[d] = 0;
  }
}

const offset = (sizes: readonly number[], at: readonly number[]): number =>
  at.reduce((index, position, d) => index * sizes[d] + position, 0);

interface Case {
  input: number[];
  weight: number[];
  options: ConvolutionOptions;
}

const options = (dims: number, given: Partial<Record<keyof ConvolutionOptions, number | boolean>> = {}) => {
  const each = (name: keyof ConvolutionOptions, otherwise: number) => new Array(dims).fill(given[name] ?? otherwise);
  return {
    stride: each("stride", 1),
    padding: each("padding", 0),
    dilation: each("dilation", 1),
    transposed: given.transposed === true,
    outputPadding: each("outputPadding", 0),
    groups: Number(given.groups ?? 1),
  };
};

/** The definition: every output place sums what lies under the kernel; a transposed one spreads instead. */
function reference({ input, weight, options }: Case, bias: readonly number[] | null): [number[], number[]] {
  const { stride, padding, dilation, groups, transposed, outputPadding } = options;
  const [x, w] = [values(input, 1), values(weight, 2)];
  const spatial = input.slice(2);
  const kernel = weight.slice(2);
  const filters = transposed ? weight[1] * groups : weight[0];
  const size = spatial.map((n, d) =>
    transposed
      ? (n - 1) * stride[d] - 2 * padding[d] + dilation[d] * (kernel[d] - 1) + outputPadding[d] + 1
      : Math.floor((n + 2 * padding[d] - dilation[d] * (kernel[d] - 1) - 1) / stride[d]) + 1,
  );
  const sizes = [input[0], filters, ...size];
  const out = new Array<number>(product(sizes)).fill(0);
  const [perGroup, perOutput] = [input[1] / groups, filters / groups];
  for (let n = 0; n < input[0]; n++)
    for (let o = 0; o < filters; o++)
      for (let c = 0; c < perGroup; c++) {
        const group = Math.floor(o / perOutput);
        const channel = group * perGroup + c;
        for (const small of positions(transposed ? spatial : size))
          for (const tap of positions(kernel)) {
            const large = small.map((p, d) => p * stride[d] - padding[d] + tap[d] * dilation[d]);
            const limit = transposed ? size : spatial;
            if (large.some((p, d) => p < 0 || p >= limit[d])) continue;
            const factor = transposed
              ? w[offset(weight, [channel, o % perOutput, ...tap])]
              : w[offset(weight, [o, c, ...tap])];
            const [from, to] = transposed ? [small, large] : [large, small];
            out[offset(sizes, [n, o, ...to])] += factor * x[offset(input, [n, channel, ...from])];
          }
      }
  if (bias) for (const at of positions(sizes)) out[offset(sizes, at)] += bias[at[1]];
  return [out, sizes];
}

const cases: Record<string, Case> = {
  "1-d": { input: [2, 3, 9], weight: [4, 3, 3], options: options(1, { padding: 1 }) },
  "2-d": { input: [2, 3, 6, 7], weight: [4, 3, 3, 2], options: options(2) },
  "2-d, strided and padded": {
    input: [2, 2, 9, 8],
    weight: [3, 2, 3, 3],
    options: options(2, { stride: 2, padding: 1 }),
  },
  "2-d, dilated": { input: [1, 2, 9, 9], weight: [3, 2, 3, 3], options: options(2, { dilation: 2, padding: 2 }) },
  "2-d, grouped": { input: [2, 4, 5, 5], weight: [6, 2, 3, 3], options: options(2, { groups: 2, padding: 1 }) },
  "2-d, depthwise": {
    input: [2, 3, 6, 6],
    weight: [6, 1, 3, 3],
    options: options(2, { groups: 3, padding: 1, stride: 2 }),
  },
  "2-d, depthwise, wider than vectors and in several bands": {
    input: [1, 2, 90, 101],
    weight: [4, 1, 3, 3],
    options: { ...options(2, { groups: 2 }), padding: [1, 2] },
  },
  "2-d, depthwise, strided, in several bands": {
    input: [2, 2, 101, 75],
    weight: [2, 1, 3, 3],
    options: options(2, { groups: 2, padding: 1, stride: 2 }),
  },
  "2-d, depthwise, a dilated kernel of 5 by 4, strides apart": {
    input: [2, 3, 20, 23],
    weight: [3, 1, 5, 4],
    options: { ...options(2, { groups: 3, padding: 3, dilation: 2 }), stride: [3, 2] },
  },
  "2-d, depthwise, padded beyond the kernel": {
    input: [1, 2, 3, 2],
    weight: [2, 1, 2, 3],
    options: options(2, { groups: 2, padding: 4 }),
  },
  "2-d, depthwise, with pixels that no place reaches": {
    input: [2, 2, 8, 9],
    weight: [2, 1, 2, 2],
    options: { ...options(2, { groups: 2 }), stride: [2, 4] },
  },
  "2-d, one channel": { input: [3, 1, 28, 28], weight: [9, 1, 3, 3], options: options(2, { padding: 1 }) },
  "2-d, four channels": { input: [2, 4, 7, 37], weight: [6, 4, 3, 3], options: options(2, { stride: 2 }) },
  "2-d, two groups of two channels": {
    input: [2, 4, 11, 17],
    weight: [10, 2, 3, 3],
    options: options(2, { groups: 2, padding: 1 }),
  },
  "1-d, depthwise": { input: [2, 3, 70], weight: [3, 1, 7], options: options(1, { groups: 3, padding: 3 }) },
  "2-d, depthwise, transposed": {
    input: [2, 3, 9, 8],
    weight: [3, 2, 3, 3],
    options: options(2, { transposed: true, groups: 3, stride: 2, padding: 1, outputPadding: 1 }),
  },
  "2-d, a kernel of 1": { input: [2, 5, 9, 9], weight: [7, 5, 1, 1], options: options(2) },
  "2-d, large enough for several blocks": {
    input: [3, 8, 40, 40],
    weight: [5, 8, 3, 3],
    options: options(2, { padding: 1 }),
  },
  "2-d, many small images": { input: [21, 3, 4, 4], weight: [5, 3, 3, 3], options: options(2, { padding: 1 }) },
  "3-d": { input: [2, 2, 4, 5, 4], weight: [3, 2, 2, 3, 2], options: options(3, { padding: 1 }) },
  "1-d transposed": { input: [2, 3, 5], weight: [3, 2, 4], options: options(1, { transposed: true, stride: 2 }) },
  "2-d transposed": {
    input: [2, 4, 4, 5],
    weight: [4, 3, 3, 3],
    options: options(2, { transposed: true, stride: 2, padding: 1, outputPadding: 1, groups: 2 }),
  },
  "3-d transposed": { input: [1, 2, 2, 3, 2], weight: [2, 2, 2, 2, 2], options: options(3, { transposed: true }) },
};

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i], 0);

describe("convolution", () => {
  for (const [name, entry] of Object.entries(cases)) {
    it(`sums what lies under the kernel: ${name}`, () => {
      const filters = entry.options.transposed ? entry.weight[1] * entry.options.groups : entry.weight[0];
      for (const bias of [null, values([filters], 5)]) {
        const [expected, sizes] = reference(entry, bias);
        for (const dtype of ["float32", "float64", "int64", "int32"] as const) {
          const result = kernels.convolution(
            made(entry.input, 1, dtype),
            made(entry.weight, 2, dtype),
            bias && tensor(bias, [filters], dtype),
            entry.options,
          );
          assert.deepEqual(kernels.sizes(result), sizes);
          assert.deepEqual(
            numbers(result).map((v) => v + 0),
            expected.map((v) => v + 0),
            dtype,
          );
        }
      }
    });

    it(`has the gradients of a bilinear function: ${name}`, () => {
      for (const dtype of ["float64", "float32"] as const) {
        const [input, weight] = [made(entry.input, 1, dtype), made(entry.weight, 2, dtype)];
        const result = kernels.convolution(input, weight, null, entry.options);
        const sizes = kernels.sizes(result);
        const grad = made(sizes, 3, dtype);
        const [ofInput, ofWeight, ofBias] = kernels.convolutionBackward(grad, input, weight, entry.options, [
          true,
          true,
          true,
        ]);
        assert.ok(ofInput && ofWeight && ofBias);
        // ⟨grad, conv(x, w)⟩ is ⟨∂x, x⟩ and ⟨∂w, w⟩ for every x and every w.
        for (const salt of [11, 12, 13]) {
          const [x, w] = [made(entry.input, salt, dtype), made(entry.weight, salt, dtype)];
          const along = numbers(kernels.convolution(x, weight, null, entry.options));
          assert.equal(dot(numbers(ofInput), numbers(x)), dot(numbers(grad), along));
          const across = numbers(kernels.convolution(input, w, null, entry.options));
          assert.equal(dot(numbers(ofWeight), numbers(w)), dot(numbers(grad), across));
        }
        const sums = kernels.sum(
          grad,
          sizes.flatMap((_, d) => (d === 1 ? [] : [d])),
          false,
        );
        assert.deepEqual(numbers(ofBias), numbers(sums));
        const none = kernels.convolutionBackward(grad, input, weight, entry.options, [false, true, false]);
        assert.deepEqual([none[0], none[2]], [null, null]);
      }
    });
  }

  it("takes strided inputs and half precision", () => {
    const entry = cases["2-d"];
    const [expected] = reference(entry, null);
    const turned = kernels.contiguous(kernels.transpose(made(entry.input, 1), 2, 3));
    const result = kernels.convolution(kernels.transpose(turned, 2, 3), made(entry.weight, 2), null, entry.options);
    assert.deepEqual(numbers(result), expected);
    const half = kernels.convolution(
      made(entry.input, 1, "float16"),
      made(entry.weight, 2, "float16"),
      null,
      entry.options,
    );
    assert.equal(kernels.dtype(half), code("float16"));
    assertClose(numbers(half), expected, "float16", "half");
  });

  it("takes a batch of none, and images without channels", () => {
    const empty = kernels.convolution(made([0, 3, 6, 6], 1), made([2, 3, 3, 3], 2), null, options(2));
    assert.deepEqual(kernels.sizes(empty), [0, 2, 4, 4]);
    const none = kernels.convolution(
      made([1, 0, 4, 4], 1),
      made([4, 0, 3, 3], 2),
      tensor([1, 2, 3, 4], [4]),
      options(2),
    );
    assert.deepEqual(
      numbers(none),
      [1, 2, 3, 4].flatMap((v) => [v, v, v, v]),
    );
  });

  it("refuses what PyTorch refuses, in its words", () => {
    const run = (
      input: number[],
      weight: number[],
      given: ConvolutionOptions = options(2),
      bias: Handle | null = null,
    ) => kernels.convolution(made(input, 1), made(weight, 2), bias, given);
    assert.throws(() => run([1, 3, 4, 4], [2, 2, 3, 3]), {
      message:
        "Given groups=1, weight of size [2, 2, 3, 3], expected input[1, 3, 4, 4] to have 2 channels, but got 3 channels instead",
    });
    assert.throws(() => run([1, 3, 4, 4], [2, 3, 5, 5]), {
      message:
        "Calculated padded input size per channel: (4 x 4). Kernel size: (5 x 5). Kernel size can't be greater than actual input size",
    });
    assert.throws(() => run([1, 3, 4, 4], [2, 3, 3, 3], options(2), tensor([1, 2, 3], [3])), {
      message:
        "Given weight of size [2, 3, 3, 3], expected bias to be 1-dimensional with 2 elements, but got bias of size [3] instead",
    });
    assert.throws(() => run([1, 4, 4, 4], [3, 2, 3, 3], options(2, { groups: 2 })), {
      message:
        "Given groups=2, expected weight to be divisible by 2 at dimension 0, but got weight of size [[3, 2, 3, 3]] instead",
    });
    assert.throws(() => run([1, 4, 4, 4], [4, 4, 3, 3], options(2, { stride: 0 })), {
      message: "non-positive stride is not supported",
    });
    assert.throws(() => run([1, 4, 4, 4], [4, 4, 3, 3], options(2, { padding: -1 })), {
      message: "negative padding is not supported",
    });
    assert.throws(() => run([1, 4, 4, 4], [4, 4, 3, 3], options(2, { groups: 0 })), {
      message: "non-positive groups is not supported",
    });
    assert.throws(() => run([4, 4], [4, 4, 3, 3]), {
      message: "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [4, 4]",
    });
    assert.throws(() => run([1, 4, 4, 4], [4, 2, 3, 3], options(2, { transposed: true, padding: 9 })), {
      message:
        "Given input size per channel: (4 x 4). Calculated output size per channel: (-12 x -12). Output size is too small",
    });
  });
});

describe("convolution by transformed tiles", () => {
  /** Of the largest element, how far the float32 results lie from those in float64, which go another way. */
  const errors = (input: readonly number[], filters: number, padding: readonly number[]): number[] => {
    const wave = (sizes: readonly number[], salt: number) =>
      kernels.fromNumbers(
        Array.from({ length: product(sizes) }, (_, i) => Math.sin(i * 1.37 + salt) + Math.cos(i * 0.11 * salt)),
        sizes,
        code("float64"),
      );
    const how = { ...options(2), padding };
    const x = wave(input, 1);
    const w = wave([filters, input[1], 3, 3], 2);
    const b = wave([filters], 3);
    const y = kernels.convolution(x, w, b, how);
    const g = wave(kernels.sizes(y), 4);
    const single = (a: Handle): Handle => kernels.to(a, code("float32"));
    const all = [true, true, true] as const;
    const exact = [y, ...kernels.convolutionBackward(g, x, w, how, all)];
    const fast = [
      kernels.convolution(single(x), single(w), single(b), how),
      ...kernels.convolutionBackward(single(g), single(x), single(w), how, all),
    ];
    return exact.map((expected, i) => {
      const want = numbers(expected as Handle);
      const got = numbers(fast[i] as Handle);
      const largest = Math.max(...want.map(Math.abs));
      return Math.max(...want.map((value, j) => Math.abs(value - got[j]))) / largest;
    });
  };

  it("is exact to a few millionths, whatever the sizes leave over", () => {
    const cases: [number[], number, number[]][] = [
      [[2, 16, 8, 8], 16, [1, 1]],
      [[3, 17, 9, 7], 20, [1, 1]],
      [[4, 32, 5, 6], 40, [0, 2]],
      [[1, 24, 21, 34], 18, [2, 0]],
      [[9, 16, 4, 4], 16, [1, 1]],
    ];
    for (const [input, filters, padding] of cases)
      for (const error of errors(input, filters, padding)) assert.ok(error < 5e-6, `${input} ${filters}: ${error}`);
  });

  it("gives the same bits with any number of threads", () => {
    const x = made([2, 16, 16, 16], 1);
    const w = made([16, 16, 3, 3], 2);
    const how = { ...options(2), padding: [1, 1] };
    const before = cpu.threads();
    const bits = [1, 3].map((count) => {
      cpu.threads(count);
      const y = kernels.convolution(x, w, null, how);
      return [y, ...kernels.convolutionBackward(y, x, w, how, [true, true, false])]
        .slice(0, 3)
        .map((a) => numbers(a as Handle));
    });
    cpu.threads(before);
    assert.deepEqual(bits[0], bits[1]);
  });
});
