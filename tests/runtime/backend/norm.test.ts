import assert from "node:assert/strict";
import { assertNear, slopes, wave } from "./derivative.ts";
import { code, floatTypes, kernels, numbers, rounded, tensor } from "./support.ts";

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

function normalized(values: readonly number[], eps: number): number[] {
  const center = mean(values);
  const variance = mean(values.map((v) => (v - center) ** 2));
  return values.map((v) => (v - center) / Math.sqrt(variance + eps));
}

/** Rows of `count` values, each normalised, times weight plus bias. */
const layered = (
  values: readonly number[],
  count: number,
  weight: readonly number[],
  bias: readonly number[],
): number[] =>
  Array.from({ length: values.length / count }, (_, row) =>
    normalized(values.slice(row * count, (row + 1) * count), 1e-5).map((v, i) => v * weight[i] + bias[i]),
  ).flat();

describe("layer norm", () => {
  for (const count of [1, 5, 37]) {
    it(`normalises rows of ${count}, and has the slopes of what it computes`, () => {
      const rows = 6;
      const [x, g, w, b] = [wave(rows * count, 1), wave(rows * count, 2), wave(count, 3), wave(count, 4)];
      const of = (values: number[], sizes: number[]) => tensor(values, sizes, "float64");
      const [X, G, W, B] = [of(x, [2, 3, count]), of(g, [2, 3, count]), of(w, [count]), of(b, [count])];
      const [out, center, reciprocal] = kernels.layerNorm(X, [count], W, B, 1e-5);
      assertNear(out, layered(x, count, w, b), 1e-12, "out");
      assert.deepEqual(kernels.sizes(center), [2, 3, 1]);
      const [dx, dw, db] = kernels.layerNormBackward(G, X, [count], W, center, reciprocal);
      assertNear(
        dx,
        slopes(x, g, (v) => layered(v, count, w, b)),
        1e-6,
        "dx",
      );
      assertNear(
        dw,
        slopes(w, g, (v) => layered(x, count, v, b)),
        1e-6,
        "dw",
      );
      assertNear(
        db,
        slopes(b, g, (v) => layered(x, count, w, v)),
        1e-6,
        "db",
      );
      const plain = kernels.layerNormBackward(G, X, [count], null, center, reciprocal);
      assertNear(
        plain[0],
        slopes(x, g, (v) => layered(v, count, w.fill(1), b)),
        1e-6,
        "dx without weight",
      );
      assert.deepEqual(plain.slice(1), [null, null]);
    });
  }

  it("normalises over several dims, in every floating dtype", () => {
    for (const dtype of floatTypes) {
      const x = wave(24, 1).map((v) => rounded(v, dtype));
      const [out] = kernels.layerNorm(tensor(x, [2, 3, 4], dtype), [3, 4], null, null, 1e-5);
      assert.equal(kernels.dtype(out), code(dtype));
      const expected = layered(x, 12, new Array(12).fill(1), new Array(12).fill(0));
      const tolerance = { float16: 2e-3, bfloat16: 2e-2, float32: 1e-6, float64: 1e-12 }[dtype as "float32"];
      assertNear(out, expected, tolerance, dtype);
    }
  });

  it("refuses what PyTorch refuses, in its words", () => {
    const x = tensor(wave(6, 1), [2, 3]);
    assert.throws(() => kernels.layerNorm(x, [4], null, null, 1e-5), {
      message: "Given normalized_shape=[4], expected input with shape [*, 4], but got input of size[2, 3]",
    });
    assert.throws(() => kernels.layerNorm(x, [3], tensor(wave(4, 1), [4]), null, 1e-5), {
      message:
        "Expected weight to be of same shape as normalized_shape, but got weight of shape [4] and normalized_shape = [3]",
    });
  });
});

/** [batch, channels, inner] normalised channel by channel. */
function channelled(
  values: readonly number[],
  [batch, channels, inner]: readonly number[],
  weight: readonly number[],
  bias: readonly number[],
): number[] {
  const out = new Array<number>(values.length);
  for (let c = 0; c < channels; c++) {
    const places = Array.from(
      { length: batch * inner },
      (_, i) => (Math.floor(i / inner) * channels + c) * inner + (i % inner),
    );
    normalized(
      places.map((place) => values[place]),
      1e-5,
    ).forEach((v, i) => {
      out[places[i]] = v * weight[c] + bias[c];
    });
  }
  return out;
}

describe("batch norm", () => {
  for (const sizes of [
    [4, 3, 35],
    [5, 2, 1],
  ]) {
    it(`normalises the channels of ${sizes}, and has the slopes of what it computes`, () => {
      const count = sizes[0] * sizes[1] * sizes[2];
      const channels = sizes[1];
      const [x, g, w, b] = [wave(count, 1), wave(count, 2), wave(channels, 3), wave(channels, 4)];
      const of = (values: number[], shape: number[]) => tensor(values, shape, "float64");
      const [X, G, W, B] = [of(x, sizes), of(g, sizes), of(w, [channels]), of(b, [channels])];
      const [runningMean, runningVar] = [
        of(new Array(channels).fill(0), [channels]),
        of(new Array(channels).fill(1), [channels]),
      ];
      const options = { training: true, momentum: 0.1, eps: 1e-5 };
      const [out, center, reciprocal] = kernels.batchNorm(X, W, B, runningMean, runningVar, options);
      assertNear(out, channelled(x, sizes, w, b), 1e-12, "out");
      assertNear(
        runningMean,
        numbers(center).map((v) => 0.1 * v),
        1e-12,
        "running mean",
      );
      const total = sizes[0] * sizes[2];
      const variances = numbers(reciprocal).map((r) => 1 / r ** 2 - 1e-5);
      assertNear(
        runningVar,
        variances.map((v) => 0.9 + (0.1 * v * total) / (total - 1)),
        1e-9,
        "running var",
      );
      const [dx, dw, db] = kernels.batchNormBackward(G, X, W, center, reciprocal, true);
      assertNear(
        dx,
        slopes(x, g, (v) => channelled(v, sizes, w, b)),
        1e-6,
        "dx",
      );
      assertNear(
        dw,
        slopes(w, g, (v) => channelled(x, sizes, v, b)),
        1e-6,
        "dw",
      );
      assertNear(
        db,
        slopes(b, g, (v) => channelled(x, sizes, w, v)),
        1e-6,
        "db",
      );

      const still = kernels.batchNorm(X, W, B, runningMean, runningVar, { ...options, training: false });
      const [m, v] = [numbers(runningMean), numbers(runningVar)];
      const frozen = (values: readonly number[]) =>
        values.map((value, i) => {
          const c = Math.floor(i / sizes[2]) % channels;
          return ((value - m[c]) / Math.sqrt(v[c] + 1e-5)) * w[c] + b[c];
        });
      assertNear(still[0], frozen(x), 1e-12, "evaluation");
      const [ds] = kernels.batchNormBackward(G, X, W, still[1], still[2], false);
      assertNear(ds, slopes(x, g, frozen), 1e-6, "dx in evaluation");
    });
  }

  it("refuses what PyTorch refuses, in its words", () => {
    const x = tensor(wave(24, 1), [2, 3, 4]);
    const options = { training: false, momentum: 0.1, eps: 1e-5 };
    const vector = (count: number) => tensor(wave(count, 1), [count]);
    assert.throws(() => kernels.batchNorm(x, null, null, vector(3), vector(4), options), {
      message: "running_var should contain 3 elements not 4",
    });
    assert.throws(() => kernels.batchNorm(x, null, null, null, null, options), {
      message: "running_mean must be defined in evaluation mode",
    });
  });
});
