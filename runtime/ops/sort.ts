/** Order: sort, topk, flip. */

import { record, recording } from "../autograd/graph.ts";
import { int64 } from "../tensor/dtype.ts";
import { isOptions, named } from "../tensor/options.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { pairInto, placeAt, type ValuesIndices, valuesIndices } from "./along.ts";
import { expectTensor, wrapDim } from "./core.ts";
import type { OutPairOption } from "./out.ts";

function sorted(input: Tensor, values: Tensor, indices: Tensor, dim: number, name: string): ValuesIndices {
  if (recording(input))
    record(
      values,
      `${name[0].toUpperCase()}${name.slice(1)}Backward0`,
      [input],
      [placeAt(input.shape, dim, indices, true)],
      [indices],
    );
  return valuesIndices(values, indices, name);
}

/** Options of `sort`. */
export interface SortOptions {
  /** The last dim. */
  dim?: number;
  descending?: boolean;
  out?: readonly [Tensor, Tensor];
  /** Equal elements keep their order; always so here. */
  stable?: boolean;
}

/** The elements in order along a dim, and where each was. */
export function sort(
  input: Tensor,
  dim?: number | SortOptions,
  descending?: boolean | SortOptions,
  options?: SortOptions,
): ValuesIndices {
  const call = named<SortOptions>("sort", { dim, descending }, options, ["stable", "out"]);
  const at = wrapDim(call.dim ?? -1, expectTensor(input, "sort").ndim);
  const [values, indices] = input.kernels.sort(input.handle, at, call.descending ?? false);
  return pairInto(call.out, sorted(input, wrap(input, values), wrap(input, indices), at, "sort"), "sort", input);
}

/** The indices that sort a dim. */
export function argsort(input: Tensor, dim?: number | SortOptions, descending?: boolean | SortOptions): Tensor {
  return sort(expectTensor(input, "argsort").detach(), dim, descending).indices;
}

/** Options of `topk`. */
export interface TopkOptions extends OutPairOption {
  k?: number;
  /** The last dim. */
  dim?: number;
  /** The largest, or else the smallest; true. */
  largest?: boolean;
  /** In order; always so here. */
  sorted?: boolean;
}

/** The `k` largest (smallest) elements along a dim, in order, and where they are. */
export function topk(
  input: Tensor,
  k: number | TopkOptions,
  dim?: number | TopkOptions,
  largest?: boolean | TopkOptions,
  inOrder?: boolean | TopkOptions,
  options?: TopkOptions,
): ValuesIndices {
  const call = named<TopkOptions>("topk", { k, dim, largest, sorted: inOrder }, options, ["out"]);
  const { shape } = expectTensor(input, "topk");
  const at = wrapDim(call.dim ?? -1, shape.length);
  const size = shape.length === 0 ? 1 : shape[at];
  const count = call.k ?? 0;
  if (count < 0 || count > size) throw new RangeError("selected index k out of range");
  const [values, indices] = input.kernels.topk(input.handle, count, at, call.largest ?? true);
  return pairInto(call.out, sorted(input, wrap(input, values), wrap(input, indices), at, "topk"), "topk", input);
}

/** The elements of the given dims in reverse order. */
export function flip(input: Tensor, ...dims: (number | readonly number[] | { dims: readonly number[] })[]): Tensor {
  const { ndim } = expectTensor(input, "flip");
  const list = dims
    .flatMap((dim) => (isOptions(dim) ? (dim as { dims: readonly number[] }).dims : dim))
    .map((dim) => wrapDim(dim, ndim));
  if (new Set(list).size !== list.length)
    throw new Error(`dim ${list.find((dim, i) => list.indexOf(dim) !== i)} appears multiple times in the list of dims`);
  const { kernels } = input;
  let handle = input.handle;
  for (const dim of list) {
    const size = input.shape[dim] ?? 1;
    if (ndim > 0) handle = kernels.indexSelect(handle, dim, kernels.arange(size - 1, -1, size, int64.code));
  }
  const out = wrap(input, list.length === 0 || ndim === 0 ? kernels.clone(handle) : handle);
  return recording(input) ? record(out, "FlipBackward0", [input], [(grad) => flip(grad, list)]) : out;
}

/** The rows of matrices in reverse order. */
export function flipud(input: Tensor): Tensor {
  if (expectTensor(input, "flipud").ndim < 1) throw new Error("Input must be >= 1-d.");
  return flip(input, 0);
}

/** The columns of matrices in reverse order. */
export function fliplr(input: Tensor): Tensor {
  if (expectTensor(input, "fliplr").ndim < 2) throw new Error("Input must be >= 2-d.");
  return flip(input, 1);
}
