/** First and second derivatives against differences, along one direction. */

import assert from "node:assert/strict";
import * as torch from "tangent";

type Tensor = torch.Tensor;

/** Numbers of no pattern, as a leaf of float64. */
export function leaf(shape: readonly number[], salt = 0): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const values = Array.from({ length: count }, (_, i) => Math.sin(i * 1.7 + salt) + Math.cos(i * 0.31 + 2 * salt));
  return torch.tensor(values, { dtype: torch.float64 }).reshape(shape).requiresGrad_();
}

const wave = (like: Tensor, salt: number): Tensor => leaf(like.shape, salt).detach();
const near = (actual: number, expected: number, what: string): void =>
  assert.ok(
    Math.abs(actual - expected) <= 1e-5 * Math.max(1, Math.abs(expected)),
    `${what}: ${actual}, by differences ${expected}`,
  );

/** Compares the derivatives of `f`, and theirs, with differences. */
export function differentiatesTwice(f: (...inputs: Tensor[]) => Tensor, ...inputs: Tensor[]): void {
  const loss = (xs: Tensor[]): Tensor => {
    const out = f(...xs);
    return out.mul(out).mul(wave(out, 5)).sum();
  };
  const slope = (xs: Tensor[], createGraph: boolean): Tensor =>
    torch.autograd
      .grad(loss(xs), xs, { createGraph })
      .map((grad, i) => (grad as Tensor).mul(wave(grad as Tensor, 7 + i)).sum())
      .reduce((a, b) => a.add(b));
  const directions = inputs.map((input, i) => wave(input, 11 + i));
  const along = (grads: readonly (Tensor | null)[]): number =>
    grads.reduce((sum, grad, i) => sum + Number(grad?.mul(directions[i]).sum().item() ?? 0), 0);
  const moved = (step: number): Tensor[] =>
    inputs.map((input, i) => input.detach().add(directions[i], { alpha: step }).requiresGrad_());
  const step = 1e-6;
  const difference = (g: (xs: Tensor[]) => Tensor): number =>
    (Number(g(moved(step)).item()) - Number(g(moved(-step)).item())) / (2 * step);
  near(along(torch.autograd.grad(loss(inputs), inputs)), difference(loss), "first derivative");
  const second = torch.autograd.grad(slope(inputs, true), inputs, { allowUnused: true });
  near(
    along(second),
    difference((xs) => slope(xs, false)),
    "second derivative",
  );
}
