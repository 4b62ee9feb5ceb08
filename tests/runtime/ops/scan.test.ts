import assert from "node:assert/strict";
import * as torch from "tangent";

type Function = (x: torch.Tensor) => torch.Tensor;

/** The gradient of `sum(f(x) · weights)`, as a function that can be differentiated again. */
function gradientOf(f: Function): Function {
  return (x) => {
    const out = f(x);
    const weights = torch.arange(out.numel(), { dtype: torch.float64 }).mul(0.7).add(0.3).cos().reshape(out.shape);
    return torch.autograd.grad([out], [x], [weights], { createGraph: true })[0] as torch.Tensor;
  };
}

/** Compares the gradient of `f` with differences of its values. */
function checkGradient(f: Function, at: torch.Tensor): void {
  const step = 1e-6;
  const x = at.clone().requiresGrad_();
  const gradient = gradientOf(f)(x).detach().reshape(-1).tolist() as number[];
  const flat = at.reshape(-1);
  const weighted = (point: torch.Tensor): number => {
    const out = f(point.reshape(at.shape).requiresGrad_()).detach();
    const weights = torch.arange(out.numel(), { dtype: torch.float64 }).mul(0.7).add(0.3).cos().reshape(out.shape);
    return out.mul(weights).sum().item();
  };
  gradient.forEach((value, i) => {
    const moved = (by: number): torch.Tensor => flat.clone().set(i, flat[i].item() + by);
    const difference = (weighted(moved(step)) - weighted(moved(-step))) / (2 * step);
    assert.ok(Math.abs(value - difference) < 1e-5 * (1 + Math.abs(difference)), `[${i}]: ${value}, not ${difference}`);
  });
}

const rows = (...values: number[][]): torch.Tensor => torch.tensor(values, { dtype: torch.float64 });

describe("what runs along a dim", () => {
  const withZeros = rows([1.5, 0, -2, 0.5], [0, 3, 0, 1], [2, -1, 0.3, 0.7]);

  const functions: Readonly<Record<string, [Function, torch.Tensor]>> = {
    "cumprod over zeros": [(x) => torch.cumprod(x, 1), withZeros],
    "cumprod along the first dim": [(x) => torch.cumprod(x, 0), withZeros],
    "prod over zeros": [(x) => torch.prod(x, 1), withZeros],
    "prod of all": [(x) => torch.prod(x), rows([1.5, 0, -2])],
    logcumsumexp: [(x) => torch.logcumsumexp(x, 1), rows([1, -3, 2, 0.5], [0, 0, 1, -1])],
    "second difference": [(x) => torch.diff(x, 2), withZeros],
    trapezoid: [(x) => torch.trapezoid(x, x.square()), rows([1, 2, 4])],
    "gradient by coordinates": [
      (x) =>
        torch.gradient(x, {
          spacing: [torch.tensor([0, 1, 3, 4.5], { dtype: torch.float64 })],
          dim: 1,
          edgeOrder: 2,
        })[0],
      withZeros,
    ],
  };

  for (const [name, [f, at]] of Object.entries(functions)) {
    it(`has the first and the second derivative of ${name}`, () => {
      checkGradient(f, at);
      checkGradient(
        gradientOf((x) => f(x).square()),
        at,
      );
    });
  }

  it("keeps the last of equal extremes, and a NaN once it is met", () => {
    const { values, indices } = torch.cummax(torch.tensor([1, 3, 3, Number.NaN, 5, Number.NaN]), 0);
    assert.deepEqual(values.tolist(), [1, 3, 3, Number.NaN, Number.NaN, Number.NaN]);
    assert.deepEqual(indices.tolist(), [0, 1, 2, 3, 3, 5]);
  });

  it("gives long columns and long rows the same sums", () => {
    const x = torch.rand(301, 130, { dtype: torch.float64 });
    assert.ok(torch.equal(x.cumsum(0), x.t().contiguous().cumsum(1).t()));
    assert.ok(torch.equal(x.cumprod(0), x.t().contiguous().cumprod(1).t()));
  });

  it("refuses what PyTorch refuses, in its words", () => {
    assert.throws(
      () => torch.cumsum(torch.ones(2), 0, { dtype: torch.bool }),
      /"cumsum_out_cpu" not implemented for 'Bool'/,
    );
    assert.throws(() => torch.diff(torch.tensor(1)), /diff expects input to be at least one-dimensional/);
    assert.throws(
      () => torch.trapezoid(torch.ones(3), torch.ones(2)),
      /There must be one `x` value for each sample point/,
    );
    assert.throws(
      () => torch.gradient(torch.ones(2, 3), { spacing: [1] }),
      /a list of length equal to 'self.dim\(\) = 2'/,
    );
  });
});
