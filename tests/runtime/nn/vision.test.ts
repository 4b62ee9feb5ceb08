import assert from "node:assert/strict";
import * as torch from "tangent";
import { differentiatesTwice, leaf } from "../ops/twice.ts";

const F = torch.nn.functional;

describe("images", () => {
  it("are resampled with two derivatives", () => {
    differentiatesTwice((x) => F.interpolate(x, { scaleFactor: 1.7, mode: "bilinear" }), leaf([1, 2, 3, 4]));
    differentiatesTwice(
      (x) => F.interpolate(x, { size: [2, 3], mode: "bicubic", antialias: true }),
      leaf([1, 2, 5, 4]),
    );
    differentiatesTwice((x) => F.interpolate(x, { size: 5 }), leaf([2, 1, 3]));
  });

  it("are sampled with two derivatives, of image and grid", () => {
    for (const paddingMode of ["zeros", "border", "reflection"] as const)
      differentiatesTwice(
        (x, grid) => F.gridSample(x, grid.mul(0.37), { mode: "bicubic", paddingMode }),
        leaf([1, 2, 3, 4]),
        leaf([1, 2, 3, 2], 1),
      );
    differentiatesTwice((x, grid) => F.gridSample(x, grid.mul(0.37)), leaf([1, 1, 2, 3, 2]), leaf([1, 1, 2, 2, 3], 1));
    differentiatesTwice((theta) => F.affineGrid(theta, [2, 1, 3, 2], true), leaf([2, 2, 3]));
  });

  it("fall into patches and come back", () => {
    const x = torch.arange(16).float().reshape(1, 1, 4, 4);
    const patches = F.unfold(x, 2, { stride: 2 });
    assert.deepEqual(patches[0][0].tolist(), [0, 2, 8, 10]);
    assert.ok(F.fold(patches, 4, 2, { stride: 2 }).equal(x));
    differentiatesTwice((a) => F.unfold(a, [2, 3], 1, 1, 2), leaf([2, 2, 4, 5]));
    differentiatesTwice((a) => F.fold(a, [3, 4], 2), leaf([8, 6]));
    assert.throws(() => F.fold(patches, 5, 2), /expected size of input's dimension 2 to match/);
    assert.throws(() => F.unfold(x, 5), /its components must be at least one/);
  });

  it("name what does not go together", () => {
    const x = torch.ones(1, 1, 4, 4);
    assert.throws(() => F.interpolate(x), /either size or scale_factor should be defined/);
    assert.throws(() => F.interpolate(x, { size: [1, 2, 3] }), /the same number of spatial dimensions/);
    assert.throws(() => F.interpolate(x, { size: 3, mode: "linear" }), /Got 4D input, but linear mode needs 3D input/);
    assert.throws(() => F.interpolate(x, { size: 3, alignCorners: true }), /align_corners option can only be set/);
    assert.throws(() => F.gridSample(x, torch.ones(2, 1, 1, 2)), /to have same batch size/);
  });
});

describe("dropout of channels", () => {
  it("drops whole channels, drawn as PyTorch draws them", () => {
    torch.manualSeed(0);
    assert.deepEqual(F.dropout1d(torch.ones(3, 4)).tolist(), [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [2, 2, 2, 2],
    ]);
    const plane = (value: number) => [
      [value, value],
      [value, value],
    ];
    assert.deepEqual(F.dropout2d(torch.ones(2, 2, 2, 2)).tolist(), [
      [plane(0), plane(0)],
      [plane(0), plane(2)],
    ]);
    const kept = F.alphaDropout(torch.ones(2, 3), 0.4, true);
    assert.ok(Math.abs(Number(kept[0][0].item()) - 1.4704) < 1e-4);
    assert.equal(String(new torch.nn.AlphaDropout(0.3)), "AlphaDropout(p=0.3, inplace=False)");
  });
});
