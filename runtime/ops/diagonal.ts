/** Diagonals: taken, written, and made into matrices. */

import { record, recording } from "../autograd/graph.ts";
import { bool } from "../tensor/dtype.ts";
import { describe, named } from "../tensor/options.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { cast, codeOf, expandTo, expectTensor, type OutOption, viewOf, wrapDim } from "./core.ts";
import { into } from "./out.ts";
import { sum } from "./reduce.ts";
import { clone, reshape } from "./shape.ts";
import { checkSource } from "./strided.ts";

/** The diagonal of the matrices that `dim1` and `dim2` make, as a last dim; a view. */
export function diagonal(
  input: Tensor,
  offset?: number | { offset?: number; dim1?: number; dim2?: number },
  dim1?: number | { dim1?: number; dim2?: number },
  dim2?: number | { dim2?: number },
): Tensor {
  const call = named<{ offset?: number; dim1?: number; dim2?: number }>("diagonal", { offset, dim1, dim2 });
  const { shape, kernels } = expectTensor(input, "diagonal");
  const a = wrapDim(call.dim1 ?? 0, shape.length);
  const b = wrapDim(call.dim2 ?? 1, shape.length);
  if (a === b) throw new Error(`diagonal dimensions cannot be identical ${call.dim1 ?? 0}, ${call.dim2 ?? 1}`);
  const shift = call.offset ?? 0;
  if (!Number.isInteger(shift))
    throw new TypeError(`diagonal(): argument 'offset' must be int, not ${describe(shift)}`);
  const strides = kernels.strides(input.handle);
  const size = Math.max(0, shift >= 0 ? Math.min(shape[a], shape[b] - shift) : Math.min(shape[a] + shift, shape[b]));
  const start = size === 0 || shape.includes(0) ? 0 : shift >= 0 ? shift * strides[b] : -shift * strides[a];
  const keep = shape.map((_, d) => d).filter((d) => d !== a && d !== b);
  const handle = kernels.asStrided(
    input.handle,
    [...keep.map((d) => shape[d]), size],
    [...keep.map((d) => strides[d]), strides[a] + strides[b]],
    kernels.offset(input.handle) + start,
  );
  return viewOf(input, handle, "DiagonalBackward0", (grad) => diagonalBackward(grad, shape, shift, a, b));
}

function diagonalBackward(input: Tensor, shape: readonly number[], offset: number, a: number, b: number): Tensor {
  const { kernels } = input;
  const out = wrap(input, kernels.full(shape, 0, kernels.dtype(input.handle)));
  kernels.copyInto(diagonal(out, offset, a, b).handle, input.handle);
  return recording(input)
    ? record(out, "DiagonalBackwardBackward0", [input], [(grad) => diagonal(grad, offset, a, b)])
    : out;
}

/** Options of {@link diag}. */
export interface DiagOptions extends OutOption {
  diagonal?: number;
}

/** Of a vector the matrix with it on diagonal number `diagonal`; of a matrix that diagonal. */
export function diag(input: Tensor, diagonal?: number | DiagOptions, options?: DiagOptions): Tensor {
  const { diagonal: offset = 0, out } = named<DiagOptions>("diag", { diagonal }, options, ["out"]);
  const { ndim } = expectTensor(input, "diag");
  if (ndim !== 1 && ndim !== 2) throw new Error(`diag(): Supports 1D or 2D tensors. Got ${ndim}D`);
  const result = ndim === 1 ? diagEmbed(input, offset) : diagonalCopy(input, offset);
  return into(out, result, "diag", [input]);
}

function diagonalCopy(input: Tensor, offset: number): Tensor {
  const { shape } = input;
  const out = clone(diagonal(input.detach(), offset));
  if (!recording(input)) return out;
  return record(out, "DiagonalCopyBackward0", [input], [(grad) => diagonalBackward(grad, shape, offset, 0, 1)]);
}

/** What {@link diagEmbed} takes by name. */
export interface DiagEmbedOptions {
  offset?: number;
  dim1?: number;
  dim2?: number;
}

/** Matrices, in the dims `dim1` (-2) and `dim2` (-1), with the last dim of `input` on diagonal number `offset` (0). */
export function diagEmbed(
  input: Tensor,
  offset?: number | DiagEmbedOptions,
  dim1?: number | DiagEmbedOptions,
  dim2?: number | DiagEmbedOptions,
): Tensor {
  const call = named<DiagEmbedOptions>("diag_embed", { offset, dim1, dim2 });
  const { shape, kernels } = expectTensor(input, "diag_embed");
  const [first, second, shift] = [call.dim1 ?? -2, call.dim2 ?? -1, call.offset ?? 0];
  if (!Number.isInteger(shift))
    throw new TypeError(`diag_embed(): argument 'offset' must be int, not ${describe(shift)}`);
  const a = wrapDim(first, shape.length + 1);
  const b = wrapDim(second, shape.length + 1);
  if (a === b) throw new Error(`diagonal dimensions cannot be identical ${first}, ${second}`);
  const side = shape[shape.length - 1] + Math.abs(shift);
  const rest = shape.slice(0, -1);
  const sizes: number[] = [];
  for (let d = 0, next = 0; d <= shape.length; d++) sizes.push(d === a || d === b ? side : rest[next++]);
  const out = wrap(input, kernels.full(sizes, 0, codeOf(input)));
  kernels.copyInto(diagonal(out, shift, a, b).handle, input.handle);
  if (!recording(input)) return out;
  return record(out, "DiagEmbedBackward0", [input], [(grad) => diagonal(grad, shift, a, b)]);
}

/** The matrix with all elements, in order, on diagonal number `offset` (0). */
export function diagflat(input: Tensor, offset?: number | { offset?: number }): Tensor {
  const call = named<{ offset?: number }>("diagflat", { offset });
  return diagEmbed(reshape(expectTensor(input, "diagflat"), -1), call.offset ?? 0);
}

/** What {@link diagonalScatter} takes by name. */
export interface DiagonalScatterOptions extends DiagEmbedOptions, OutOption {
  src?: Tensor;
}

/** A copy of `input` with `src` on the diagonal that `diagonal` shows. */
export function diagonalScatter(
  input: Tensor,
  src: Tensor | DiagonalScatterOptions,
  offset?: number | DiagonalScatterOptions,
  dim1?: number | DiagonalScatterOptions,
  dim2?: number | DiagonalScatterOptions,
  options?: OutOption,
): Tensor {
  const call = named<DiagonalScatterOptions>("diagonal_scatter", { src, offset, dim1, dim2 }, options, ["out"]);
  const source = expectTensor(call.src, "diagonal_scatter", "src");
  const where = [call.offset ?? 0, call.dim1 ?? 0, call.dim2 ?? 1] as const;
  const out = clone(expectTensor(input, "diagonal_scatter").detach());
  const target = diagonal(out, ...where);
  checkSource(source, target.shape);
  out.kernels.copyInto(target.handle, source.handle);
  if (recording(input, source)) {
    const code = codeOf(source);
    const zero = (grad: Tensor): Tensor => wrap(grad, grad.kernels.full(source.shape, 0, codeOf(grad)));
    record(
      out,
      "DiagonalScatterBackward0",
      [input, source],
      [(grad) => diagonalScatter(grad, zero(grad), ...where), (grad) => cast(clone(diagonal(grad, ...where)), code)],
    );
  }
  return into(call.out, out, "diagonal_scatter", [input, source]);
}

/** The sum of a matrix's diagonal. */
export function trace(input: Tensor, options?: OutOption): Tensor {
  const { shape } = expectTensor(input, "trace");
  if (shape.length !== 2) throw new Error(`trace: expected a matrix, but got tensor with dim ${shape.length}`);
  if (input.dtype === bool) throw new Error("\"trace\" not implemented for 'Bool'");
  const out = sum(diagonal(input.detach()));
  const side = Math.min(shape[0], shape[1]);
  if (recording(input))
    record(out, "TraceBackward0", [input], [(grad) => diagonalBackward(expandTo(grad, [side]), shape, 0, 0, 1)]);
  return into(options?.out, out, "trace", [input]);
}
