/** Norms of matrices, and `norm` in its two forms. */

import type { DType } from "../../tensor/dtype.ts";
import { named } from "../../tensor/options.ts";
import { type Tensor, wrap } from "../../tensor/tensor.ts";
import { div, mul } from "../arithmetic.ts";
import { cast, type Dims, expectInts, expectTensor, filled, type OutOption, whereTensor, wrapDim } from "../core.ts";
import { amax, amin } from "../extreme.ts";
import { type NormOptions, normOver } from "../norms.ts";
import { sum } from "../reduce.ts";
import { movedim, reshape, unsqueeze } from "../shape.ts";
import { inv, invEx } from "./lu.ts";
import { expectFloating, expectMatrix, finish, requireKernel } from "./matrix.ts";
import { svdvals } from "./svd.ts";

/** The orders of a matrix norm. */
export type MatrixOrder = "fro" | "nuc" | number;

/** Options of {@link matrixNorm}. */
export interface MatrixNormOptions extends OutOption {
  /** "fro" (the root of the sum of squares, the default), "nuc" (the sum of the singular values), ±1, ±2, ±Infinity. */
  ord?: MatrixOrder;
  /** The two dims of the matrices; the last two. */
  dim?: readonly number[];
  keepdim?: boolean;
  dtype?: DType | null;
}

/** The norm of each matrix. */
export function matrixNorm(
  A: Tensor,
  ord?: MatrixOrder | MatrixNormOptions,
  dim?: readonly number[] | MatrixNormOptions,
  keepdim?: boolean | MatrixNormOptions,
  options?: MatrixNormOptions,
): Tensor {
  const call = named<MatrixNormOptions>("linalg.matrix_norm", { ord, dim, keepdim }, options, ["dtype", "out"]);
  return matrixNormOf(A, call.ord ?? "fro", call.dim ?? [-2, -1], call);
}

function matrixNormOf(A: Tensor, order: MatrixOrder, dim: readonly number[], call: NormOptions): Tensor {
  const name = "linalg.matrix_norm";
  const a = expectMatrix(A, name);
  expectInts(dim, name, "dim");
  if (dim.length !== 2) throw new Error(`${name}: dim must be a 2-tuple. Got ${dim.join(", ")}`);
  const [rows, columns] = dim.map((d) => wrapDim(d, a.ndim));
  if (rows === columns) throw new Error(`${name}: dims must be different. Got (${dim.join(", ")})`);
  const spectral = order === "nuc" || order === 2 || order === -2;
  if (!spectral && order !== "fro" && ![1, -1, Infinity, -Infinity].includes(order as number))
    throw new Error(`${name}: Order ${String(order)} not supported.`);
  const keep = call.keepdim ?? false;
  if (order === "fro") return normOver(a, 2, { ...call, dim: [rows, columns], keepdim: keep });
  const x = call.dtype ? cast(a, call.dtype.code) : a;
  let result: Tensor;
  if (spectral) {
    requireKernel(x, "linalg_svd_cpu");
    const S = svdvals(movedim(x, [rows, columns], [-2, -1]));
    const bare = order === "nuc" ? sum(S, -1) : order === 2 ? amax(S, -1) : amin(S, -1);
    const kept = x.shape.map((size, d) => (d === rows || d === columns ? 1 : size));
    result = keep ? reshape(bare, kept) : bare;
  } else {
    const along = Math.abs(order as number) === 1 ? rows : columns;
    const across = along === rows ? columns : rows;
    const sums = normOver(x, 1, { dim: along, keepdim: true });
    const most = (order as number) > 0 ? amax(sums, across, true) : amin(sums, across, true);
    result = keep
      ? most
      : reshape(
          most,
          x.shape.filter((_, d) => d !== rows && d !== columns),
        );
  }
  return finish(result, call.out, name, A);
}

/** Options of `linalg.norm`. */
export interface LinalgNormOptions extends NormOptions {
  ord?: MatrixOrder | null;
}

/**
 * The norm of vectors (one dim) or matrices (two dims). Without `ord` the root of the sum of squares over `dim`, or of
 * all elements; with `ord` and no `dim` the tensor itself must be a vector or a matrix.
 */
export function norm(
  A: Tensor,
  ord?: MatrixOrder | null | LinalgNormOptions,
  dim?: Dims | null | LinalgNormOptions,
  keepdim?: boolean | LinalgNormOptions,
  options?: LinalgNormOptions,
): Tensor {
  const call = named<LinalgNormOptions>("linalg.norm", { ord, dim, keepdim }, options, ["dtype", "out"]);
  const x = expectFloating(A, "linalg.norm");
  const dims = call.dim == null ? null : typeof call.dim === "number" ? [call.dim] : call.dim;
  if (call.ord == null) return normOver(x, 2, call, "linalg.vector_norm");
  if (dims === null && x.ndim !== 1 && x.ndim !== 2)
    throw new Error(`linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ${x.ndim}D.`);
  if (dims !== null && dims.length !== 1 && dims.length !== 2)
    throw new Error(`linalg.norm: If dim is specified, it must be of length 1 or 2. Got [${dims.join(", ")}]`);
  const matrix = dims === null ? x.ndim === 2 : dims.length === 2;
  if (matrix) return matrixNormOf(x, call.ord, dims ?? [0, 1], call);
  if (typeof call.ord === "string")
    throw new Error(
      `linalg.norm: Order ${call.ord} is of matrices, but ${dims === null ? "the input is a vector" : "dim names one dimension"}.`,
    );
  return normOver(x, call.ord, call);
}

/** Options of `torch.norm`. */
export interface TorchNormOptions extends NormOptions {
  /** "fro" (the default), "nuc", or the exponent of a vector's norm. */
  p?: MatrixOrder | null;
}

/** `torch.norm`: numbers are norms of vectors over all of `dim`; "fro" the root of the sum of squares; "nuc" of matrices. */
export function normOf(
  input: Tensor,
  p?: MatrixOrder | null | TorchNormOptions,
  dim?: Dims | null | TorchNormOptions,
  keepdim?: boolean | TorchNormOptions,
  options?: TorchNormOptions,
): Tensor {
  const call = named<TorchNormOptions>("norm", { p, dim, keepdim }, options, ["dtype", "out"]);
  const x = expectTensor(input, "norm");
  const order = call.p === undefined ? "fro" : (call.p ?? 2);
  if (order === "nuc") {
    const dims = call.dim == null ? x.shape.map((_, d) => d) : typeof call.dim === "number" ? [call.dim] : call.dim;
    return matrixNormOf(x, "nuc", dims, call);
  }
  if (typeof order === "string" && order !== "fro")
    throw new Error(`linalg.matrix_norm: Order ${String(order)} not supported.`);
  return normOver(x, order === "fro" ? 2 : order, call);
}

/** How far errors of the right side grow in a solution: the norm of A times that of its inverse; without `p` of the singular values. */
export function cond(
  A: Tensor,
  p?: MatrixOrder | null | { p?: MatrixOrder | null; out?: Tensor },
  options?: OutOption,
): Tensor {
  const call = named<{ p?: MatrixOrder | null; out?: Tensor }>("linalg.cond", { p }, options, ["out"]);
  const a = expectMatrix(A, "linalg.cond");
  const order = call.p ?? 2;
  if (order === 2 || order === -2) {
    const S = svdvals(a);
    const [largest, smallest] = [S.narrow(-1, 0, 1), S.narrow(-1, -1, 1)].map((part) => part.squeeze(-1));
    return finish(order === 2 ? div(largest, smallest) : div(smallest, largest), call.out, "linalg.cond", A);
  }
  const [rows, columns] = a.shape.slice(-2);
  if (rows !== columns)
    throw new Error(
      `linalg.cond(ord=${String(order)}): A must be batches of square matrices, but they are ${rows} by ${columns} matrices`,
    );
  const own = matrixNormOf(a, order, [-2, -1], {});
  const { info } = invEx(a.detach());
  const singular = wrap(info, info.kernels.ne(info.handle, 0));
  if (!info.kernels.item(info.kernels.any(singular.handle, [], false)))
    return finish(mul(own, matrixNormOf(inv(a), order, [-2, -1], {})), call.out, "linalg.cond", A);
  const safe = whereTensor(unsqueeze(unsqueeze(singular, -1), -1), filled(a, 0), a);
  const product = mul(own, matrixNormOf(invEx(safe).inverse, order, [-2, -1], {}));
  return finish(whereTensor(singular, Infinity, product), call.out, "linalg.cond", A);
}
