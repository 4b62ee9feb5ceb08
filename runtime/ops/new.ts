/** Tensors of another's dtype and device: `x.newZeros(2, 3)`. */

import type { Tensor } from "../tensor/tensor.ts";
import { expectTensor, type Scalar } from "./core.ts";
import {
  checkFactory,
  empty,
  type FactoryOptions,
  full,
  ones,
  sizesAndOptions,
  type TensorData,
  tensor,
  zeros,
} from "./create.ts";

type SizeCall = (number | readonly number[] | FactoryOptions)[];

function own(input: Tensor, name: string, options: FactoryOptions = {}): FactoryOptions {
  checkFactory(name, options);
  const { dtype, device } = expectTensor(input, name);
  return { ...options, dtype: options.dtype ?? dtype, device: options.device ?? device };
}

/** Zeros of a shape, of `input`'s dtype and device. */
export function newZeros(input: Tensor, ...size: SizeCall): Tensor {
  const [sizes, options] = sizesAndOptions("new_zeros", size);
  return zeros(sizes, own(input, "new_zeros", options));
}

/** Ones of a shape, of `input`'s dtype and device. */
export function newOnes(input: Tensor, ...size: SizeCall): Tensor {
  const [sizes, options] = sizesAndOptions("new_ones", size);
  return ones(sizes, own(input, "new_ones", options));
}

/** Memory of a shape, of `input`'s dtype and device. */
export function newEmpty(input: Tensor, ...size: SizeCall): Tensor {
  const [sizes, options] = sizesAndOptions("new_empty", size);
  return empty(sizes, own(input, "new_empty", options));
}

/** One value everywhere, of `input`'s dtype and device. */
export function newFull(input: Tensor, size: readonly number[], fillValue: Scalar, options?: FactoryOptions): Tensor {
  return full(size, fillValue, own(input, "new_full", options));
}

/** A tensor of the given data, of `input`'s dtype and device. */
export function newTensor(input: Tensor, data: TensorData, options?: FactoryOptions): Tensor {
  return tensor(data, own(input, "new_tensor", options));
}
