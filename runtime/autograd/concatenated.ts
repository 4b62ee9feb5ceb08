/** Joins tensors by methods alone: derivatives are below the operators. */

import { int64 } from "../tensor/dtype.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Zeros of a tensor's shape. */
export function zerosLike(like: Tensor): Tensor {
  return new Tensor(like.kernels.full(like.shape, 0, like.dtype.code), like.backend);
}

/** Tensors after each other along dim 0, written so that it can be differentiated. */
export function concatenated(first: Tensor, rest: readonly Tensor[]): Tensor {
  const count = rest.length + 1;
  const whole = zerosLike(first.expand([count, ...first.shape.slice(1)]));
  return [first, ...rest].reduce((sum, row, k) => sum.indexAdd(0, indexOf(first, k), row), whole);
}

const indexOf = (like: Tensor, k: number): Tensor => new Tensor(like.kernels.full([1], k, int64.code), like.backend);
