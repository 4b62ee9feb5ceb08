/** Joining what an index brings to one place: scatterReduce, indexReduce, put; and repeating elements. */

import { record, recording } from "../autograd/graph.ts";
import { scatterFunctions } from "../backend/backend.ts";
import { int32, int64 } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { formatSize } from "../tensor/size.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { fromEnd, windowed } from "./along.ts";
import { div, mul } from "./arithmetic.ts";
import { eq, logicalAnd } from "./compare.ts";
import { cast, codeOf, expectTensor, filled, whereTensor, wrapDim } from "./core.ts";
import { arange } from "./create.ts";
import { into, type OutOption } from "./out.ts";
import { sum } from "./reduce.ts";
import { cumsum } from "./scan.ts";
import { gather, indexSelect, scatter, scatterAdd, take } from "./scatter.ts";
import { searchsorted } from "./search.ts";
import { maskedFill } from "./select.ts";
import { expand, flatten, reshape, unsqueeze } from "./shape.ts";

/** How elements that meet at one place are joined. */
export type ScatterReduction = "sum" | "prod" | "mean" | "amax" | "amin";

/** Options of {@link scatterReduce} and {@link indexReduce}. */
export interface ScatterReduceOptions extends OutOption {
  /** Whether the elements of `input` take part where the index names them; true. */
  includeSelf?: boolean;
}

/** A copy of `input` with `src` joined by `reduce` to what is at the places that `index` names along `dim`. */
export function scatterReduce(
  input: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor,
  reduce: ScatterReduction,
  options: ScatterReduceOptions = {},
): Tensor {
  const call = named<ScatterReduceOptions>("scatter_reduce", {}, options, ["includeSelf", "out"]);
  if (![...scatterFunctions, "mean"].includes(reduce))
    throw new Error(`reduce argument must be either sum, prod, mean, amax or amin, got ${String(reduce)}`);
  const at = wrapDim(dim, expectTensor(input, "scatter_reduce").ndim);
  const places = expectTensor(index, "scatter_reduce", "index");
  if (places.dtype !== int64 && places.dtype !== int32)
    throw new Error(`scatter(): Expected dtype int32/int64 for index but got: ${places.dtype}`);
  const out = reduced("ScatterReduceBackward0", input, at, places, src, reduce, call.includeSelf ?? true);
  return into(call.out, out, "scatter_reduce", [input, src]);
}

function reduced(
  node: string,
  input: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor,
  reduce: ScatterReduction,
  includeSelf: boolean,
): Tensor {
  const { kernels } = input;
  const source = expectTensor(src, "scatter_reduce", "src");
  if (reduce === "mean" && input.dtype.name === "bool")
    throw new Error("\"scatter_gather_tensor_cpu_reduce_mean\" not implemented for 'Bool'");
  const code = scatterFunctions.indexOf(reduce === "mean" ? "sum" : reduce);
  const handle = kernels.scatterReduce_(
    kernels.clone(input.handle),
    dim,
    index.handle,
    source.handle,
    code,
    includeSelf,
  );
  let out = wrap(input, handle);
  const meeting = reduce === "mean" ? countOf(input, dim, index, includeSelf) : null;
  if (meeting !== null) out = div(out, meeting, { roundingMode: input.dtype.isFloatingPoint ? null : "floor" });
  if (!recording(input, source)) return out;
  const context = { input, dim, index, source, includeSelf, out };
  const derivatives = reduce === "prod" ? ofProduct(context) : ofOthers(reduce, context, meeting);
  const without = (grad: Tensor): Tensor => (includeSelf ? grad : scatter(grad, dim, index, 0));
  return record(
    out,
    node,
    [input, source],
    [(grad) => without(derivatives.input(grad)), (grad) => windowed(derivatives.source(grad), source)],
    [input, index, source, out],
  );
}

interface Context {
  readonly input: Tensor;
  readonly dim: number;
  readonly index: Tensor;
  readonly source: Tensor;
  readonly includeSelf: boolean;
  readonly out: Tensor;
}

interface Derivatives {
  input(grad: Tensor): Tensor;
  /** Of the index's shape. */
  source(grad: Tensor): Tensor;
}

/** How many elements meet at each place; at least 1. */
function countOf(input: Tensor, dim: number, index: Tensor, includeSelf: boolean): Tensor {
  const { kernels } = input;
  const ones = kernels.full(index.shape, 1, codeOf(input));
  const counts = kernels.scatterReduce_(
    kernels.full(input.shape, 1, codeOf(input)),
    dim,
    index.handle,
    ones,
    0,
    includeSelf,
  );
  return wrap(input, counts);
}

/** The part of `source` that the index takes: its leading corner. */
function taken(source: Tensor, index: Tensor): Tensor {
  return index.shape.reduce<Tensor>((part, size, d) => part.narrow(d, 0, size), source);
}

function ofOthers(reduce: ScatterReduction, context: Context, meeting: Tensor | null): Derivatives {
  const { input, dim, index, source, out } = context;
  if (reduce === "sum") return { input: (grad) => grad, source: (grad) => gather(grad, dim, index) };
  if (meeting !== null)
    return { input: (grad) => div(grad, meeting), source: (grad) => gather(div(grad, meeting), dim, index) };
  // All that equal the extreme share its gradient: with PyTorch the target's own element too, even where it took no part.
  const value = out.detach();
  const own = cast(eq(input.detach(), value), codeOf(input));
  const theirs = cast(eq(taken(source.detach(), index), gather(value, dim, index)), codeOf(input));
  const sharing = scatterAdd(own, dim, index, theirs);
  return {
    input: (grad) => mul(div(grad, sharing), own),
    source: (grad) => mul(gather(div(grad, sharing), dim, index), theirs),
  };
}

/** A single zero takes the product of all others as its derivative; all else the product divided by itself. */
function ofProduct({ input, dim, index, source, includeSelf, out }: Context): Derivatives {
  const product = (target: Tensor, src: Tensor): Tensor =>
    reduced("ScatterReduceBackward0", target, dim, index, src, "prod", includeSelf);
  return {
    input: (grad) => {
      const filledIn = maskedFill(input, eq(input.detach(), 0), 1);
      return div(mul(grad, product(filledIn, source)), filledIn);
    },
    source: (grad) => {
      const used = taken(source, index);
      const zero = eq(used.detach(), 0);
      const counts = cast(zero, codeOf(input));
      const zeros = gather(scatterAdd(filled(input.detach(), 0), dim, index, counts), dim, index);
      const single = logicalAnd(zero, eq(zeros, 1));
      const others = gather(mul(grad, product(input, maskedFill(used, single, 1))), dim, index);
      const rest = div(gather(mul(grad, out), dim, index), maskedFill(used, zero, 1));
      return whereTensor(single, others, rest);
    },
  };
}

/** A copy of `input` with the rows of `source` along `dim` joined by `reduce` to the rows that `index` names. */
export function indexReduce(
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduce: Exclude<ScatterReduction, "sum">,
  options: ScatterReduceOptions = {},
): Tensor {
  const call = named<ScatterReduceOptions>("index_reduce", {}, options, ["includeSelf", "out"]);
  if (!["prod", "mean", "amax", "amin"].includes(reduce))
    throw new Error(`index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got ${String(reduce)}.`);
  const at = wrapDim(dim, expectTensor(input, "index_reduce").ndim);
  const rows = rowsOf(input, at, expectTensor(index, "index_reduce", "index"), source);
  const out = reduced("IndexReduceBackward0", input, at, rows, source, reduce, call.includeSelf ?? true);
  return into(call.out, out, "index_reduce", [input, source]);
}

/** A vector of row numbers as the index of each element of those rows. */
function rowsOf(input: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  if (index.dtype !== int64 && index.dtype !== int32)
    throw new Error(`index_reduce_(): Expected dtype int32/int64 for index but got: ${index.dtype}`);
  if (index.ndim > 1) throw new Error("index_reduce_(): Index should have dimension 1 or 0");
  const { shape } = expectTensor(source, "index_reduce", "source");
  if (source.dtype !== input.dtype)
    throw new Error(
      `index_reduce_(): self (${input.dtype}) and source (${source.dtype}) must have the same scalar type`,
    );
  if (input.dtype.name === "bool" && input.ndim <= 1) throw new Error("\"index_func_\" not implemented for 'Bool'");
  const count = index.shape.numel();
  const given = shape.length === 0 ? 1 : shape[dim];
  if (count !== given)
    throw new Error(
      `index_reduce_(): Number of indices (${count}) should be equal to source.size(dim): (${given}), for dim: ${dim}`,
    );
  if (shape.length !== input.ndim || input.shape.some((size, d) => d !== dim && size !== shape[d]))
    throw new Error(
      `source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = ${formatSize(input.shape)} source.shape = ${formatSize(shape)}`,
    );
  if (shape.length === 0) return reshape(index, []);
  return reshape(
    index,
    shape.map((_, d) => (d === dim ? count : 1)),
  ).expand(shape);
}

/** Options of {@link put}. */
export interface PutOptions {
  /** Added to what is there; false: in its place. */
  accumulate?: boolean;
}

/** A copy of `input` with the elements of `source` at the places that `index` names in it, flattened. */
export function put(input: Tensor, index: Tensor, source: Tensor, accumulate?: boolean | PutOptions): Tensor {
  const { accumulate: adds = false } = named<PutOptions>("put", { accumulate });
  const { shape } = expectTensor(input, "put");
  const values = expectTensor(source, "put", "source");
  if (expectTensor(index, "put", "index").dtype !== int64)
    throw new Error(`put_(): Expected a long tensor for index, but got ${index.dtype}`);
  if (values.dtype !== input.dtype)
    throw new Error(
      `put_(): self and source expected to have the same dtype, but got self.dtype = ${input.dtype} and source.dtype = ${values.dtype}`,
    );
  if (index.shape.numel() !== values.shape.numel())
    throw new RangeError(
      `put_(): Expected source and index to have the same number of elements, but got source.numel() = ${values.shape.numel()}, index.numel() = ${index.shape.numel()}`,
    );
  const { kernels } = input;
  const places = fromEnd(reshape(index, [-1]), shape.numel());
  const target = kernels.view(kernels.clone(input.handle), [-1]);
  kernels[adds ? "scatterAdd_" : "scatter_"](target, 0, places.handle, reshape(values.detach(), [-1]).handle);
  const out = wrap(input, kernels.view(target, shape));
  if (!recording(input, values)) return out;
  const { shape: given } = values;
  return record(
    out,
    "PutBackward0",
    [input, values],
    [
      (grad) => (adds ? grad : put(grad, index, filled(reshape(index, given), 0, grad.dtype))),
      (grad) => reshape(take(grad, index), given),
    ],
    [index],
  );
}

/** Options of {@link repeatInterleave}. */
export interface RepeatInterleaveOptions {
  repeats?: number | Tensor;
  /** The elements of the flattened tensor where it is not given. */
  dim?: number | null;
  /** The size that results, where it is known. */
  outputSize?: number | null;
}

/** Each element along a dim repeated: by one number, or each by its own. Of one tensor alone: its indices, so repeated. */
export function repeatInterleave(
  input: Tensor,
  repeats?: number | Tensor | RepeatInterleaveOptions,
  dim?: number | null | RepeatInterleaveOptions,
  options?: RepeatInterleaveOptions,
): Tensor {
  const call = named<RepeatInterleaveOptions>("repeat_interleave", { repeats, dim }, options, ["outputSize"]);
  expectTensor(input, "repeat_interleave");
  if (call.repeats === undefined) return repeatedIndices(input, call.outputSize);
  if (call.dim != null && input.ndim === 0)
    throw new RangeError(`Dimension specified as ${call.dim} but tensor has no dimensions`);
  const from = call.dim == null ? reshape(input, [-1]) : input;
  const at = call.dim == null ? 0 : wrapDim(call.dim, input.ndim);
  const counts = call.repeats;
  if (!(counts instanceof Tensor)) return repeatedEvenly(from, counts, at);
  if (counts.ndim > 1) throw new Error("repeats must be 0-dim or 1-dim tensor");
  if (counts.ndim === 1 && counts.shape[0] !== 1 && counts.shape[0] !== from.shape[at])
    throw new Error(
      `repeats must have the same size as input along dim, but got repeats.size(0) = ${counts.shape[0]} and input.size(${at}) = ${from.shape[at]}`,
    );
  const each = expand(reshape(counts, [-1]), [from.shape[at]]);
  return indexSelect(from, at, repeatedIndices(each, call.outputSize));
}

function repeatedEvenly(input: Tensor, count: number, dim: number): Tensor {
  if (!(count >= 0)) throw new Error("Repeats must be non-negative");
  const sizes = [...input.shape.slice(0, dim + 1), count, ...input.shape.slice(dim + 1)];
  const repeated = flatten(expand(unsqueeze(input, dim + 1), sizes), dim, dim + 1);
  return count === 1 ? repeated.clone() : repeated;
}

/** The index i `repeats[i]` times, for each i. */
function repeatedIndices(repeats: Tensor, outputSize?: number | null): Tensor {
  if (repeats.ndim !== 1) throw new Error("repeat_interleave only accept 1D vector as repeat");
  if (repeats.dtype !== int64 && repeats.dtype !== int32) throw new Error("repeats has to be Long or Int tensor");
  if (repeats.lt(0).any().item()) throw new Error("repeats can not be negative");
  const ends = cumsum(repeats, 0);
  const total = Number(sum(repeats).item());
  if (outputSize != null && outputSize !== total) throw new Error("allocated size does not match required size");
  return cast(searchsorted(ends, arange(total, { device: repeats.device }), { right: true }), codeOf(repeats));
}
