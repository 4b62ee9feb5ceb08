/** Products and functions of matrices, and tensors read as matrices. */

import { record, recording } from "../../autograd/graph.ts";
import { int64, scalarName } from "../../tensor/dtype.ts";
import { expectOptions, named } from "../../tensor/options.ts";
import { formatSize } from "../../tensor/size.ts";
import { type Tensor, wrap } from "../../tensor/tensor.ts";
import { mul } from "../arithmetic.ts";
import { cast, codeOf, expectInts, expectTensor, filled, type OutOption, wrapDim } from "../core.ts";
import { diagonal as diagonalOf } from "../diagonal.ts";
import { stack } from "../join.ts";
import { matmul } from "../matmul.ts";
import { broadcastTensors, movedim, permute, reshape, unsqueeze } from "../shape.ts";
import { inv, solve } from "./lu.ts";
import { checkOptions, finish, identityLike, sizesOf } from "./matrix.ts";

/** A matrix multiplied with itself `n` times; of a negative `n` its inverse. */
export function matrixPower(A: Tensor, n: number | { n: number; out?: Tensor }, options?: OutOption): Tensor {
  const call = named<{ n: number; out?: Tensor }>("linalg.matrix_power", { n }, options, ["out"]);
  const a = expectTensor(A, "linalg.matrix_power", "A");
  if (a.ndim < 2) throw new Error("linalg.matrix_power: The input tensor A must have at least 2 dimensions.");
  const [rows, columns] = sizesOf(a);
  if (rows !== columns)
    throw new Error(
      `linalg.matrix_power: A must be batches of square matrices, but they are ${rows} by ${columns} matrices`,
    );
  if (!Number.isInteger(call.n)) throw new TypeError(`linalg.matrix_power(): argument 'n' must be int, not ${call.n}`);
  if (call.n === 0) {
    const one = identityLike(a, rows);
    if (recording(a)) record(one, "CopyBackwards", [a], [(grad) => filled(grad, 0)]);
    return finish(one, call.out, "linalg.matrix_power", A);
  }
  let power = call.n < 0 ? inv(a) : a;
  let result: Tensor | null = null;
  for (let left = Math.abs(call.n); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result === null ? power : matmul(result, power);
    if (left > 1) power = matmul(power, power);
  }
  return finish(result as Tensor, call.out, "linalg.matrix_power", A);
}

/** The product of matrices in the order of multiplications that costs least; the first and the last may be vectors. */
export function multiDot(tensors: readonly Tensor[], options: OutOption = {}): Tensor {
  checkOptions("linalg_multi_dot", options, ["out"]);
  const name = "multi_dot";
  if (!Array.isArray(tensors) || tensors.length < 2)
    throw new Error(
      `${name}(): expected at least 2 tensors but got ${Array.isArray(tensors) ? tensors.length : typeof tensors}`,
    );
  const last = tensors.length - 1;
  tensors.forEach((tensor, i) => {
    const { ndim, dtype } = expectTensor(tensor, name, `tensors[${i}]`);
    const ends = i === 0 || i === last;
    if (ends ? ndim !== 1 && ndim !== 2 : ndim !== 2)
      throw new Error(
        ends
          ? `${name}(): the ${i === 0 ? "first" : "last"} tensor must be 1D or 2D but got ${ndim}D`
          : `${name}(): tensor ${i} must be 2D but got ${ndim}D`,
      );
    if (dtype !== tensors[0].dtype)
      throw new Error(`${name}(): all tensors must have be the same dtype but got ${tensors[0].dtype} and ${dtype}`);
  });
  const first = tensors[0].ndim === 1;
  const end = tensors[last].ndim === 1;
  const list = tensors.map((tensor, i) => (tensor.ndim === 2 ? tensor : unsqueeze(tensor, i === 0 ? 0 : 1)));
  for (let i = 0; i < last; i++)
    if (list[i].shape[1] !== list[i + 1].shape[0])
      throw new Error(
        `${name}(): tensors ${i} and ${i + 1} with shapes ${formatSize(tensors[i].shape)} and ${formatSize(tensors[i + 1].shape)} cannot be multiplied`,
      );
  const sizes = [list[0].shape[0], ...list.map((tensor) => tensor.shape[1])];
  const split = cheapest(sizes);
  const product = (from: number, to: number): Tensor =>
    from === to ? list[from] : matmul(product(from, split[from][to]), product(split[from][to] + 1, to));
  const whole = product(0, last);
  const shape = whole.shape.filter((_, d) => !((d === 0 && first) || (d === 1 && end)));
  return finish(shape.length === 2 ? whole : reshape(whole, shape), options.out, name, ...tensors);
}

/** Where each range of a chain of products is cut, by its sizes. */
function cheapest(sizes: readonly number[]): number[][] {
  const count = sizes.length - 1;
  const cost = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  const split = cost.map((row) => [...row]);
  for (let length = 1; length < count; length++)
    for (let i = 0; i + length < count; i++) {
      const j = i + length;
      cost[i][j] = Infinity;
      for (let k = i; k < j; k++) {
        const own = cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1];
        if (own < cost[i][j]) {
          cost[i][j] = own;
          split[i][j] = k;
        }
      }
    }
  return split;
}

/** Rows of the powers 0, 1 … N − 1 of each element. */
export function vander(x: Tensor, options: { N?: number | null } = {}): Tensor {
  expectOptions("vander", options);
  checkOptions("linalg_vander", options, ["N"]);
  const given = expectTensor(x, "linalg.vander", "x");
  const input = given.ndim === 0 ? reshape(given, 1) : given;
  const N = options.N ?? input.shape[input.ndim - 1];
  if (!(N > 1)) throw new Error(`N must be greater than 1, got ${N}`);
  const base = input.dtype.isFloatingPoint ? input : cast(input, int64.code);
  const powers = [wrap(base, base.kernels.full(base.shape, 1, codeOf(base)))];
  for (let i = 1; i < N; i++) powers.push(i === 1 ? base : mul(powers[i - 1], base));
  return stack(powers, -1);
}

/** The inverse of a tensor read as a matrix of its first `ind` dims and the rest. */
export function tensorinv(A: Tensor, ind?: number | { ind?: number; out?: Tensor }, options?: OutOption): Tensor {
  const call = named<{ ind?: number; out?: Tensor }>("tensorinv", { ind }, options, ["out"]);
  const { shape } = expectTensor(A, "tensorinv", "A");
  const at = call.ind ?? 2;
  if (!(at > 0)) throw new Error("Expected a strictly positive integer for 'ind'");
  const end = shape.slice(at);
  const start = shape.slice(0, at);
  const [columns, rows] = [end, start].map((sizes) => sizes.reduce((product, size) => product * size, 1));
  if (columns !== rows)
    throw new Error(
      `Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got ${columns} != ${rows}`,
    );
  return finish(reshape(inv(reshape(A, rows, columns)), [...end, ...start]), call.out, "tensorinv", A);
}

/** X of `tensordot(A, X) = B`, where A is read as a matrix of B's dims and the rest; `dims` of A are moved to its end first. */
export function tensorsolve(
  A: Tensor,
  B: Tensor,
  dims?: readonly number[] | null | { dims?: readonly number[] | null; out?: Tensor },
  options?: OutOption,
): Tensor {
  const call = named<{ dims?: readonly number[] | null; out?: Tensor }>("tensorsolve", { dims }, options, ["out"]);
  const a = expectTensor(A, "tensorsolve", "A");
  const b = expectTensor(B, "tensorsolve", "B");
  if (call.dims != null) expectInts(call.dims, "tensorsolve", "dims");
  const moved = call.dims?.map((dim) => wrapDim(dim, a.ndim)) ?? [];
  const rest = a.shape.map((_, d) => d).filter((d) => !moved.includes(d));
  const whole = moved.length === 0 ? a : permute(a, [...rest, ...moved]);
  const result = whole.shape.slice(b.ndim);
  const count = result.reduce((product, size) => product * size, 1);
  const own = b.shape.numel();
  if (count !== own || whole.shape.numel() !== count * own)
    throw new Error(
      `Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), but got ${count} != ${own}`,
    );
  return finish(reshape(solve(reshape(whole, own, count), reshape(b, -1)), result), call.out, "tensorsolve", A, B);
}

/** The dot products of vectors along `dim` (the last), broadcast. */
export function vecdot(x: Tensor, y: Tensor, options: { dim?: number; out?: Tensor } = {}): Tensor {
  expectOptions("vecdot", options);
  checkOptions("linalg_vecdot", options, ["dim", "out"]);
  const a = expectTensor(x, "linalg.vecdot", "x");
  const b = expectTensor(y, "linalg.vecdot", "y");
  if (a.dtype !== b.dtype)
    throw new Error(
      `linalg.vecdot: Expected x and y to have the same dtype, but found x of type ${scalarName(a.dtype)} and y of type ${scalarName(b.dtype)} instead`,
    );
  const { dim = -1 } = options;
  const [left, right] = broadcastTensors(a, b).map((tensor) => movedim(tensor, dim, -1));
  const product = matmul(unsqueeze(left, -2), unsqueeze(right, -1));
  return finish(reshape(product, left.shape.slice(0, -1)), options.out, "linalg.vecdot", a, b);
}

/** The diagonal of the matrices that the last two dims (or `dim1` and `dim2`) make; a view. */
export function diagonal(A: Tensor, options: { offset?: number; dim1?: number; dim2?: number } = {}): Tensor {
  expectOptions("diagonal", options);
  checkOptions("linalg_diagonal", options, ["offset", "dim1", "dim2"]);
  const { offset = 0, dim1 = -2, dim2 = -1 } = options;
  return diagonalOf(A, offset, dim1, dim2);
}

/** The product of vectors, matrices, or batches of them. */
export function matmulOf(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return matmul(input, other, options);
}
