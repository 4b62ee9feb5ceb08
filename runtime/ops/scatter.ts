/** Gathering from and scattering to the places that an index tensor names. */

import { record, recording } from "../autograd/graph.ts";
import { bool, int32, int64, scalarName, uint8 } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { formatSize } from "../tensor/size.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { fromEnd, windowed } from "./along.ts";
import { mul } from "./arithmetic.ts";
import {
  cast,
  codeOf,
  expectInts,
  expectTensor,
  isScalar,
  operand,
  type Scalar,
  toOperand,
  whereTensor,
  wrapDim,
} from "./core.ts";
import { into, type OutOption } from "./out.ts";

function expectIndex(index: unknown, name: string): Tensor {
  const tensor = expectTensor(index, name, "index");
  if (tensor.dtype === uint8) return cast(tensor, int64.code);
  if (tensor.dtype !== int64 && tensor.dtype !== int32)
    throw new Error(`${name}(): Expected dtype int32/int64 for index, but got ${tensor.dtype}`);
  return tensor;
}

/** `out[i][j] = input[index[i][j]][j]` for dim 0: the elements along `dim` that `index` names. */
export function gather(input: Tensor, dim: number, index: Tensor, options?: OutOption): Tensor {
  return into(options?.out, gathered(input, dim, index), "gather", [input, index], { apart: true });
}

function gathered(input: Tensor, dim: number, index: Tensor): Tensor {
  const { shape } = expectTensor(input, "gather");
  const at = wrapDim(dim, shape.length);
  const places = expectIndex(index, "gather");
  const out = wrap(input, input.kernels.gather(input.handle, at, places.handle));
  if (!recording(input)) return out;
  return record(
    out,
    "GatherBackward0",
    [input],
    [(grad) => scatterAdd(wrap(grad, grad.kernels.full(shape, 0, codeOf(grad))), at, places, grad)],
    [places],
  );
}

/** The rows along `dim` that a vector of indices names. */
export function indexSelect(input: Tensor, dim: number, index: Tensor, options?: OutOption): Tensor {
  return into(options?.out, selected(input, dim, index), "index_select", [input, index], {
    dtype: () => "index_select(): self and result must have the same scalar type",
    apart: true,
  });
}

function selected(input: Tensor, dim: number, index: Tensor): Tensor {
  const { shape } = expectTensor(input, "index_select");
  const at = wrapDim(dim, shape.length);
  const out = wrap(input, input.kernels.indexSelect(input.handle, at, expectIndex(index, "index_select").handle));
  if (!recording(input)) return out;
  return record(out, "IndexSelectBackward0", [input], [(grad) => rowsAdded(shape, at, index, grad)], [index]);
}

/** Zeros of `shape` with the rows of `source` along `dim` added to the rows that `index` names: how rows taken lead back. */
export function rowsAdded(shape: readonly number[], dim: number, index: Tensor, source: Tensor): Tensor {
  expectInts(shape, "rows_added", "shape");
  expectTensor(index, "rows_added", "index");
  expectTensor(source, "rows_added", "source");
  const { kernels } = source;
  const out = wrap(
    source,
    kernels.indexAdd_(kernels.full(shape, 0, codeOf(source)), dim, index.handle, source.handle, 1),
  );
  if (!recording(source)) return out;
  const derivative = (grad: Tensor): Tensor => indexSelect(grad, dim, index).expandAs(source);
  return record(out, "IndexAddBackward0", [source], [derivative], [index]);
}

/** How a value joins what is there already. */
export interface ScatterOptions extends OutOption {
  /** "add" or "multiply" with what is there; undefined: in its place. */
  reduce?: "add" | "multiply";
}

/** A copy of `input` with `src` at the places that `index` names: `out[index[i][j]][j] = src[i][j]` for dim 0. */
export function scatter(
  input: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor | Scalar,
  options?: ScatterOptions,
): Tensor {
  return into(options?.out, scattered(input, dim, index, src, options), "scatter", [input, index, src]);
}

function scattered(input: Tensor, dim: number, index: Tensor, src: Tensor | Scalar, options?: ScatterOptions): Tensor {
  const { ndim } = expectTensor(input, "scatter");
  const at = wrapDim(dim, ndim);
  expectIndex(index, "scatter");
  if (options?.reduce !== undefined) return scatterWith(options.reduce, input, at, index, src);
  const { kernels } = input;
  if (src instanceof Tensor && src.dtype !== input.dtype)
    throw new Error("scatter(): Expected self.dtype to be equal to src.dtype");
  const handle = kernels.scatter_(kernels.clone(input.handle), at, index.handle, operand(src, "scatter", "src"));
  const out = wrap(input, handle);
  if (!recording(input, src)) return out;
  return record(
    out,
    "ScatterBackward0",
    [input, src],
    [(grad) => scatter(grad, at, index, 0), (grad) => windowed(gather(grad, at, index), src as Tensor)],
    [index],
  );
}

function scatterWith(
  reduce: "add" | "multiply",
  input: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor | Scalar,
): Tensor {
  if (reduce !== "add" && reduce !== "multiply") throw new Error("reduce argument must be either add or multiply.");
  const { kernels } = input;
  const values = isScalar(src) ? wrap(input, kernels.full(index.shape, src, codeOf(input))) : src;
  if (reduce === "add") return scatterAdd(input, dim, index, values);
  const ones = wrap(input, kernels.full(input.shape, 1, codeOf(input)));
  return mul(input, scatter(ones, dim, index, values));
}

/** A copy of `input` with `src` added at the places that `index` names. */
export function scatterAdd(input: Tensor, dim: number, index: Tensor, src: Tensor, options?: OutOption): Tensor {
  return into(options?.out, scatterAdded(input, dim, index, src), "scatter_add", [input, index, src]);
}

function scatterAdded(input: Tensor, dim: number, index: Tensor, src: Tensor): Tensor {
  const at = wrapDim(dim, expectTensor(input, "scatter_add").ndim);
  expectIndex(index, "scatter_add");
  const { kernels } = input;
  const source = expectTensor(src, "scatter_add", "src");
  if (source.dtype !== input.dtype) throw new Error("scatter(): Expected self.dtype to be equal to src.dtype");
  const out = wrap(input, kernels.scatterAdd_(kernels.clone(input.handle), at, index.handle, source.handle));
  if (!recording(input, src)) return out;
  return record(
    out,
    "ScatterAddBackward0",
    [input, src],
    [(grad) => grad, (grad) => windowed(gather(grad, at, index), source)],
    [index],
  );
}

/** Options of `indexAdd`. */
export interface IndexAddOptions extends OutOption {
  /** `source` is multiplied by it first; 1. */
  alpha?: number;
}

/** A copy of `input` with the rows of `source` along `dim`, times `alpha`, added to the rows that `index` names. */
export function indexAdd(input: Tensor, dim: number, index: Tensor, source: Tensor, options?: IndexAddOptions): Tensor {
  return into(options?.out, indexAdded(input, dim, index, source, options), "index_add", [input, index, source]);
}

function indexAdded(input: Tensor, dim: number, index: Tensor, source: Tensor, options?: IndexAddOptions): Tensor {
  const at = wrapDim(dim, expectTensor(input, "index_add").ndim);
  expectIndex(index, "index_add");
  expectTensor(source, "index_add", "source");
  const alpha = options?.alpha ?? 1;
  const { kernels } = input;
  const out = wrap(input, kernels.indexAdd_(kernels.clone(input.handle), at, index.handle, source.handle, alpha));
  if (!recording(input, source)) return out;
  const back = toOperand(source);
  const derivative = (grad: Tensor): Tensor | null => {
    const rows = indexSelect(grad, at, index).expandAs(source);
    return back(alpha === 1 ? rows : mul(rows, alpha));
  };
  return record(out, "IndexAddBackward0", [input, source], [(grad) => grad, derivative], [index]);
}

/** A copy of `input` with the rows of `source` along `dim` in the place of the rows that `index` names. */
export function indexCopy(input: Tensor, dim: number, index: Tensor, source: Tensor, options?: OutOption): Tensor {
  const at = wrapDim(dim, expectTensor(input, "index_copy").ndim);
  const out = scatter(input, at, rowsOf(input, at, expectIndex(index, "index_copy"), source), source);
  return into(options?.out, out, "index_copy", [input, index, source]);
}

/** A copy of `input` with `value` in the rows along `dim` that `index` names. */
export function indexFill(input: Tensor, dim: number, index: Tensor, value: Tensor | Scalar): Tensor {
  const at = wrapDim(dim, expectTensor(input, "index_fill").ndim);
  if (value instanceof Tensor && value.ndim !== 0)
    throw new Error(
      `index_fill_ only supports a 0-dimensional value tensor, but got tensor with ${value.ndim} dimension(s).`,
    );
  const rows = rowsOf(input, at, expectIndex(index, "index_fill"));
  if (!(value instanceof Tensor)) return scatter(input, at, rows, value);
  const { kernels } = input;
  // A row that is named twice takes part in the gradient once.
  const mask = wrap(input, kernels.scatter_(kernels.full(input.shape, false, bool.code), at, rows.handle, true));
  return whereTensor(mask, cast(value, codeOf(input)), input);
}

/** A vector of row numbers as the index of each element of those rows. */
function rowsOf(input: Tensor, dim: number, index: Tensor, source?: Tensor): Tensor {
  const { shape } = input;
  if (index.ndim > 1) throw new Error("Index should have dimension 1 or 0");
  const count = index.shape.numel();
  if (source !== undefined && source.ndim > 0 && source.shape[dim] !== count)
    throw new Error(
      `index_copy_(): Number of indices (${count}) should be equal to source.size(dim) (${source.shape[dim]}); source is ${formatSize(source.shape)}`,
    );
  if (shape.length === 0) return index.reshape([]);
  const sizes = shape.map((_, d) => (d === dim ? count : 1));
  return index.reshape(sizes).expand(shape.map((size, d) => (d === dim ? count : size)));
}

/** The elements of the flattened tensor that `index` names, in its shape. */
export function take(input: Tensor, index: Tensor, options?: OutOption): Tensor {
  const flat = expectTensor(input, "take").reshape(-1);
  const places = fromEnd(expectIndex(index, "take").reshape(-1), flat.shape[0]);
  return into(options?.out, gather(flat, 0, places).reshape(index.shape), "take", [input, index], {
    dtype: (from, to) =>
      `take(): self and out expected to have the same dtype, but got self.dtype = ${scalarName(from)} and out.dtype = ${scalarName(to)}`,
    apart: true,
  });
}

/** Elements along `dim` that `indices`, broadcast against `input`, names; without `dim`, of the flattened tensor. */
export function takeAlongDim(
  input: Tensor,
  indices: Tensor,
  dim?: number | null | ({ dim?: number | null } & OutOption),
  options?: OutOption,
): Tensor {
  const call = named<{ dim?: number | null } & OutOption>("take_along_dim", { dim }, options, ["out"]);
  if (call.dim == null) return take(input, expectIndex(indices, "take_along_dim").reshape(-1), { out: call.out });
  const at = wrapDim(call.dim, expectTensor(input, "take_along_dim").ndim);
  if (input.ndim !== expectIndex(indices, "take_along_dim").ndim)
    throw new Error(
      `torch.take_along_dim(): input and indices should have the same number of dimensions, but got ${input.ndim} dimensions for input, and ${indices.ndim} dimensions for indices`,
    );
  const shape = input.shape.map((size, d) => (size === 1 ? indices.shape[d] : size));
  const from = input.expand(shape.map((size, d) => (d === at ? input.shape[d] : size)));
  const places = indices.expand(shape.map((size, d) => (d === at ? indices.shape[d] : size)));
  return gather(from, at, fromEnd(places, input.shape[at]), { out: call.out });
}
