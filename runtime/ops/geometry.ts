/** Where the elements of views lie in their storage, and how values move between two such places. */

import { record, recording } from "../autograd/graph.ts";
import type { Handle, Kernels } from "../backend/backend.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";

/** Sizes, strides and offset of a view, counted in elements of its storage. */
export interface Geometry {
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

export function geometryOf(input: Tensor): Geometry {
  const { kernels, handle } = input;
  return { sizes: input.shape, strides: kernels.strides(handle), offset: kernels.offset(handle) };
}

/** The geometry of a contiguous tensor that begins its storage. */
export function contiguousGeometry(sizes: readonly number[]): Geometry {
  const strides = new Array<number>(sizes.length);
  let step = 1;
  for (let d = sizes.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= Math.max(sizes[d], 1);
  }
  return { sizes, strides, offset: 0 };
}

/** Whether two elements may lie in one place. */
function mayOverlap({ sizes, strides }: Geometry): boolean {
  const order = sizes.flatMap((size, d) => (size > 1 ? [{ size, stride: strides[d] }] : []));
  order.sort((a, b) => a.stride - b.stride);
  let reach = 0;
  for (const { size, stride } of order) {
    if (stride <= reach) return true;
    reach += stride * (size - 1);
  }
  return false;
}

/** The first place after the last element. */
function endOf({ sizes, strides, offset }: Geometry): number {
  if (sizes.includes(0)) return offset;
  return sizes.reduce((end, size, d) => end + (size - 1) * strides[d], offset + 1);
}

/** Zeros that hold both geometries, which are read and written at offsets less `first`. */
function storageFor(kernels: Kernels, code: number, a: Geometry, b: Geometry): { storage: Handle; first: number } {
  const first = Math.min(a.offset, b.offset);
  return { storage: kernels.full([Math.max(endOf(a), endOf(b)) - first], 0, code), first };
}

function seen(kernels: Kernels, storage: Handle, { sizes, strides, offset }: Geometry, first: number): Handle {
  return kernels.asStrided(storage, sizes, strides, offset - first);
}

/** Adds `values` to a fresh storage of zeros at `to`; where places coincide, all are added. */
function addTo(kernels: Kernels, storage: Handle, values: Handle, to: Geometry, first: number): void {
  if (!mayOverlap(to)) {
    kernels.copyInto(seen(kernels, storage, to, first), values);
    return;
  }
  const int64 = 4;
  const places = seen(kernels, kernels.arange(0, 1, kernels.numel(storage), int64), to, first);
  kernels.indexAdd_(storage, 0, kernels.reshape(places, [-1]), kernels.reshape(values, [-1]), 1);
}

/**
 * `input`, laid out as `from` in a storage of zeros, seen as `to`. Elements that share a place are added; those of
 * `owner`, one of the two, stand for the mean of what shares a place. Its derivative is the way back.
 */
export function restride(input: Tensor, from: Geometry, to: Geometry, owner: Geometry, name: string): Tensor {
  const { kernels } = input;
  const code = kernels.dtype(input.handle);
  const { storage, first } = storageFor(kernels, code, from, to);
  addTo(kernels, storage, input.handle, from, first);
  if (mayOverlap(owner)) {
    const counts = kernels.full([kernels.numel(storage)], 0, code);
    addTo(kernels, counts, kernels.full(owner.sizes, 1, code), owner, first);
    kernels.div(storage, kernels.maximum(counts, 1), storage);
  }
  const out = wrap(input, kernels.clone(seen(kernels, storage, to, first)));
  return recording(input) ? record(out, name, [input], [(grad) => restride(grad, to, from, owner, name)]) : out;
}

/** `input`, laid out as `from`, with zeros, or `source`, where `place` lies; a fresh tensor. */
export function overlay(input: Tensor, from: Geometry, place: Geometry, source?: Handle): Handle {
  const { kernels } = input;
  const { storage, first } = storageFor(kernels, kernels.dtype(input.handle), from, place);
  const whole = seen(kernels, storage, from, first);
  kernels.copyInto(whole, input.handle);
  kernels.copyInto(seen(kernels, storage, place, first), source ?? 0);
  return kernels.clone(whole);
}

/** `input`, laid out as `from`, with zeros where `place` lies. */
export function clearStrided(input: Tensor, from: Geometry, place: Geometry): Tensor {
  const out = wrap(input, overlay(input, from, place));
  if (!recording(input)) return out;
  return record(out, "AsStridedScatterBackward0", [input], [(grad) => clearStrided(grad, from, place)]);
}
