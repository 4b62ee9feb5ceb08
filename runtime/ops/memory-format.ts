/** Copies whose dims lie in memory in a given order. */

import type { Handle } from "../backend/backend.ts";
import { contiguousFormat, MemoryFormat, preserveFormat } from "../tensor/memory-format.ts";
import { describe } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The order in which a copy's dims lie in memory. */
export interface MemoryFormatOption {
  memoryFormat?: MemoryFormat | null;
}

/** The memory format of a call: given as such, or by name; undefined where none is. */
export function formatOf(
  name: string,
  given: MemoryFormat | MemoryFormatOption | null | undefined,
): MemoryFormat | undefined {
  const format = given instanceof MemoryFormat ? given : given?.memoryFormat;
  if (format == null) return undefined;
  if (!(format instanceof MemoryFormat))
    throw new TypeError(`${name}(): argument 'memory_format' must be torch.memory_format, not ${describe(format)}`);
  return format;
}

function orderIn(input: Tensor, format: MemoryFormat): readonly number[] | null {
  const { order } = format;
  if (order !== null && input.ndim !== order.length)
    throw new Error(`required rank ${order.length} tensor to use ${format.name} format`);
  return format === preserveFormat ? orderOf(input) : order;
}

/** The dims from the outermost in memory to the innermost; null where gaps or elements that lie in one place leave none. */
function orderOf(input: Tensor): readonly number[] | null {
  const strides = input.kernels.strides(input.handle);
  const order = strides.map((_, d) => d).sort((a, b) => strides[b] - strides[a] || a - b);
  return lies(input.shape, strides, order) ? order : null;
}

function lies(sizes: readonly number[], strides: readonly number[], order: readonly number[]): boolean {
  let step = 1;
  for (const d of order.toReversed()) {
    if (sizes[d] === 1) continue;
    if (strides[d] !== step) return false;
    step *= sizes[d];
  }
  return true;
}

/** Whether the elements lie in memory in the order of `format`, without gaps. */
export function liesIn(input: Tensor, format: MemoryFormat): boolean {
  if (format === preserveFormat) throw new Error("preserve memory format is unsupported by the contiguous operator");
  if (format === contiguousFormat) return input.kernels.isContiguous(input.handle);
  const { order } = format;
  return order?.length === input.ndim && lies(input.shape, input.kernels.strides(input.handle), order);
}

/** A copy in `format`. */
export function copyIn(input: Tensor, format: MemoryFormat): Handle {
  const { kernels } = input;
  if (format === preserveFormat && kernels.isContiguous(input.handle)) return kernels.clone(input.handle);
  const order = orderIn(input, format);
  if (order === null) return kernels.clone(input.handle);
  const back = order.map((_, d) => order.indexOf(d));
  return kernels.permute(kernels.clone(kernels.permute(input.handle, order)), back);
}
