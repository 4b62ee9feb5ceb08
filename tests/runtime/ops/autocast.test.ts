import assert from "node:assert/strict";
import * as torch from "tangent";
import * as nn from "tangent/nn";

type Tensor = torch.Tensor;
const F = nn.functional;

describe("autocast", () => {
  it("gives PyTorch's results, loss and gradients to the digit", () => {
    torch.manualSeed(0);
    const model = new nn.Sequential(new nn.Conv2d(1, 2, 3), new nn.ReLU(), new nn.Flatten(), new nn.Linear(8, 3));
    const x = torch.linspace(-1, 1, 32).view(2, 1, 4, 4);
    const [out, loss] = torch.autocast("cpu", (): [Tensor, Tensor] => {
      const scores: Tensor = model(x);
      return [scores, F.crossEntropy(scores, torch.tensor([0n, 2n]))];
    });
    assert.equal(out.dtype, torch.bfloat16);
    assert.deepEqual(out.tolist(), [
      [-0.25390625, -0.35546875, 0.154296875],
      [-0.255859375, -0.1826171875, 0.22265625],
    ]);
    assert.equal(loss.item(), 1.026505470275879);
    loss.backward();
    const { weight } = model[3] as nn.Linear;
    assert.equal(weight.grad?.dtype, torch.float32);
    assert.deepEqual(weight.grad?.at(0, "4:").tolist(), [-0.08984375, -0.08056640625, -0.052734375, -0.04345703125]);
  });

  it("casts products and losses, and nothing else", () => {
    const x = torch.rand(2, 3, 4);
    const [a, b] = [x.select(0, 0), x.select(0, 1)];
    using _ = torch.autocast("cpu");
    const low = {
      matmul: a.matmul(b.t()),
      addmm: torch.addmm(torch.ones(3, 3), a, b.t()),
      bmm: x.bmm(x.transpose(1, 2)),
    };
    for (const [name, value] of Object.entries(low)) assert.equal(value.dtype, torch.bfloat16, name);
    assert.equal(F.scaledDotProductAttention(x, x, x).dtype, torch.bfloat16);
    assert.equal(F.mseLoss(low.matmul, low.addmm).dtype, torch.float32);
    assert.equal(F.relu(a).dtype, torch.float32);
    assert.equal(a.double().matmul(b.double().t()).dtype, torch.float64);
    assert.equal(new nn.LSTM(4, 3)(low.bmm.float().at("...", [0, 1, 2, 0]))[0].dtype, torch.float32);
  });

  it("ends with its block or function, also when that throws, and can be left for a while", () => {
    const x = torch.rand(2, 2);
    assert.throws(() =>
      torch.autocast("cpu", () => {
        throw new Error("stop");
      }),
    );
    assert.equal(torch.isAutocastEnabled(), false);
    torch.autocast("cpu", { dtype: torch.float16 }, () => {
      assert.equal(torch.getAutocastDtype("cpu"), torch.float16);
      assert.equal(x.matmul(x).dtype, torch.float16);
      torch.autocast("cpu", { enabled: false }, () => assert.equal(x.matmul(x).dtype, torch.float32));
      assert.equal(x.matmul(x).dtype, torch.float16);
    });
    assert.equal(x.matmul(x).dtype, torch.float32);
    assert.throws(() => torch.autocast("tpu"), /'device_type' must be "cpu" or "cuda", not "tpu"/);
    assert.throws(() => torch.autocast("cpu", { dytpe: torch.bfloat16 } as never), /did you mean 'dtype'/);
  });
});
