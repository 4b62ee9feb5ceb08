/** Compares derivatives, the second ones too, with finite differences. */

import assert from "node:assert/strict";
import * as torch from "tangent";

type Function = (...inputs: torch.Tensor[]) => torch.Tensor;

const step = 1e-5;

/** How `f` changes with each element of each input, by central differences. */
function differences(f: (inputs: readonly torch.Tensor[]) => number, inputs: readonly torch.Tensor[]): number[] {
  return inputs.flatMap((input, i) => {
    const values = input.detach().reshape([-1]).tolist() as number[];
    return values.map((value, k) => {
      const at = (moved: number): number => {
        const list = torch.tensor([...values.slice(0, k), moved, ...values.slice(k + 1)], { dtype: torch.float64 });
        return f(inputs.map((other, j) => (j === i ? list.reshape(input.shape) : other.detach())));
      };
      return (at(value + step) - at(value - step)) / (2 * step);
    });
  });
}

const weigh = (output: torch.Tensor): torch.Tensor =>
  output.mul(torch.cos(torch.arange(output.numel(), { dtype: torch.float64 })).reshape(output.shape)).sum();

function near(actual: readonly number[], expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length, what);
  actual.forEach((value, i) => {
    assert.ok(
      Math.abs(value - expected[i]) < 1e-5 * (1 + Math.abs(expected[i])),
      `${what} ${i}: ${value}, not ${expected[i]}`,
    );
  });
}

const flat = (tensors: readonly (torch.Tensor | null)[]): number[] =>
  tensors.flatMap((tensor) => (tensor === null ? [] : (tensor.detach().reshape([-1]).tolist() as number[])));

/** First and second derivatives of `f` at float64 `inputs` are those of finite differences. */
export function gradcheck(f: Function, inputs: readonly torch.Tensor[], { second = true } = {}): void {
  const leaves = inputs.map((input) => input.detach().clone().requiresGrad_());
  const value = (at: readonly torch.Tensor[]): number => Number(weigh(f(...at)).item());
  const first = torch.autograd.grad(weigh(f(...leaves)), leaves, { createGraph: second, materializeGrads: true });
  near(flat(first), differences(value, inputs), "gradient");
  if (!second) return;
  const slopes = (at: readonly torch.Tensor[]): number => {
    const copies = at.map((input) => input.detach().clone().requiresGrad_());
    const grads = torch.autograd.grad(weigh(f(...copies)), copies, { materializeGrads: true });
    return grads.reduce((sum, grad) => sum + Number(weigh(grad as torch.Tensor).item()), 0);
  };
  const total = first.map((grad) => weigh(grad as torch.Tensor)).reduce((a, b) => a.add(b));
  const found = total.requiresGrad
    ? torch.autograd.grad(total, leaves, { materializeGrads: true })
    : leaves.map((leaf) => torch.zerosLike(leaf));
  near(flat(found), differences(slopes, inputs), "second derivative");
}
