/** What is known about a tensor without computing: sizes, strides, kinds. */

import type { MemoryFormat } from "../tensor/memory-format.ts";
import { type Size, sameSize } from "../tensor/size.ts";
import { Tensor } from "../tensor/tensor.ts";
import { expectTensor, wrapDim } from "./core.ts";
import { formatOf, liesIn, type MemoryFormatOption } from "./memory-format.ts";

/** The sizes of all dims, or of one. */
export function size(input: Tensor): Size;
export function size(input: Tensor, dim: number): number;
export function size(input: Tensor, dim?: number): Size | number {
  const { shape } = input;
  return dim === undefined ? shape : shape[wrapDim(dim, shape.length)];
}

/** How many dims there are. */
export function dim(input: Tensor): number {
  return input.ndim;
}

/** How many elements there are. */
export function numel(input: Tensor): number {
  return expectTensor(input, "numel").shape.numel();
}

/** How far apart, in elements, neighbours along each dim (or one) lie in memory. */
export function stride(input: Tensor): number[];
export function stride(input: Tensor, dim: number): number;
export function stride(input: Tensor, dim?: number): number[] | number {
  const strides = input.kernels.strides(input.handle);
  return dim === undefined ? strides : strides[wrapDim(dim, strides.length)];
}

/** How many elements of the storage stand before the first. */
export function storageOffset(input: Tensor): number {
  return input.kernels.offset(input.handle);
}

/** Bytes of an element. */
export function elementSize(input: Tensor): number {
  return input.itemsize;
}

/** Whether the elements lie in row-major order, or in that of a format, without gaps. */
export function isContiguous(input: Tensor, memoryFormat?: MemoryFormat | MemoryFormatOption): boolean {
  const format = formatOf("is_contiguous", memoryFormat);
  return format === undefined ? input.kernels.isContiguous(input.handle) : liesIn(input, format);
}

/** Whether the dtype is a floating-point one. */
export function isFloatingPoint(input: Tensor): boolean {
  return expectTensor(input, "is_floating_point").dtype.isFloatingPoint;
}

/** Whether the dtype is complex; never yet. */
export function isComplex(input: Tensor): boolean {
  return expectTensor(input, "is_complex").dtype.isComplex;
}

/** Whether the dtype has negative numbers. */
export function isSigned(input: Tensor): boolean {
  const { name } = expectTensor(input, "is_signed").dtype;
  return name !== "uint8" && name !== "bool";
}

/** Whether both have the same shape. */
export function isSameSize(input: Tensor, other: Tensor): boolean {
  return sameSize(expectTensor(input, "is_same_size").shape, expectTensor(other, "is_same_size", "other").shape);
}

/** Whether the one element is not zero. */
export function isNonzero(input: Tensor): boolean {
  const count = expectTensor(input, "is_nonzero").shape.numel();
  if (count !== 1)
    throw new Error(`Boolean value of Tensor with ${count === 0 ? "no values" : "more than one value"} is ambiguous`);
  return Boolean(input.kernels.item(input.handle));
}

/** The number of the GPU that holds it; -1 on the CPU. */
export function getDevice(input: Tensor): number {
  return expectTensor(input, "get_device").device.index ?? (input.isCuda ? 0 : -1);
}

/** Whether `value` is a tensor. */
export function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}

/** How often the storage was written in place. */
export function version(input: Tensor): number {
  return input.kernels.version(input.handle);
}

export { dim as ndimension, numel as nelement };
