import assert from "node:assert/strict";
import * as torch from "tangent";

describe("memory", () => {
  it("is laid out by strides, or by an order of the dims", () => {
    assert.deepEqual(torch.emptyStrided([2, 3], [1, 2]).stride(), [1, 2]);
    assert.deepEqual(torch.emptyPermuted([2, 3, 4], [0, 2, 1]).stride(), [12, 1, 3]);
    assert.throws(() => torch.emptyStrided([2, 3], [1]), /dimensionality of sizes \(2\) must match/);
    assert.throws(() => torch.emptyPermuted([2, 3], [1, 1]), /Duplicate dim not allowed/);
  });

  it("is read from typed arrays", () => {
    assert.equal(torch.fromNumpy(new Int16Array([1, 2])).dtype, torch.int16);
  });

  it("shows its bytes as another dtype", () => {
    assert.deepEqual(
      torch.tensor([1, 2], { dtype: torch.float32 }).view(torch.int32).tolist(),
      [1065353216, 1073741824],
    );
    assert.deepEqual([...torch.ones(2, 2).view(torch.uint8).shape], [2, 8]);
    const x = torch.zeros(2, 4, { dtype: torch.uint8 });
    x.view(torch.int32).fill_(257);
    assert.deepEqual(x[1].tolist(), [1, 1, 0, 0]);
    assert.throws(
      () => torch.ones(2, 3).view(torch.float64),
      /self.size\(-1\) must be divisible by 2 to view Float as Double \(different element sizes\), but got 3/,
    );
    assert.throws(() => torch.ones(2, 2).t().view(torch.int16), /self.stride\(-1\) must be 1/);
  });

  it("is taken over and resized", () => {
    const x = torch.arange(4);
    assert.deepEqual(x.resize_(2).tolist(), [0, 1]);
    assert.deepEqual(x.resize_(2, 2).tolist(), [
      [0, 1],
      [2, 3],
    ]);
    const y = torch.zeros(1).long().set_(x);
    assert.equal(y.isSetTo(x), true);
    assert.throws(() => torch.ones(2, { requiresGrad: true }).resize_(3), /cannot resize variables that require grad/);
  });
});

describe("functions on elements", () => {
  it("run outside the graph", () => {
    assert.deepEqual(
      torch
        .tensor([1, 2])
        .apply_((value) => value * 2)
        .tolist(),
      [2, 4],
    );
    assert.deepEqual(
      torch
        .ones(2, 2)
        .t()
        .map_(torch.tensor([2, 3]), (a, b) => a + b)
        .tolist(),
      [
        [3, 4],
        [3, 4],
      ],
    );
    assert.throws(() => torch.ones(2, { requiresGrad: true }).apply_((x) => x), /Can't call apply_\(\) on Variable/);
  });
});
