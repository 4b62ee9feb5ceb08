/** Functions that may write to their input. */

import { recording } from "../autograd/graph.ts";
import { expectTensor } from "../ops/core.ts";
import { clone } from "../ops/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** `compute(input)`, written to the input where `inplace`: what the derivative reads is then a copy of it. */
export function applied(input: Tensor, inplace: boolean, compute: (x: Tensor) => Tensor): Tensor {
  expectTensor(input, compute.name === "" ? "activation" : compute.name);
  if (!inplace) return compute(input);
  return input.copy_(compute(recording(input) ? clone(input) : input));
}
