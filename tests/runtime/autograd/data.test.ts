import assert from "node:assert/strict";
import * as torch from "tangent";
import { load, saveBytes } from "tangent/files";

describe("Tensor.data", () => {
  it("shares the memory, and counts writes apart: backward does not see them, as in PyTorch", () => {
    const w = torch.tensor([2, 3], { requiresGrad: true });
    const loss = w.pow(2).sum();
    w.data.mul_(10);
    assert.deepEqual(w.tolist(), [20, 30]);
    assert.equal(w._version, 0);
    loss.backward();
    assert.deepEqual(w.grad?.tolist(), [40, 60]);
    const again = w.pow(2).sum();
    w.detach().add_(1);
    assert.throws(() => again.backward(), /modified by an inplace operation/);
  });

  it("is known as the same memory where it is written and saved", () => {
    const x = torch.arange(6).to(torch.float32);
    assert.throws(() => x.data.at("1:").copy_(x.at(":5")), /refer to a single memory location/);
    const [first, second] = load<torch.Tensor[]>(saveBytes([x, x.data]));
    first.fill_(1);
    assert.equal(second.sum().item(), 6);
    const view = x.data.data;
    view.fill_(7);
    assert.deepEqual(x.tolist(), [7, 7, 7, 7, 7, 7]);
  });
});
