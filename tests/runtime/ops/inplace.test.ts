import assert from "node:assert/strict";
import * as torch from "tangent";

describe("in-place operators", () => {
  it("write to the tensor and give it back", () => {
    const x = torch.tensor([1, 4, 9], { dtype: torch.float32 });
    assert.equal(x.add_(1, { alpha: 2 }).sub_(2).sqrt_().clamp_({ max: 2 }), x);
    assert.deepEqual(x.tolist(), [1, 2, 2]);
    assert.deepEqual(x.zero_().fill_(3).copy_(torch.tensor(5)).tolist(), [5, 5, 5]);
    assert.deepEqual(x.lerp_(torch.tensor([7, 7, 7]).float(), 0.5).tolist(), [6, 6, 6]);
  });

  it("keep the dtype, and refuse what it cannot hold", () => {
    const x = torch.tensor([1n, 2n]);
    assert.equal(x.mul_(2).dtype, torch.int64);
    assert.throws(() => x.add_(0.5), /result type Float can't be cast to the desired output type Long/);
    assert.throws(
      () => x.add_(torch.ones(2, 2).long()),
      /output with shape \[2\] doesn't match the broadcast shape \[2, 2\]/,
    );
    assert.deepEqual(x.tolist(), [2, 4]);
  });

  it("fill what is repeated, and write nothing else to it", () => {
    const row = torch.zeros(1, 2);
    assert.deepEqual(row.expand(3, 2).fill_(4)[2].tolist(), [4, 4]);
    assert.throws(() => row.expand(3, 2).add_(1), /more than one element of the written-to tensor refers to a single/);
  });

  it("take part in the graph", () => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.mul(2);
    y.mul_(3).add_(x);
    assert.match(String(y), /grad_fn=<AddBackward0>/);
    y.sum().backward();
    assert.deepEqual(x.grad?.tolist(), [7, 7]);
  });

  it("count a version for each write, which views share", () => {
    const x = torch.zeros(4);
    const before = x.version();
    x[0].add_(1);
    x.narrow(0, 1, 2).fill_(2);
    assert.equal(x.version(), before + 2);
    assert.deepEqual(x.tolist(), [1, 2, 2, 0]);
  });
});
