/** Determinants, and their signs and logarithms. */

import { record, recording, recordJoint } from "../../autograd/graph.ts";
import { isGradEnabled } from "../../autograd/mode.ts";
import { float32 } from "../../tensor/dtype.ts";
import { type Tensor, wrap } from "../../tensor/tensor.ts";
import { mul } from "../arithmetic.ts";
import { eq, lt } from "../compare.ts";
import { filled, type OutOption, whereTensor } from "../core.ts";
import { diagonal } from "../diagonal.ts";
import { matmul } from "../matmul.ts";
import { abs, log, sign } from "../pointwise.ts";
import { prod, sum } from "../reduce.ts";
import { unsqueeze } from "../shape.ts";
import { type OutTupleOption, type TensorTuple, tensorTuple } from "../tuple.ts";
import { solve } from "./lu.ts";
import { checkOptions, expectSquare, finish, identityLike, requireKernel, sizesOf, turned } from "./matrix.ts";
import { svd } from "./svd.ts";

/** L and U in one matrix, pivots, and the sign of their permutation: without history. */
function factors(input: Tensor): { LU: Tensor; pivots: Tensor; parity: Tensor } {
  const [LU, rows] = input.kernels.luFactor(input.handle);
  const pivots = wrap(input, rows);
  const { kernels } = input;
  const own = kernels.arange(1, 1, pivots.shape[pivots.ndim - 1], pivots.dtype.code);
  const exchanges = sum(wrap(input, kernels.ne(rows, own)), -1);
  const even = eq(exchanges.remainder(2), 0);
  const ones = filled(even, 1, input.dtype);
  return { LU: wrap(input, LU), pivots, parity: whereTensor(even, ones, ones.neg()) };
}

const main = (input: Tensor): Tensor => diagonal(input, 0, -2, -1);

/** `scale` (of the batch's shape) times the identity. */
function scaledIdentity(like: Tensor, scale: Tensor): Tensor {
  return mul(identityLike(like, sizesOf(like)[0]), unsqueeze(unsqueeze(scale, -1), -1));
}

/** The determinant of each square matrix. */
export function det(A: Tensor, options: OutOption = {}): Tensor {
  checkOptions("linalg_det", options, ["out"]);
  const a = expectSquare(A, "linalg.det");
  requireKernel(a, "lu_cpu");
  const { LU, pivots, parity } = factors(a);
  const out = mul(prod(main(LU), -1), parity);
  if (recording(a))
    record(out, "LinalgDetBackward0", [a], [(grad) => detGradient(mul(grad, out), grad, a, LU, pivots)], [a, out]);
  return finish(out, options.out, "linalg.det", A);
}

/** det(A) A⁻ᵀ times the gradient; where A is singular, what that tends to. */
function detGradient(scale: Tensor, grad: Tensor, a: Tensor, LU: Tensor, pivots: Tensor): Tensor {
  const { kernels } = a;
  const tiny = a.dtype === float32 ? 2 ** -23 : 2 ** -52;
  if (!isGradEnabled()) {
    const zero = eq(main(LU), 0);
    const nudge = whereTensor(unsqueeze(zero, -1), mul(identityLike(a, sizesOf(a)[0]), tiny), 0);
    const moved = kernels.add(LU.handle, nudge.handle);
    return wrap(a, kernels.luSolve(moved, pivots.handle, scaledIdentity(a, scale).handle, true));
  }
  const nearZero = kernels.item(kernels.any(lt(abs(prod(main(LU), -1)), 100 * tiny).handle, [], false));
  if (!nearZero) return solve(turned(a), scaledIdentity(a, scale));
  // The cofactors from A = U S Vᵀ: det(U) det(V) U diag(products of the other singular values) Vᵀ.
  const { U, S, Vh } = svd(a);
  const others = prod(whereTensor(identityLike(a, sizesOf(a)[0]).bool(), 1, unsqueeze(S, -2)), -1);
  const alpha = mul(mul(det(U), det(Vh)), grad);
  return matmul(mul(U, mul(unsqueeze(unsqueeze(alpha, -1), -1), unsqueeze(others, -2))), Vh);
}

/** The sign of each determinant, and the logarithm of its absolute value. */
export function slogdet(A: Tensor, options: OutTupleOption = {}): TensorTuple<"sign" | "logabsdet"> {
  checkOptions("linalg_slogdet", options, ["out"]);
  return signAndLog(A, "linalg_slogdet", options);
}

/** `torch.slogdet`. */
export function slogdetOf(input: Tensor, options: OutTupleOption = {}): TensorTuple<"sign" | "logabsdet"> {
  checkOptions("slogdet", options, ["out"]);
  return signAndLog(input, "slogdet", options);
}

function signAndLog(A: Tensor, name: string, options: OutTupleOption): TensorTuple<"sign" | "logabsdet"> {
  const a = expectSquare(A, "linalg.slogdet");
  requireKernel(a, "lu_cpu");
  const { LU, pivots, parity } = factors(a);
  const signs = mul(prod(sign(main(LU)), -1), parity);
  const logabsdet = sum(log(abs(main(LU))), -1);
  if (recording(a))
    recordJoint(
      [signs, logabsdet],
      "LinalgSlogdetBackward0",
      [a],
      ([, grad]) => {
        if (grad === null) return [null];
        const scale = scaledIdentity(a, grad);
        if (isGradEnabled()) return [solve(turned(a), scale)];
        return [wrap(a, a.kernels.luSolve(LU.handle, pivots.handle, scale.handle, true))];
      },
      [a],
    );
  return tensorTuple(name, { sign: signs, logabsdet }, options, A);
}

/** The logarithm of each determinant: NaN where it is negative. */
export function logdet(input: Tensor): Tensor {
  const { sign: signs, logabsdet } = slogdet(expectSquare(input, "logdet"));
  return whereTensor(eq(signs, -1), Number.NaN, logabsdet);
}
