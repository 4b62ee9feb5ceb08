/** Singular values and vectors. */

import { recording, recordJoint } from "../../autograd/graph.ts";
import { expectOptions, named } from "../../tensor/options.ts";
import { type Tensor, wrap } from "../../tensor/tensor.ts";
import { add, div, mul, sub } from "../arithmetic.ts";
import { codeOf, type OutOption } from "../core.ts";
import { matmul } from "../matmul.ts";
import { square } from "../pointwise.ts";
import { narrow, unsqueeze } from "../shape.ts";
import { type OutTupleOption, type TensorTuple, tensorTuple } from "../tuple.ts";
import {
  batchOf,
  checkOptions,
  expectMatrix,
  finish,
  firstProblem,
  identityLike,
  LinAlgError,
  requireKernel,
  sizesOf,
  turned,
} from "./matrix.ts";

interface Factors {
  U: Tensor;
  S: Tensor;
  Vh: Tensor;
}

function check(info: Tensor, a: Tensor): void {
  const problem = firstProblem(info);
  if (problem === null) return;
  const finite = a.kernels.item(a.kernels.all(a.kernels.isfinite(a.handle), [], false));
  throw new LinAlgError(
    `linalg.svd: ${problem.place}The algorithm failed to converge because the input matrix ${finite ? "is ill-conditioned or has too many repeated singular values" : "contained non-finite values."}`,
  );
}

function decompose(A: Tensor, full: boolean): Factors {
  const a = expectMatrix(A, "linalg.svd");
  requireKernel(a, "linalg_svd_cpu");
  const [u, s, vh, info] = a.kernels.svd(a.handle, full, true);
  const [U, S, Vh] = [u, s, vh].map((handle) => wrap(a, handle));
  check(wrap(a, info), a);
  if (!recording(a)) return { U, S, Vh };
  const k = S.shape[S.ndim - 1];
  // Columns beyond the singular values are anybody's choice and have no gradient.
  const columns = (part: Tensor): Tensor => (full ? narrow(part, -1, 0, k) : part);
  const rows = (part: Tensor): Tensor => (full ? narrow(part, -2, 0, k) : part);
  recordJoint(
    [U, S, Vh],
    "LinalgSvdBackward0",
    [a],
    ([gradU, gradS, gradVh]) => [
      gradient(
        columns(U),
        S,
        rows(Vh),
        gradU === null ? null : columns(gradU),
        gradS,
        gradVh === null ? null : rows(gradVh),
      ),
    ],
    [U, S, Vh],
  );
  return { U, S, Vh };
}

const skew = (input: Tensor): Tensor => sub(input, turned(input));

/** U (F ∘ skew(Uᵀ gU) S + S F ∘ skew(Vᵀ gV) + diag(gS)) Vᵀ and what lies outside of U's and V's columns. */
function gradient(
  U: Tensor,
  S: Tensor,
  Vh: Tensor,
  gradU: Tensor | null,
  gradS: Tensor | null,
  gradVh: Tensor | null,
): Tensor | null {
  const [m, k] = sizesOf(U);
  const n = sizesOf(Vh)[1];
  const identity = identityLike(U, k);
  const inner: Tensor[] = [];
  if (gradS !== null) inner.push(mul(identity, unsqueeze(gradS, -1)));
  if (gradU !== null || gradVh !== null) {
    const squares = square(S);
    // One on the diagonal, where the numerator is 0.
    const gaps = add(sub(unsqueeze(squares, -2), unsqueeze(squares, -1)), identity);
    if (gradU !== null) inner.push(mul(div(skew(matmul(turned(U), gradU)), gaps), unsqueeze(S, -2)));
    if (gradVh !== null) inner.push(mul(div(skew(matmul(Vh, turned(gradVh))), gaps), unsqueeze(S, -1)));
  }
  if (inner.length === 0) return null;
  let result = matmul(
    U,
    matmul(
      inner.reduce((total, part) => add(total, part)),
      Vh,
    ),
  );
  if (gradU !== null && m > k) {
    const outside = sub(gradU, matmul(U, matmul(turned(U), gradU)));
    result = add(result, matmul(div(outside, unsqueeze(S, -2)), Vh));
  }
  if (gradVh !== null && n > k) {
    const outside = sub(gradVh, matmul(matmul(gradVh, turned(Vh)), Vh));
    result = add(result, matmul(U, div(outside, unsqueeze(S, -1))));
  }
  return result;
}

/** Options of {@link svd}. */
export interface SvdOptions extends OutTupleOption {
  /** U and Vh are square; true. */
  fullMatrices?: boolean;
  /** Of CUDA alone: refused. */
  driver?: string | null;
}

/** U, the singular values S in descending order, and Vh of `A = U diag(S) Vh`. */
export function svd(
  A: Tensor,
  fullMatrices?: boolean | SvdOptions,
  options?: SvdOptions,
): TensorTuple<"U" | "S" | "Vh"> {
  const call = named<SvdOptions>("linalg.svd", { fullMatrices }, options, ["driver", "out"]);
  if (call.driver != null)
    throw new Error(
      "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER backend.",
    );
  return tensorTuple("linalg_svd", { ...decompose(A, call.fullMatrices ?? true) }, call, A);
}

/** The singular values in descending order. */
export function svdvals(A: Tensor, options: OutOption & { driver?: string | null } = {}): Tensor {
  expectOptions("svdvals", options);
  checkOptions("linalg_svdvals", options, ["driver", "out"]);
  const a = expectMatrix(A, "linalg.svdvals");
  if (options.driver != null)
    throw new Error(
      "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER backend.",
    );
  if (recording(a)) return finish(decompose(a, false).S, options.out, "linalg.svdvals", A);
  requireKernel(a, "linalg_svd_cpu");
  const [s, info] = a.kernels.svd(a.handle, false, false);
  check(wrap(a, info), a);
  return finish(wrap(a, s), options.out, "linalg.svdvals");
}

/** Options of `torch.svd`. */
export interface SomeOptions extends OutTupleOption {
  /** U and V have only the columns that A needs; true. */
  some?: boolean;
  /** False: U and V are zeros; true. */
  computeUv?: boolean;
}

/** `torch.svd`: U, S and V of `A = U diag(S) Vᵀ`. */
export function svdOf(
  input: Tensor,
  some?: boolean | SomeOptions,
  computeUv?: boolean | SomeOptions,
  options?: OutTupleOption,
): TensorTuple<"U" | "S" | "V"> {
  const call = named<SomeOptions>("svd", { some, computeUv }, options, ["out"]);
  const a = expectMatrix(input, "linalg.svd");
  if (call.computeUv === false) {
    const [m, n] = sizesOf(a);
    const zeros = (size: number): Tensor => wrap(a, a.kernels.full([...batchOf(a), size, size], 0, codeOf(a)));
    return tensorTuple("svd", { U: zeros(m), S: svdvals(a), V: zeros(n) }, call, input);
  }
  const { U, S, Vh } = decompose(a, call.some === false);
  return tensorTuple("svd", { U, S, V: turned(Vh) }, call, input);
}
