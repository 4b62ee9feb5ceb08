import assert from "node:assert/strict";
import * as torch from "tangent";
import { differentiatesTwice, leaf } from "./twice.ts";

const F = torch.nn.functional;

describe("pooling", () => {
  it("is differentiable twice", () => {
    differentiatesTwice((x) => F.maxPool2d(x, 3, 2, 1), leaf([2, 2, 5, 6]));
    differentiatesTwice((x) => F.avgPool2d(x, [3, 2], 2, 1, true, false), leaf([2, 5, 6]));
    differentiatesTwice((x) => F.adaptiveAvgPool3d(x, [2, null, 3]), leaf([2, 3, 3, 5]));
    differentiatesTwice((x) => F.adaptiveMaxPool1d(x, 3), leaf([2, 3, 7]));
    differentiatesTwice((x) => F.lpPool2d(x.abs().add(0.1), 3, 2), leaf([1, 2, 4, 4]));
    const [, indices] = F.maxPool2d(leaf([2, 4, 4]), 2, { returnIndices: true });
    differentiatesTwice((x) => F.maxUnpool2d(x, indices, 2), leaf([2, 2, 2]));
  });

  it("finds NaN, and gives the place of the first of equals", () => {
    const x = torch.tensor([[[1, 1, Number.NaN, 0]]]).float();
    const [values, indices] = F.maxPool1d(x, 2, { returnIndices: true });
    assert.deepEqual(values.tolist(), [[[1, Number.NaN]]]);
    assert.deepEqual(indices.tolist(), [[[0, 2]]]);
  });

  it("takes the first of equals and the last NaN of windows of 2 x 2, in every dtype", () => {
    const { NaN: nan } = Number;
    const x = torch.tensor([
      [3, 3, 1, nan],
      [3, 2, nan, 4],
      [-1, -2, 0, 7],
      [-3, -1, 8, 7],
    ]);
    const [values, indices] = F.maxPool2d(x.unsqueeze(0), 2, { returnIndices: true });
    assert.deepEqual(values[0].tolist(), [
      [3, nan],
      [-1, 8],
    ]);
    assert.deepEqual(indices[0].tolist(), [
      [0, 6],
      [8, 14],
    ]);
    for (const dtype of [torch.uint8, torch.int16, torch.int64, torch.float16, torch.float64]) {
      const plane = torch.arange(16).to(dtype).reshape(1, 4, 4);
      assert.deepEqual(F.maxPool2d(plane, 2)[0].tolist(), [
        [5, 7],
        [13, 15],
      ]);
    }
  });

  it("draws PyTorch's windows for fractional pools", () => {
    torch.manualSeed(3);
    const samples = torch.tensor([[[0.25, 0.75]]]);
    const x = torch.arange(25).float().reshape(1, 1, 5, 5);
    const [values, indices] = F.fractionalMaxPool2d(x, 2, {
      outputSize: 3,
      randomSamples: samples,
      returnIndices: true,
    });
    assert.deepEqual(values.tolist(), [
      [
        [
          [6, 7, 9],
          [11, 12, 14],
          [21, 22, 24],
        ],
      ],
    ]);
    assert.deepEqual(indices.tolist(), values.long().tolist());
    assert.throws(
      () => F.fractionalMaxPool2d(x, 2, { outputSize: 5 }),
      /pool size \(2\) is too large relative to input size/,
    );
  });

  it("undoes a pool within the plane only", () => {
    const indices = torch.tensor([[[9n]]]);
    assert.throws(() => F.maxUnpool1d(torch.ones(1, 1, 1), indices, 2), /invalid max index: 9/);
  });
});
