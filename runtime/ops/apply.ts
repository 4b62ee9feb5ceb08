/** JavaScript's functions on elements, one by one: slow, and outside the graph. */

import { describe } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { assign, codeOf, expandTo, expectTensor, type Scalar } from "./core.ts";

function requireOutside(input: Tensor, name: string): void {
  if (expectTensor(input, name).requiresGrad)
    throw new Error(`Can't call ${name}() on Variable that requires grad. Use var.detach().${name}() instead.`);
}

function write(input: Tensor, values: Scalar[]): Tensor {
  const { kernels, shape } = input;
  return assign(input, new Tensor(kernels.fromNumbers(values, shape, codeOf(input)), input.backend));
}

/** Puts `callable(element)` in the place of each element, in row-major order. */
export function apply_(input: Tensor, callable: (value: number) => Scalar): Tensor {
  requireOutside(input, "apply_");
  if (typeof callable !== "function") throw new TypeError(`apply_(): expected a function, not ${describe(callable)}`);
  return write(
    input,
    input.kernels.toNumbers(input.handle).map((value) => callable(value as number)),
  );
}

/** Puts `callable(element, other)` in the place of each element, with the elements of `tensor`, broadcast. */
export function map_(input: Tensor, tensor: Tensor, callable: (value: number, other: number) => Scalar): Tensor {
  requireOutside(input, "map_");
  requireOutside(expectTensor(tensor, "map_", "tensor"), "map_");
  if (typeof callable !== "function") throw new TypeError(`map_(): expected a function, not ${describe(callable)}`);
  const others = tensor.kernels.toNumbers(expandTo(tensor, input.shape).handle);
  return write(
    input,
    input.kernels.toNumbers(input.handle).map((value, i) => callable(value as number, others[i] as number)),
  );
}
