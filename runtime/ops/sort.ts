/** Order: sort, topk, ranks, running sums. */

import { record, recording } from "../autograd/graph.ts";
import { type DType, int64 } from "../tensor/dtype.ts";
import { isOptions, named } from "../tensor/options.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { type AlongOptions, pairInto, placeAt, type ValuesIndices, valuesIndices } from "./along.ts";
import { cast, expectTensor, wrapDim } from "./core.ts";
import { into, type OutOption, type OutPairOption } from "./out.ts";
import { gather } from "./scatter.ts";
import { select } from "./shape.ts";

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

/** Options of {@link kthvalue}. */
export interface KthOptions extends OutPairOption {
  k?: number;
  /** The last dim. */
  dim?: number;
  keepdim?: boolean;
}

/** The `k`th smallest element along a dim, counted from 1, and where it is. */
export function kthvalue(
  input: Tensor,
  k: number | KthOptions,
  dim?: number | KthOptions,
  keepdim?: boolean | KthOptions,
  options?: KthOptions,
): ValuesIndices {
  const call = named<KthOptions>("kthvalue", { k, dim, keepdim }, options, ["out"]);
  const { shape } = expectTensor(input, "kthvalue");
  const at = wrapDim(call.dim ?? -1, shape.length);
  const rank = call.k ?? 0;
  const size = shape.length === 0 ? 1 : shape[at];
  if (rank < 1 || rank > size) throw new RangeError(`kthvalue(): selected number k out of range for dimension ${at}`);
  return pairInto(call.out, pick("kthvalue", input, at, rank - 1, call.keepdim ?? false), "kthvalue", input, {
    dtype: () => "output values must be of same type as input",
    apart: true,
  });
}

/** The element that stands at `rank` once `dim` is sorted. */
function pick(name: string, input: Tensor, dim: number, rank: number, keepdim: boolean): ValuesIndices {
  if (input.ndim === 0) {
    const { indices } = sort(input);
    return valuesIndices(input.clone(), indices, name);
  }
  const place = sort(input.detach(), dim).indices.narrow(dim, rank, 1);
  const values = gather(input, dim, place);
  return keepdim
    ? valuesIndices(values, place, name)
    : valuesIndices(select(values, dim, 0), select(place, dim, 0), name);
}

/** The middle element, the lower of two; with `dim`, along it, and where it is. */
export function median(input: Tensor): Tensor;
export function median(
  input: Tensor,
  dim: number | AlongOptions,
  keepdim?: boolean | AlongOptions,
  options?: AlongOptions,
): ValuesIndices;
export function median(
  input: Tensor,
  dim?: number | AlongOptions,
  keepdim?: boolean | AlongOptions,
  options?: AlongOptions,
): Tensor | ValuesIndices {
  const call = named<AlongOptions>("median", { dim, keepdim }, options, ["out"]);
  const { shape } = expectTensor(input, "median");
  if (call.dim === undefined)
    return pick("median", input.reshape(-1), 0, Math.floor((shape.numel() - 1) / 2), false).values;
  const at = wrapDim(call.dim, shape.length);
  const rank = Math.floor(((shape[at] ?? 1) - 1) / 2);
  return pairInto(call.out, pick("median", input, at, rank, call.keepdim ?? false), "median", input);
}

/** Options of a running sum. */
export interface RunningOptions extends OutOption {
  dim?: number;
  /** Converted to it first. */
  dtype?: DType | null;
}

/** The running sum along a dim. */
export function cumsum(input: Tensor, dim: number | RunningOptions, options?: RunningOptions): Tensor {
  const call = named<RunningOptions>("cumsum", { dim }, options, ["dtype", "out"]);
  const dtype = call.dtype ?? call.out?.dtype;
  return into(call.out, runningSum(input, call.dim as number, dtype), "cumsum", [input], { dtype: "any" });
}

function runningSum(input: Tensor, dim: number, dtype?: DType): Tensor {
  const call = { dim, dtype };
  const at = wrapDim(call.dim, expectTensor(input, "cumsum").ndim);
  const from = recording(input) && call.dtype ? cast(input, call.dtype.code) : input;
  const out = wrap(from, from.kernels.cumsum(from.handle, at, call.dtype?.code));
  return recording(from)
    ? record(out, "CumsumBackward0", [from], [(grad) => flip(cumsum(flip(grad, at), at), at)])
    : out;
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
