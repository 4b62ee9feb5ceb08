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

describe("draws in place", () => {
  const drawn = (make: (into: torch.Tensor) => torch.Tensor, into = torch.zeros(3)): number[] => {
    torch.manualSeed(0);
    return make(into).reshape(-1).tolist() as number[];
  };
  const near = (got: number[], want: number[]): void => {
    assert.ok(torch.allclose(torch.tensor(got), torch.tensor(want)), `${got}, expected ${want}`);
  };

  it("gives PyTorch's Cauchy, log-normal and geometric numbers", () => {
    near(
      drawn((x) => x.cauchy_()),
      [10.5977297, 0.764767289, -0.128299341],
    );
    near(
      drawn((x) => x.logNormal_()),
      [59.2634163, 1.51155996, 0.0348194614],
    );
    assert.deepEqual(
      drawn((x) => x.geometric_(0.3)),
      [1, 1, 3],
    );
  });

  it("fills a tensor in the order of its memory", () => {
    const straight = drawn((x) => x.uniform_(), torch.zeros(2, 3));
    const turned = torch.zeros(2, 3).t();
    torch.manualSeed(0);
    turned.uniform_();
    assert.deepEqual(turned.t().reshape(-1).tolist(), straight);
    torch.manualSeed(0);
    assert.deepEqual(torch.randLike(turned).t().reshape(-1).tolist(), straight);
  });

  it("gives PyTorch's Poisson and binomial numbers, small and large", () => {
    torch.manualSeed(0);
    assert.deepEqual(torch.poisson(torch.tensor([0.5, 3, 40, 1000])).tolist(), [2, 4, 41, 996]);
    torch.manualSeed(0);
    const counts = torch.tensor([5, 100, 1000], { dtype: torch.float32 });
    assert.deepEqual(torch.binomial(counts, torch.tensor([0.3, 0.5, 0.99])).tolist(), [3, 52, 991]);
    assert.throws(() => torch.poisson(torch.tensor([-0.5])), /expected rate to be non-negative/);
  });
});
