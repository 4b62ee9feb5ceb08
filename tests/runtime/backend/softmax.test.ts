import assert from "node:assert/strict";
import type { Handle } from "../../../runtime/backend/backend.ts";
import { assertNear, slopes, wave } from "./derivative.ts";
import { code, kernels, numbers, tensor } from "./support.ts";

const softmax = (values: readonly number[]): number[] => {
  const powers = values.map((v) => Math.exp(v - Math.max(...values)));
  const total = powers.reduce((sum, v) => sum + v, 0);
  return powers.map((v) => v / total);
};

/** Applies `f` to the lines of [2, 3, 4] along a dim. */
function lines(values: readonly number[], dim: number, f: (line: number[]) => number[]): number[] {
  const [steps, sizes] = [
    [12, 4, 1],
    [2, 3, 4],
  ];
  const out = [...values];
  for (let at = 0; at < 24; at++) {
    if (Math.floor(at / steps[dim]) % sizes[dim] !== 0) continue;
    const places = Array.from({ length: sizes[dim] }, (_, i) => at + i * steps[dim]);
    f(places.map((place) => values[place])).forEach((v, i) => {
      out[places[i]] = v;
    });
  }
  return out;
}

describe("softmax and its logarithm", () => {
  const x = wave(24, 1);
  const g = wave(24, 2);

  for (const dim of [0, 1, 2, -1])
    it(`hold along dim ${dim}, with the slopes of what they compute`, () => {
      const along = dim < 0 ? dim + 3 : dim;
      const forms = [
        [kernels.softmax, kernels.softmaxBackward, (v: number[]) => softmax(v)],
        [kernels.logSoftmax, kernels.logSoftmaxBackward, (v: number[]) => softmax(v).map(Math.log)],
      ] as const;
      for (const [forward, backward, reference] of forms)
        for (const [dtype, tolerance] of [
          ["float32", 2e-6],
          ["float64", 1e-8],
        ] as const) {
          const a = tensor(x, [2, 3, 4], dtype);
          const out = forward(a, dim);
          assertNear(out, lines(x, along, reference), tolerance, dtype);
          const expected = slopes(x, g, (values) => lines(values, along, reference));
          assertNear(backward(tensor(g, [2, 3, 4], dtype), out, dim), expected, tolerance, "gradient");
          const turned = kernels.permute(kernels.contiguous(kernels.permute(a, [2, 0, 1])), [1, 2, 0]);
          assert.deepEqual(numbers(forward(turned, dim)), numbers(out));
        }
    });

  it("meet large, infinite and missing numbers as PyTorch does", () => {
    const inf = Number.POSITIVE_INFINITY;
    assert.deepEqual(numbers(kernels.softmax(tensor([1e30, 1e30, -1e30], [3]), 0)), [0.5, 0.5, 0]);
    assert.deepEqual(numbers(kernels.softmax(tensor([-inf, 0, -inf], [3]), 0)), [0, 1, 0]);
    assert.deepEqual(numbers(kernels.softmax(tensor([-inf, -inf], [2]), 0)), [Number.NaN, Number.NaN]);
    assert.deepEqual(numbers(kernels.logSoftmax(tensor([1, Number.NaN], [2]), 0)), [Number.NaN, Number.NaN]);
    assert.deepEqual(kernels.sizes(kernels.softmax(tensor([], [0, 3]), 1)), [0, 3]);
    assert.deepEqual(numbers(kernels.softmax(tensor([7], []), 0)), [1]);
  });
});

describe("the negative log likelihood", () => {
  const scores = wave(12, 3);
  const labels = [2, 0, 1, 2];
  const weights = [0.5, 2, 1.5];
  const target = tensor(labels, [4], "int64");

  const reference = (
    values: readonly number[],
    reduction: number,
    weight: readonly number[] | null,
    ignored: number,
  ): number[] => {
    const kept = labels.map((label) => (label === ignored ? 0 : (weight?.[label] ?? 1)));
    const losses = labels.map((label, i) => -values[i * 3 + label] * kept[i]);
    const total = losses.reduce((sum, v) => sum + v, 0);
    const by = kept.reduce((sum, v) => sum + v, 0);
    return reduction === 0 ? losses : [reduction === 1 ? total / by : total];
  };

  it("weighs, ignores and reduces, with the slopes of what it computes", () => {
    for (const reduction of [0, 1, 2])
      for (const weight of [null, weights])
        for (const ignored of [-100, 2]) {
          const input = tensor(scores, [4, 3], "float64");
          const factors = weight && tensor(weight, [3], "float64");
          const [loss, total] = kernels.nllLoss(input, target, factors, reduction, ignored);
          const f = (values: readonly number[]) => reference(values, reduction, weight, ignored);
          assertNear(loss, f(scores), 1e-12, "loss");
          const grad = wave(reduction === 0 ? 4 : 1, 5);
          const given = tensor(grad, reduction === 0 ? [4] : [], "float64");
          const back = kernels.nllLossBackward(given, input, target, factors, reduction, ignored, total);
          assertNear(back, slopes(scores, grad, f), 1e-7, "gradient");
        }
  });

  it("takes classes of every pixel", () => {
    const pixels = tensor(wave(2 * 3 * 4, 1), [2, 3, 2, 2], "float64");
    const classes = tensor([0, 1, 2, 0, 1, 1, 0, 2], [2, 2, 2], "int64");
    const flat = kernels.reshape(kernels.permute(pixels, [0, 2, 3, 1]), [8, 3]);
    const [one] = kernels.nllLoss(pixels, classes, null, 1, -100);
    const [other] = kernels.nllLoss(flat, kernels.reshape(classes, [8]), null, 1, -100);
    assertNear(one, numbers(other), 1e-12, "loss");
  });

  it("refuses what PyTorch refuses, in its words", () => {
    const input = tensor(scores, [4, 3]);
    const run = (a: Handle, labels: Handle) => kernels.nllLoss(a, labels, null, 1, -100);
    assert.throws(() => run(input, tensor([0, 1, 2, 3], [4], "int64")), { message: "Target 3 is out of bounds." });
    assert.throws(() => run(input, tensor([0, 1], [2], "int64")), {
      message: "Expected input batch_size (4) to match target batch_size (2).",
    });
    assert.throws(() => run(input, kernels.full([4], 0, code("float32"))), /expected target dtype to be Long/);
  });
});
