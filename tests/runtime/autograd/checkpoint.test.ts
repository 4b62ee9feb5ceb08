import assert from "node:assert/strict";
import type { Tensor } from "tangent";
import * as torch from "tangent";

const { checkpoint, checkpointSequential } = torch.utils.checkpoint;
const leaf = (values: number[]): Tensor => torch.tensor(values, { dtype: torch.float64, requiresGrad: true });

describe("checkpoint", () => {
  it("computes again for gradients, of inputs and of what the function reads from outside, of any order", () => {
    const x = leaf([1, 2]);
    const weight = leaf([3, 4]);
    let calls = 0;
    const block = (input: Tensor): Tensor => {
      calls++;
      return input.mul(weight).exp().mul(input);
    };
    const call = (input: Tensor, _weight: Tensor): Tensor => checkpoint(block, input.mul(0.1), { useReentrant: false });
    call(x, weight).sum().backward();
    assert.equal(calls, 2);
    const [dx, dw] = torch.autograd.grad(block(x.mul(0.1)).sum(), [x, weight]);
    assert.deepEqual([x.grad?.tolist(), weight.grad?.tolist()], [dx?.tolist(), dw?.tolist()]);
    assert.ok(torch.autograd.gradgradcheck(call, [x, weight]));
  });

  it("takes arguments of which one was computed from another", () => {
    const gradient = (call: (...args: Tensor[]) => Tensor): unknown => {
      const x = leaf([1, 2]);
      const first = x.exp();
      const second = call(first);
      call(first, second, x).sum().backward();
      return x.grad?.tolist();
    };
    const block = (...args: Tensor[]): Tensor => args.reduce((a, b) => a.mul(b)).sin();
    assert.deepEqual(
      gradient((...args) => checkpoint(block, ...args)),
      gradient(block),
    );
  });

  it("draws the same random numbers again", () => {
    const x = torch.ones(100).requiresGrad_();
    let first: Tensor | undefined;
    const y = checkpoint((input: Tensor) => {
      const drawn = torch.rand(100);
      first ??= drawn;
      return input.mul(drawn);
    }, x);
    const before = torch.getRngState();
    y.sum().backward();
    assert.deepEqual(x.grad?.tolist(), first?.tolist());
    assert.deepEqual(torch.getRngState().tolist(), before.tolist());
  });

  it("goes through a sequence in segments", () => {
    const x = leaf([0.5]);
    const y = checkpointSequential([torch.sin, torch.exp, torch.cos, torch.exp], 2, x);
    y.sum().backward();
    const other = leaf([0.5]);
    torch
      .exp(torch.cos(torch.exp(torch.sin(other))))
      .sum()
      .backward();
    assert.deepEqual(x.grad?.tolist(), other.grad?.tolist());
  });
});
