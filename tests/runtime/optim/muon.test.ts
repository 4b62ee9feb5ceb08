import assert from "node:assert/strict";
import * as torch from "tangent";
import { Muon } from "tangent/optim";

describe("Muon", () => {
  it("steps along matrices that are nearly orthogonal, whatever the gradient's size", () => {
    const weight = torch.zeros(4, 3).requiresGrad_();
    torch.manualSeed(0);
    weight.mul(torch.randn(4, 3).mul(100)).sum().backward();
    new Muon([weight], 1, { weightDecay: 0, momentum: 0 }).step();
    const step = weight.detach().div(Math.sqrt(4 / 3));
    for (const value of torch.linalg.svdvals(step).tolist() as number[])
      assert.ok(value > 0.6 && value < 1.3, `${value}`);
  });

  it("refuses what PyTorch refuses", () => {
    const weight = torch.zeros(2, 2).requiresGrad_();
    assert.throws(
      () => new Muon([torch.zeros(3).requiresGrad_()]),
      /Muon only supports 2D parameters .* torch.Size\(\[3\]\)/,
    );
    assert.throws(() => new Muon([weight], { momentum: -1 }), /momentum should be >= 0 but is: -1/);
  });
});
