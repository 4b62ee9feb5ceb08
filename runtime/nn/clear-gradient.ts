/** `zeroGrad` of one parameter. */

import type { Tensor } from "../tensor/tensor.ts";

/** Forgets a parameter's gradient, or sets it to zero. */
export function clearGradient(parameter: Tensor, setToNone: boolean): void {
  const { grad } = parameter;
  if (grad === null) return;
  if (setToNone) parameter.grad = null;
  else grad.kernels.copyInto(grad.handle, 0);
}
