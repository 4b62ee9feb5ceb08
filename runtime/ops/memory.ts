/** Memory of chosen strides, memory that others filled, and tensors that take other memory. */

import { backendFor } from "../tensor/device.ts";
import { getDefaultDtype } from "../tensor/dtype.ts";
import { describe, isOptions } from "../tensor/options.ts";
import { sameSize } from "../tensor/size.ts";
import { Tensor } from "../tensor/tensor.ts";
import { expectInts, expectTensor, type Scalar, sizesOf } from "./core.ts";
import { type FactoryOptions, full, tensor } from "./create.ts";
import { cat } from "./join.ts";
import { nonzero } from "./select.ts";
import { clone, narrow, type SizeArguments } from "./shape.ts";

function strided(size: readonly number[], stride: readonly number[], options: FactoryOptions): Tensor {
  if (size.length !== stride.length)
    throw new Error(`dimensionality of sizes (${size.length}) must match dimensionality of strides (${stride.length})`);
  const backend = backendFor(options.device ?? undefined);
  const { kernels } = backend;
  const reach = size.includes(0) ? 0 : size.reduce((end, length, d) => end + (length - 1) * stride[d], 1);
  const storage = kernels.empty([reach], (options.dtype ?? getDefaultDtype()).code);
  const result = new Tensor(kernels.asStrided(storage, size, stride, 0), backend);
  if (options.requiresGrad) result.requiresGrad = true;
  return result;
}

/** Memory of a shape, neighbours along dim d `stride[d]` elements apart; of the default dtype. */
export function emptyStrided(size: readonly number[], stride: readonly number[], options: FactoryOptions = {}): Tensor {
  return strided(sizesOf("empty_strided", [size]), sizesOf("empty_strided", [stride]), options);
}

/** Memory of a shape without gaps, its dims in memory in the order `physicalLayout`, the slowest first. */
export function emptyPermuted(
  size: readonly number[],
  physicalLayout: readonly number[],
  options: FactoryOptions = {},
): Tensor {
  expectInts(size, "empty_permuted", "size");
  expectInts(physicalLayout, "empty_permuted", "physical_layout");
  if (size.length !== physicalLayout.length)
    throw new Error(
      `Number of dimensions in size does not match the length of the physical_layout; i.e. len(size) = ${size.length} is not equal to len(physical_layout) = ${physicalLayout.length}`,
    );
  const strides = new Array<number>(size.length);
  const seen = new Set<number>();
  let step = 1;
  for (let i = physicalLayout.length - 1; i >= 0; i--) {
    const dim = physicalLayout[i];
    if (!(dim >= 0 && dim < size.length)) throw new RangeError(`Dimension out of range: ${dim} of ${size.length}`);
    if (seen.has(dim)) throw new Error("Duplicate dim not allowed");
    seen.add(dim);
    strides[dim] = step;
    step *= Math.max(size[dim], 1);
  }
  return strided(size, strides, options);
}

/** Memory of a shape and strides, of `input`'s dtype and device. */
export function newEmptyStrided(
  input: Tensor,
  size: readonly number[],
  stride: readonly number[],
  options: FactoryOptions = {},
): Tensor {
  expectInts(size, "new_empty_strided", "size");
  expectInts(stride, "new_empty_strided", "stride");
  const { dtype, device } = expectTensor(input, "new_empty_strided");
  return strided(size, stride, { ...options, dtype: options.dtype ?? dtype, device: options.device ?? device });
}

/** A copy of a typed array's elements, of its dtype; JavaScript's typed arrays stand for NumPy's. */
export function fromNumpy(array: ArrayBufferView): Tensor {
  if (!ArrayBuffer.isView(array)) throw new TypeError(`expected a typed array (got ${describe(array)})`);
  return tensor(array);
}

/** `start`, `start + step`, … up to `end`, which is included; of the default dtype. */
export function range(start: number, end?: number, step = 1, options: FactoryOptions = {}): Tensor {
  const [from, to] = end === undefined ? [0, start] : [start, end];
  if (step === 0) throw new Error("step must be nonzero");
  if (!Number.isFinite(from) || !Number.isFinite(to)) throw new Error(`unsupported range: ${from} -> ${to}`);
  if ((step > 0 && from > to) || (step < 0 && from < to))
    throw new Error("upper bound and lower bound inconsistent with step sign");
  const backend = backendFor(options.device ?? undefined);
  const { code } = options.dtype ?? getDefaultDtype();
  const result = new Tensor(backend.kernels.arange(from, step, Math.floor((to - from) / step) + 1, code), backend);
  if (options.requiresGrad) result.requiresGrad = true;
  return result;
}

/** `value` everywhere, of `input`'s shape and dtype; gradients flow to a `value` that is a tensor. */
export function fill(input: Tensor, value: Scalar | Tensor): Tensor {
  return clone(expectTensor(input, "fill").detach()).fill_(value);
}

/** The coordinates of what is not zero, exactly `size` rows: cut, or filled up with `fillValue` (-1). */
export function nonzeroStatic(input: Tensor, options: { size: number; fillValue?: number }): Tensor {
  if (!isOptions(options) || options.size === undefined)
    throw new TypeError(
      "nonzero_static() missing 1 required argument: size, in an options object such as { size: 10 }",
    );
  const { size, fillValue = -1 } = options;
  if (!Number.isInteger(size) || size < 0)
    throw new RangeError("nonzero_static: 'size' must be an non-negative integer");
  const places = nonzero(expectTensor(input, "nonzero_static"));
  const [found, dims] = places.shape;
  if (found >= size) return clone(narrow(places, 0, 0, size));
  return cat([places, full([size - found, dims], fillValue, { dtype: places.dtype, device: places.device })]);
}

/** Gives the tensor itself other sizes: the first elements of its memory, and where that is too small, more. */
export function resize_(input: Tensor, ...size: SizeArguments): Tensor {
  const sizes = sizesOf("resize_", size);
  const { kernels, handle } = expectTensor(input, "resize_");
  if (input.requiresGrad) throw new Error("cannot resize variables that require grad");
  if (!sameSize(input.shape, sizes)) input.become(kernels.resize(handle, sizes));
  return input;
}

/** `resize_(other.shape)`. */
export function resizeAs_(input: Tensor, other: Tensor): Tensor {
  return resize_(input, expectTensor(other, "resize_as_", "the_template").shape);
}

/** Gives the tensor itself the memory, sizes and strides of another. */
export function set_(input: Tensor, source: Tensor): Tensor {
  const { handle, dtype, backend } = expectTensor(source, "set_", "source");
  if (dtype !== expectTensor(input, "set_").dtype)
    throw new Error(`Could not set tensor of type ${dtype} to a tensor of type ${input.dtype}`);
  if (input.requiresGrad) throw new Error("set_: the memory of a tensor that requires grad stays its own");
  input.become(handle, backend);
  return input;
}

/** Whether both show the same memory in the same way. */
export function isSetTo(input: Tensor, tensor: Tensor): boolean {
  const { kernels, handle, shape } = expectTensor(input, "is_set_to");
  const other = expectTensor(tensor, "is_set_to", "tensor");
  return (
    input.backend === other.backend &&
    kernels.storageId(handle) === kernels.storageId(other.handle) &&
    kernels.offset(handle) === kernels.offset(other.handle) &&
    sameSize(shape, other.shape) &&
    sameSize(kernels.strides(handle), kernels.strides(other.handle))
  );
}
