import assert from "node:assert/strict";
import type { Tensor } from "tangent";
import * as torch from "tangent";

const { Function: AutogradFunction, onceDifferentiable } = torch.autograd;
type Ctx = torch.autograd.FunctionCtx;

const leaf = (values: number[]): Tensor => torch.tensor(values, { dtype: torch.float64, requiresGrad: true });

class Square extends AutogradFunction {
  static override forward(ctx: Ctx, x: Tensor): Tensor {
    ctx.saveForBackward(x);
    return x.mul(x);
  }
  static override backward(ctx: Ctx, grad: Tensor): Tensor {
    const [x] = ctx.savedTensors;
    return grad.mul(x).mul(2);
  }
}

describe("autograd.Function", () => {
  it("computes with its forward and differentiates with its backward, as often as one likes", () => {
    const x = leaf([1, 2]);
    const y = Square.apply(x);
    assert.equal(String(y), "tensor([1., 4.], dtype=torch.float64, grad_fn=<SquareBackward>)");
    const [first] = torch.autograd.grad(y.sum(), x, { createGraph: true });
    assert.deepEqual(first?.tolist(), [2, 4]);
    assert.deepEqual(torch.autograd.grad((first as Tensor).sum(), x)[0]?.tolist(), [2, 2]);
    assert.ok(torch.autograd.gradgradcheck((a: Tensor) => Square.apply(a), [x]));
  });

  it("releases what it saved once it was walked, and notices changes of it", () => {
    const x = leaf([1, 2]);
    const y = Square.apply(x).sum();
    y.backward();
    assert.throws(() => y.backward(), /Trying to backward through the graph a second time/);
    const value = x.mul(1);
    const z = Square.apply(value).sum();
    value.add_(1);
    assert.throws(() => z.backward(), /modified by an inplace operation.*SquareBackward/s);
  });

  it("takes what is no tensor, keeps attributes, and knows which inputs need a gradient", () => {
    class Scale extends AutogradFunction {
      static override forward(ctx: Ctx & { factor: number }, x: Tensor, factor: number, other: Tensor): Tensor[] {
        ctx.factor = factor;
        return [x.mul(factor), other.mul(2)];
      }
      static override backward(ctx: Ctx & { factor: number }, grad: Tensor, other: Tensor): (Tensor | null)[] {
        assert.deepEqual(ctx.needsInputGrad, [true, false, false]);
        assert.deepEqual(other.tolist(), [0, 0]);
        return [grad.mul(ctx.factor), null, null];
      }
    }
    const x = leaf([1, 2]);
    const [y, other] = Scale.apply(x, 3, torch.ones(2));
    assert.deepEqual([y.requiresGrad, other.requiresGrad], [true, true]);
    y.sum().backward();
    assert.deepEqual(x.grad?.tolist(), [3, 3]);
  });

  it("may fill its context apart from forward, and ask for null in the place of zeros", () => {
    const seen: unknown[] = [];
    class Pair extends AutogradFunction {
      static override forward(x: Tensor): Tensor[] {
        return [x.mul(2), x.mul(3), x.gt(1)];
      }
      static override setupContext(ctx: Ctx, inputs: readonly unknown[], output: unknown): void {
        seen.push(inputs.length, (output as Tensor[]).length);
        ctx.setMaterializeGrads(false);
        ctx.markNonDifferentiable((output as Tensor[])[1]);
      }
      static override backward(_ctx: Ctx, ...grads: (Tensor | null)[]): Tensor | null {
        seen.push(grads[1], grads[2]);
        return grads[0]?.mul(2) ?? null;
      }
    }
    const x = leaf([1, 2]);
    const [a, b, c] = Pair.apply(x);
    assert.deepEqual([a.requiresGrad, b.requiresGrad, c.requiresGrad], [true, false, false]);
    a.sum().backward();
    assert.deepEqual(seen, [1, 3, null, null]);
    assert.deepEqual(x.grad?.tolist(), [2, 2]);
  });

  it("changes inputs in place where it says so", () => {
    class Double extends AutogradFunction {
      static override forward(ctx: Ctx, x: Tensor): Tensor {
        ctx.markDirty(x);
        return x.mul_(2);
      }
      static override backward(_ctx: Ctx, grad: Tensor): Tensor {
        return grad.mul(2);
      }
    }
    const x = leaf([1]);
    const y = x.mul(3);
    assert.equal(Double.apply(y), y);
    y.sum().backward();
    assert.deepEqual([y.tolist(), x.grad?.tolist()], [[6], [6]]);
    assert.throws(() => Double.apply(x), /a leaf Variable that requires grad has been used in an in-place operation/);
  });

  it("gives another tensor where forward gives an input back", () => {
    class Reverse extends AutogradFunction {
      static override forward(_ctx: Ctx, x: Tensor): Tensor {
        return x;
      }
      static override backward(_ctx: Ctx, grad: Tensor): Tensor {
        return grad.neg();
      }
    }
    const x = leaf([1]);
    const y = Reverse.apply(x);
    assert.notEqual(y, x);
    y.sum().backward();
    assert.deepEqual(x.grad?.tolist(), [-1]);
  });

  it("checks what backward gives", () => {
    const giving = (answer: unknown) => {
      class Give extends AutogradFunction {
        static override forward(_ctx: Ctx, x: Tensor): Tensor {
          return x.mul(1);
        }
        static override backward(_ctx: Ctx, _grad: Tensor): Tensor {
          return answer as Tensor;
        }
      }
      const x = leaf([1, 2]);
      Give.apply(x).sum().backward();
      return x.grad?.tolist();
    };
    const ones = torch.ones(2, { dtype: torch.float64 });
    assert.throws(
      () => giving([ones, ones]),
      /GiveBackward returned an incorrect number of gradients \(expected 1, got 2\)/,
    );
    assert.throws(
      () => giving(torch.ones(3)),
      /invalid gradient at index 0 - got \[3\] but expected shape compatible with \[2\]/,
    );
    assert.throws(() => giving(3), /expected Variable or None \(got number\)/);
    assert.deepEqual(giving([torch.ones(4, 2), null]), [4, 4]);
    assert.throws(() => AutogradFunction.apply(...([ones] as never)), /You must implement the forward function/);
  });

  it("refuses a second derivative of what may be differentiated once", () => {
    class Once extends AutogradFunction {
      static override forward(ctx: Ctx, x: Tensor): Tensor {
        ctx.saveForBackward(x);
        return x.mul(x);
      }
      static override backward = onceDifferentiable((ctx: Ctx, grad: Tensor) => grad.mul(ctx.savedTensors[0]).mul(2));
    }
    const x = leaf([3]);
    const [first] = torch.autograd.grad(Once.apply(x).mul(x).sum(), x, { createGraph: true });
    assert.deepEqual(first?.tolist(), [27]);
    assert.throws(() => first?.sum().backward(), /trying to differentiate twice a function that was marked with/);
  });
});
