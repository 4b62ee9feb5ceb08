import assert from "node:assert/strict";
import { inspect } from "node:util";
import * as torch from "tangent";

describe("Tensor", () => {
  it("says what it is", () => {
    const x = torch.zeros(2, 3, { dtype: torch.float64 });
    assert.deepEqual([x.ndim, x.itemsize, x.nbytes, x.numel(), x.length, x.isLeaf], [2, 8, 48, 6, 2, true]);
    assert.equal(String(x.shape), "torch.Size([2, 3])");
    assert.equal(String(x.dtype), "torch.float64");
    assert.equal(String(x.device), "cpu");
    assert.equal(x.type(), "torch.DoubleTensor");
    assert.deepEqual([x.size(-1), x.stride(0)], [3, 3]);
  });

  it("prints in a console as PyTorch prints it", () => {
    assert.equal(inspect(torch.tensor([1, 2.5])), "tensor([1.0000, 2.5000])");
    assert.equal(inspect(torch.ones(1, { requiresGrad: true }).mul(2)), "tensor([2.], grad_fn=<MulBackward0>)");
    assert.equal(
      inspect(torch.tensor([[1n, 3n]]).max(1)),
      "torch.return_types.max(\nvalues=tensor([3]),\nindices=tensor([1]))",
    );
  });

  it("puts a dtype that no longer fits the line on its own, and rounds ties to even", () => {
    const row = torch.tensor([-10562, -2102, -27301, -20695, -5479, -6984, 30029], { dtype: torch.int16 });
    assert.equal(
      String(row),
      "tensor([-10562,  -2102, -27301, -20695,  -5479,  -6984,  30029],\n       dtype=torch.int16)",
    );
    torch.setPrintoptions({ precision: 0, sciMode: true });
    assert.equal(String(torch.tensor([2500.5, 2500, 3500])), "tensor([3e+03, 2e+03, 4e+03])");
    torch.setPrintoptions({ profile: "default" });
    assert.throws(() => torch.setPrintoptions({ precision: -1 }), /argument 'precision' must be a number from 0 on/);
  });

  it("takes part in JavaScript's arithmetic where it has one element, and else says what to write", () => {
    const loss = torch.tensor(2.5) as unknown as number;
    assert.deepEqual([loss + 1, loss < 3, Number(torch.tensor([[4]]))], [3.5, true, 4]);
    assert.throws(() => torch.ones(2).item(), /a Tensor with 2 elements cannot be converted to Scalar/);
    const x = torch.ones(2, 3) as unknown as number;
    for (const misuse of [() => x + 1, () => x * 2, () => x < 1, () => -x])
      assert.throws(misuse, /got one of size \[2, 3\]: write x\.add\(y\)/);
    assert.equal(`${x}`, "tensor([[1., 1., 1.],\n        [1., 1., 1.]])");
    assert.equal(JSON.stringify({ x }), '{"x":[[1,1,1],[1,1,1]]}');
  });

  it("can be asked for gradients where it is floating point", () => {
    assert.throws(
      () => torch.tensor([1n]).requiresGrad_(),
      /only Tensors of floating point and complex dtype can require gradients/,
    );
    const x = torch.ones(2).requiresGrad_();
    assert.throws(() => {
      x.mul(2).requiresGrad = false;
    }, /you can only change requires_grad flags of leaf variables/);
    assert.throws(() => {
      x.grad = torch.ones(3);
    }, /assigned grad has data of a different size/);
    assert.equal(x.detach().requiresGrad, false);
  });

  it("names a device that is not there, and never goes elsewhere", () => {
    assert.equal(torch.cuda.isAvailable(), false);
    assert.throws(() => torch.ones(1).to("cuda"), /no CUDA backend/);
    assert.throws(() => torch.ones(1).to("gpu"), /Expected one of cpu, cuda device type/);
  });

  it("says what does not fit in PyTorch's words", () => {
    assert.throws(
      () => torch.ones(64, 784).matmul(torch.ones(512, 512)),
      /mat1 and mat2 shapes cannot be multiplied \(64x784 and 512x512\)/,
    );
    assert.throws(
      () => torch.ones(2).add(torch.ones(3)),
      /The size of tensor a \(2\) must match the size of tensor b \(3\)/,
    );
    assert.throws(
      () => torch.ones(2).add("1" as never),
      /add\(\): argument 'other' must be Tensor or Number, not string/,
    );
    assert.throws(() => torch.ones(2).sum({ dims: 1 } as never), /unexpected keyword argument 'dims'/);
  });
});
