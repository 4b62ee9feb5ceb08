/** First and second derivatives against finite differences. */

import assert from "node:assert/strict";
import * as torch from "tangent";

type Function = (...inputs: torch.Tensor[]) => torch.Tensor;

/** A weighted sum, so that no two elements of the result have the same gradient. */
function weighted(result: torch.Tensor): torch.Tensor {
  const weights = torch.linspace(0.5, 1.5, result.numel(), { dtype: torch.float64 });
  return result.reshape(-1).mul(weights).sum();
}

function compare(f: (inputs: torch.Tensor[]) => torch.Tensor, inputs: torch.Tensor[], name: string): void {
  const grads = torch.autograd.grad(f(inputs), inputs, { materializeGrads: true }) as torch.Tensor[];
  const step = 1e-5;
  inputs.forEach((input, i) => {
    const flat = input.detach().reshape(-1).tolist() as number[];
    flat.forEach((value, k) => {
      const at = (shifted: number): number => {
        const moved = [...flat];
        moved[k] = shifted;
        const tensor = torch.tensor(moved, { dtype: torch.float64 }).reshape(input.shape).requiresGrad_();
        return Number(f(inputs.map((other, j) => (j === i ? tensor : other))).item());
      };
      const numeric = (at(value + step) - at(value - step)) / (2 * step);
      const found = Number(grads[i].reshape(-1)[k].item());
      assert.ok(
        Math.abs(found - numeric) < 1e-6 * Math.max(1, Math.abs(numeric)),
        `${name} ${i}[${k}]: ${found}, ${numeric}`,
      );
    });
  });
}

/** Fails where a derivative of `f`, or a derivative of its derivative, is not what differences say. */
export function gradcheck(f: Function, ...inputs: torch.Tensor[]): void {
  const leaves = inputs.map((input) => input.detach().clone().to(torch.float64).requiresGrad_());
  compare((given) => weighted(f(...given)), leaves, "first");
  const once = (given: torch.Tensor[]): torch.Tensor => {
    const grads = torch.autograd.grad(weighted(f(...given).square()), given, {
      createGraph: true,
      materializeGrads: true,
    }) as torch.Tensor[];
    return grads.map(weighted).reduce((a, b) => a.add(b));
  };
  compare(once, leaves, "second");
}
