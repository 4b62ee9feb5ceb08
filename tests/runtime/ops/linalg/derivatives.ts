/** Derivatives against finite differences. */

import assert from "node:assert/strict";
import * as torch from "tangent";

type Call = (x: torch.Tensor) => torch.Tensor;

const step = 1e-6;

/** A sum in which each element has a weight of its own. */
function weighted(value: torch.Tensor): torch.Tensor {
  const weights = torch.linspace(0.3, 1.7, Math.max(1, value.numel()), { dtype: torch.float64 });
  return value.reshape(-1).mul(weights).sum();
}

function slopes(f: (x: torch.Tensor) => torch.Tensor, at: torch.Tensor): number[] {
  const flat = at.detach().reshape(-1).tolist() as number[];
  const moved = (i: number, by: number): number =>
    f(torch.tensor(flat.with(i, flat[i] + by), { dtype: torch.float64 }).reshape(at.shape)).item() as number;
  return flat.map((_, i) => (moved(i, step) - moved(i, -step)) / (2 * step));
}

function near(actual: torch.Tensor, expected: readonly number[], what: string): void {
  (actual.detach().reshape(-1).tolist() as number[]).forEach((value, i) => {
    const error = Math.abs(value - expected[i]);
    assert.ok(error <= 1e-5 * (1 + Math.abs(value)), `${what}: ${value}, by differences ${expected[i]}`);
  });
}

function first(f: Call, x: torch.Tensor): torch.Tensor {
  const [grad] = torch.autograd.grad(weighted(f(x)), x, { createGraph: true });
  return grad as torch.Tensor;
}

/** Asserts that the first and second derivatives of `f` at `at` are those of differences. */
export function assertDerivatives(name: string, f: Call, at: torch.Tensor): void {
  const x = at.clone().requiresGrad_();
  const grad = first(f, x);
  near(
    grad,
    slopes((moved) => weighted(f(moved)), at),
    `${name}, first`,
  );
  if (!grad.requiresGrad) return;
  const [second] = torch.autograd.grad(weighted(grad), x);
  near(
    second as torch.Tensor,
    slopes((moved) => weighted(first(f, moved.requiresGrad_()).detach()), at),
    `${name}, second`,
  );
}
