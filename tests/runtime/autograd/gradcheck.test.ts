import assert from "node:assert/strict";
import type { Tensor } from "tangent";
import * as torch from "tangent";

const { gradcheck, gradgradcheck, functional } = torch.autograd;
const leaf = (values: number[]): Tensor => torch.tensor(values, { dtype: torch.float64, requiresGrad: true });

class Wrong extends torch.autograd.Function {
  static override forward(ctx: torch.autograd.FunctionCtx, x: Tensor): Tensor {
    ctx.saveForBackward(x);
    return x.mul(x);
  }
  static override backward(ctx: torch.autograd.FunctionCtx, grad: Tensor): Tensor {
    return grad.mul(ctx.savedTensors[0]);
  }
}

describe("gradcheck", () => {
  it("agrees with right derivatives of several inputs and outputs, of any layout", () => {
    const a = torch
      .tensor(
        [
          [1.2, -0.4],
          [0.3, 2],
        ],
        { dtype: torch.float64 },
      )
      .t()
      .requiresGrad_();
    const b = leaf([0.5, 1.5]);
    const call = (x: Tensor, y: Tensor) => [x.mul(y).sin(), { sum: x.sum() }];
    assert.ok(gradcheck(call, [a, b]));
    assert.ok(gradgradcheck(call, [a, b]));
  });

  it("shows both Jacobians where they differ, or gives false", () => {
    const message =
      "Jacobian mismatch for output 0 with respect to input 0,\n" +
      "numerical:tensor([[2.0000, 0.0000],\n        [0.0000, 4.0000]], dtype=torch.float64)\n" +
      "analytical:tensor([[1., 0.],\n        [0., 2.]], dtype=torch.float64)\n";
    const x = leaf([1, 2]);
    assert.throws(() => gradcheck((v: Tensor) => Wrong.apply(v), x), { name: "GradcheckError", message });
    assert.equal(
      gradcheck((v: Tensor) => Wrong.apply(v), x, { raiseException: false }),
      false,
    );
    assert.deepEqual(x.tolist(), [1, 2]);
  });

  it("finds a gradient that is missing, and inputs that cannot be checked", () => {
    const x = leaf([1, 2]);
    assert.throws(() => gradcheck((v: Tensor) => v.detach(), x), /Numerical gradient for function expected to be zero/);
    assert.throws(
      () => gradcheck((v: Tensor) => v.mul(2), torch.ones(2)),
      /at least one input tensor to require gradient/,
    );
    assert.throws(
      () => gradcheck((v: Tensor) => v.mul(2), x.expand(3, 2)),
      /The 0th input has a dimension with stride 0/,
    );
  });
});

describe("autograd.functional", () => {
  const cubes = (v: Tensor): Tensor => v.pow(3).sum();

  it("gives Jacobians and Hessians of the shapes of outputs and inputs", () => {
    const x = leaf([1, 2]);
    const outer = functional.jacobian((v: Tensor) => v.unsqueeze(1).mul(torch.ones(1, 3)), x);
    assert.deepEqual([...outer.shape], [2, 3, 2]);
    assert.deepEqual(functional.hessian(cubes, x).tolist(), [
      [6, 0],
      [0, 12],
    ]);
    const blocks = functional.hessian((a: Tensor, b: Tensor) => a.mul(b).sum(), [x, x]) as Tensor[][];
    assert.deepEqual(
      blocks.map((row) => row.map((block) => block.tolist())),
      [
        [
          [
            [0, 0],
            [0, 0],
          ],
          [
            [1, 0],
            [0, 1],
          ],
        ],
        [
          [
            [1, 0],
            [0, 1],
          ],
          [
            [0, 0],
            [0, 0],
          ],
        ],
      ],
    );
    const differentiable = functional.jacobian(cubes, x, true);
    assert.deepEqual(torch.autograd.grad(differentiable.sum(), x)[0]?.tolist(), [6, 12]);
  });

  it("gives products with vectors from both sides", () => {
    const x = leaf([1, 2]);
    const v = torch.tensor([1, 10], { dtype: torch.float64 });
    const squares = (a: Tensor): Tensor[] => [a.mul(a), a.sum()];
    const lists = (found: unknown): unknown =>
      found instanceof torch.Tensor ? found.tolist() : (found as unknown[]).map(lists);
    const one = torch.tensor(1, { dtype: torch.float64 });
    assert.deepEqual(lists(functional.vjp(squares, x, [v, one])), [
      [[1, 4], 3],
      [3, 41],
    ]);
    assert.deepEqual(lists(functional.jvp(squares, x, v)), [
      [[1, 4], 3],
      [[2, 40], 11],
    ]);
    assert.deepEqual(lists(functional.vhp(cubes, x, v)), [9, [6, 120]]);
    assert.deepEqual(lists(functional.hvp(cubes, x, v)), [9, [6, 120]]);
  });

  it("refuses vectors that do not fit, and in strict mode what does not depend on the inputs", () => {
    const x = leaf([1, 2]);
    assert.throws(
      () => functional.vjp((v) => v.mul(2), x, torch.ones(3)),
      /v has invalid size: should be torch.Size\(\[2\]\) but got torch.Size\(\[3\]\)/,
    );
    assert.throws(() => functional.hvp(cubes, x), /v can only be None if the input/);
    assert.throws(() => functional.hessian((v) => v, x), /given to hessian should contain a single element/);
    assert.throws(
      () => functional.jacobian((v) => v.detach(), x, { strict: true }),
      /Output 0 of the user-provided function does not require gradients/,
    );
    assert.deepEqual(functional.jacobian((v) => v.detach(), x).tolist(), [
      [0, 0],
      [0, 0],
    ]);
  });
});
