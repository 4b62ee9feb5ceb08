/** Eigenvalues and eigenvectors. Complex numbers are real tensors whose last dim holds the two parts. */

import { recording, recordJoint } from "../../autograd/graph.ts";
import { named } from "../../tensor/options.ts";
import { type Tensor, wrap } from "../../tensor/tensor.ts";
import { add, div, mul, sub } from "../arithmetic.ts";
import type { OutOption } from "../core.ts";
import { cat, stack } from "../join.ts";
import { matmul } from "../matmul.ts";
import { neg } from "../pointwise.ts";
import { sum } from "../reduce.ts";
import { narrow, select, unsqueeze } from "../shape.ts";
import { type OutTupleOption, type TensorTuple, tensorTuple } from "../tuple.ts";
import { solve } from "./lu.ts";
import {
  checkOptions,
  expectSquare,
  finish,
  firstProblem,
  identityLike,
  LinAlgError,
  requireKernel,
  sizesOf,
  turned,
} from "./matrix.ts";

/** Which triangle of a symmetric matrix is read. */
export type Triangle = "L" | "U" | "l" | "u";

/** Options of eigenvalues of symmetric matrices. */
export interface SymmetricOptions {
  /** The triangle that is read; "L". */
  UPLO?: Triangle;
}

function symmetric(A: Tensor, uplo: Triangle, vectors: boolean): Tensor[] {
  const a = expectSquare(A, "linalg.eigh");
  if (!/^[LU]$/i.test(uplo)) throw new Error(`Expected UPLO argument to be 'L' or 'U', but got ${String(uplo)}`);
  requireKernel(a, "linalg_eigh_cpu");
  const handles = a.kernels.eigh(a.handle, uplo.toUpperCase() === "U", vectors || recording(a));
  const [L, V] = handles.map((handle) => wrap(a, handle));
  const problem = firstProblem(wrap(a, handles[handles.length - 1]));
  if (problem !== null)
    throw new LinAlgError(
      `linalg.eigh: ${problem.place}The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated eigenvalues (error code: ${problem.info}).`,
    );
  if (!recording(a)) return [L, V];
  recordJoint(
    [L, V],
    "LinalgEighBackward0",
    [a],
    ([gradL, gradV]) => {
      const identity = identityLike(V, sizesOf(V)[0]);
      const inner: Tensor[] = [];
      if (gradL !== null) inner.push(mul(identity, unsqueeze(gradL, -1)));
      if (gradV !== null) {
        const gaps = add(sub(unsqueeze(L, -2), unsqueeze(L, -1)), identity);
        inner.push(mul(div(matmul(turned(V), gradV), gaps), sub(1, identity)));
      }
      if (inner.length === 0) return [null];
      const core = inner.length === 2 ? add(inner[0], inner[1]) : inner[0];
      return [matmul(V, matmul(core, turned(V)))];
    },
    [L, V],
  );
  return [L, V];
}

/** The eigenvalues of symmetric matrices in ascending order, and orthonormal eigenvectors as columns. */
export function eigh(
  A: Tensor,
  UPLO?: Triangle | (SymmetricOptions & OutTupleOption),
  options?: OutTupleOption,
): TensorTuple<"eigenvalues" | "eigenvectors"> {
  const call = named<SymmetricOptions & OutTupleOption>("linalg.eigh", { UPLO }, options, ["out"]);
  const [eigenvalues, eigenvectors] = symmetric(A, call.UPLO ?? "L", true);
  return tensorTuple("linalg_eigh", { eigenvalues, eigenvectors }, call, A);
}

/** The eigenvalues of symmetric matrices in ascending order. */
export function eigvalsh(
  A: Tensor,
  UPLO?: Triangle | (SymmetricOptions & OutOption),
  options?: SymmetricOptions & OutOption,
): Tensor {
  const call = named<SymmetricOptions & OutOption>("linalg.eigvalsh", { UPLO }, options, ["out"]);
  return finish(symmetric(A, call.UPLO ?? "L", false)[0], call.out, "linalg.eigvalsh", A);
}

/** Complex matrices [..., m, n, 2]: their two parts. */
const real = (input: Tensor): Tensor => select(input, -1, 0);
const imaginary = (input: Tensor): Tensor => select(input, -1, 1);
const complex = (re: Tensor, im: Tensor): Tensor => stack([re, im], -1);

/** Aᴴ B. */
function adjointProduct(a: Tensor, b: Tensor): Tensor {
  const [p, q, r, s] = [turned(real(a)), turned(imaginary(a)), real(b), imaginary(b)];
  return complex(add(matmul(p, r), matmul(q, s)), sub(matmul(p, s), matmul(q, r)));
}

/** A / conj(b), element by element. */
function overConjugate(a: Tensor, b: Tensor): Tensor {
  const [p, q, r, s] = [real(a), imaginary(a), real(b), imaginary(b)];
  const size = add(mul(r, r), mul(s, s));
  return complex(div(sub(mul(p, r), mul(q, s)), size), div(add(mul(p, s), mul(q, r)), size));
}

/** V⁻ᴴ M Vᴴ, of which the real part is wanted, by a real system of twice the size. */
function transformed(V: Tensor, M: Tensor): Tensor {
  const [p, q] = [turned(real(V)), turned(imaginary(V))];
  // Vᴴ = p - i q.
  const re = add(matmul(real(M), p), matmul(imaginary(M), q));
  const im = sub(matmul(imaginary(M), p), matmul(real(M), q));
  const matrix = cat([cat([p, q], -1), cat([neg(q), p], -1)], -2);
  return narrow(solve(matrix, cat([re, im], -2)), -2, 0, sizesOf(p)[0]);
}

function general(A: Tensor, vectors: boolean, name: string): Tensor[] {
  const a = expectSquare(A, name);
  requireKernel(a, "linalg_eig_out_cpu");
  const handles = a.kernels.eig(a.handle, vectors || recording(a));
  if (firstProblem(wrap(a, handles[handles.length - 1])) !== null) {
    const finite = a.kernels.item(a.kernels.all(a.kernels.isfinite(a.handle), [], false));
    throw new LinAlgError(
      finite
        ? `${name}: The algorithm failed to converge.`
        : "torch.linalg.eig: input tensor should not contain infs or NaNs.",
    );
  }
  const [L, V] = handles.map((handle) => wrap(a, handle));
  if (!recording(a)) return [L, V];
  recordJoint(
    [L, V],
    "LinalgEigBackward0",
    [a],
    ([gradL, gradV]) => {
      if (gradL === null && gradV === null) return [null];
      const identity = identityLike(a, sizesOf(a)[0]);
      let core = gradL === null ? null : mul(unsqueeze(identity, -1), unsqueeze(gradL, -2));
      if (gradV !== null) {
        // Vectors of length 1: what would change the length is taken out.
        const product = adjointProduct(V, gradV);
        const lengths = unsqueeze(sum(mul(real(product), identity), -2), -2);
        const own = mul(adjointProduct(V, V), unsqueeze(lengths, -1));
        const gaps = sub(unsqueeze(L, -3), unsqueeze(L, -2));
        const safe = complex(add(real(gaps), identity), imaginary(gaps));
        const off = mul(overConjugate(sub(product, own), safe), unsqueeze(sub(1, identity), -1));
        core = core === null ? off : add(core, off);
      }
      return [transformed(V, core as Tensor)];
    },
    [L, V],
  );
  return [L, V];
}

/**
 * The eigenvalues of square matrices [..., n, 2] and eigenvectors of length 1 as columns [..., n, n, 2], in no order.
 * Both are complex: the last dim holds real and imaginary parts.
 */
export function eig(A: Tensor, options: OutTupleOption = {}): TensorTuple<"eigenvalues" | "eigenvectors"> {
  checkOptions("linalg_eig", options, ["out"]);
  const [eigenvalues, eigenvectors] = general(A, true, "linalg.eig");
  return tensorTuple("linalg_eig", { eigenvalues, eigenvectors }, options, A);
}

/** The eigenvalues of square matrices [..., n, 2], in no order; the last dim holds real and imaginary parts. */
export function eigvals(A: Tensor, options: OutOption = {}): Tensor {
  checkOptions("linalg_eigvals", options, ["out"]);
  return finish(general(A, false, "linalg.eigvals")[0], options.out, "linalg.eigvals", A);
}
