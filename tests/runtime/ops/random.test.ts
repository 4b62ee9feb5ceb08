import assert from "node:assert/strict";
import * as torch from "tangent";

describe("random tensors", () => {
  it("are PyTorch's after the same seed", () => {
    torch.manualSeed(42);
    assert.equal(String(torch.rand(2, 3)), "tensor([[0.8823, 0.9150, 0.3829],\n        [0.9593, 0.3904, 0.6009]])");
    torch.manualSeed(0);
    assert.equal(String(torch.randn(3)), "tensor([ 1.5410, -0.2934, -2.1788])");
  });

  it("come from a stream of their own where one is given, which can be put back", () => {
    const generator = new torch.Generator().manualSeed(1);
    const state = generator.getState();
    const first = torch.rand(3, { generator }).tolist();
    torch.rand(100);
    generator.setState(state);
    assert.deepEqual(torch.rand(3, { generator }).tolist(), first);
    assert.equal(generator.initialSeed(), 1n);
  });

  it("refuse what cannot be drawn", () => {
    assert.throws(() => torch.randint(3, 3, [2]), /random_ expects 'from' to be less than 'to'/);
    assert.throws(() => torch.zeros(2).normal_(0, -1), /normal_ expects std >= 0/);
    assert.throws(() => torch.manualSeed(0.5), /argument 'seed' must be int/);
    assert.throws(() => torch.rand(2, { requiresGrad: true }).uniform_(), /a leaf Variable that requires grad/);
  });
});
