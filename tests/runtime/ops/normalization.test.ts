import assert from "node:assert/strict";
import * as torch from "tangent";
import { differentiatesTwice, leaf } from "./twice.ts";

const F = torch.nn.functional;
const vector = (count: number, salt: number) => leaf([count], salt);

describe("normalisation", () => {
  it("is differentiable twice, in input, weight and bias", () => {
    const x = () => leaf([3, 4, 2]);
    differentiatesTwice((a, w, b) => F.batchNorm(a, null, null, w, b, true), x(), vector(4, 1), vector(4, 2));
    const mean = vector(4, 3).detach();
    const variance = vector(4, 4).detach().abs();
    differentiatesTwice((a, w, b) => F.batchNorm(a, mean, variance, w, b), x(), vector(4, 1), vector(4, 2));
    differentiatesTwice((a, w, b) => F.layerNorm(a, [4, 2], w, b), x(), leaf([4, 2], 1), leaf([4, 2], 2));
    differentiatesTwice((a, w, b) => F.groupNorm(a, 2, w, b), x(), vector(4, 1), vector(4, 2));
    differentiatesTwice((a, w) => F.instanceNorm(a, { weight: w }), x(), vector(4, 1));
    differentiatesTwice((a, w) => F.rmsNorm(a, [2], w), x(), vector(2, 1));
    differentiatesTwice((a) => F.localResponseNorm(a, 3, 0.5), x());
  });

  it("needs several values to normalise", () => {
    assert.throws(
      () => F.batchNorm(torch.ones(1, 3), null, null, { training: true }),
      /Expected more than 1 value per channel when training, got input size torch.Size\(\[1, 3\]\)/,
    );
    assert.throws(() => F.instanceNorm(torch.ones(2, 3, 1)), /Expected more than 1 spatial element when training/);
    assert.throws(() => F.batchNorm(torch.ones(2, 3), null, null), /running_mean must be defined in evaluation mode/);
  });

  it("takes halves, their statistics in float32", () => {
    const x = torch.tensor([[1e-4, 1e-4]]).half();
    assert.equal(F.rmsNorm(x, [2]).dtype, torch.float16);
    assert.ok(Math.abs(Number(F.rmsNorm(x, [2])[0][0].item()) - 0.2783) < 1e-3);
    assert.equal(F.batchNorm(torch.ones(2, 3).half(), torch.zeros(3), torch.ones(3)).dtype, torch.float16);
  });
});
