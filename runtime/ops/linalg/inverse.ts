/** Pseudoinverses, ranks and least squares. */

import { record, recording, recordJoint } from "../../autograd/graph.ts";
import { float32 } from "../../tensor/dtype.ts";
import { named } from "../../tensor/options.ts";
import { Tensor, wrap } from "../../tensor/tensor.ts";
import { add, maximum, mul, sub } from "../arithmetic.ts";
import { gt } from "../compare.ts";
import { codeOf, expectTensor, filled, type OutOption, whereTensor } from "../core.ts";
import { amax } from "../extreme.ts";
import { matmul } from "../matmul.ts";
import { abs, neg } from "../pointwise.ts";
import { sum } from "../reduce.ts";
import { squeeze, unsqueeze } from "../shape.ts";
import { type TensorTuple, tensorTuple } from "../tuple.ts";
import { eigh, eigvalsh } from "./eigen.ts";
import {
  expectMatrix,
  expectSquare,
  finish,
  LinAlgError,
  requireKernel,
  requireSameType,
  sameBatch,
  sizesOf,
  turned,
} from "./matrix.ts";
import { svd, svdvals } from "./svd.ts";

/** Below which singular values count as zero: the larger of `atol` and `rtol` times the largest of them. */
export interface ToleranceOptions extends OutOption {
  /** 0. */
  atol?: number | Tensor | null;
  /** The dtype's epsilon times the larger of rows and columns; 0 where `atol` is above 0. */
  rtol?: number | Tensor | null;
  /** Read A as symmetric, and take eigenvalues; false. */
  hermitian?: boolean;
}

function epsilon(input: Tensor): number {
  return input.dtype === float32 ? 2 ** -23 : 2 ** -52;
}

/** For each matrix what singular values must exceed, with a last dim of 1. */
function tolerance(a: Tensor, values: Tensor, { atol, rtol }: ToleranceOptions): Tensor {
  const scaleOf = (value: number | Tensor): Tensor =>
    value instanceof Tensor ? value : wrap(a, a.kernels.full([], value, codeOf(a)));
  const absolute = scaleOf(atol ?? 0);
  const base = epsilon(a) * Math.max(...sizesOf(a));
  const relative =
    rtol != null ? scaleOf(rtol) : atol == null ? scaleOf(base) : whereTensor(gt(absolute, 0), 0, scaleOf(base));
  const most = values.shape[values.ndim - 1] === 0 ? filled(sum(values, -1), 0) : amax(values, -1);
  return unsqueeze(maximum(absolute.to(a.dtype), mul(relative.to(a.dtype), most)), -1);
}

/** How many singular values of each matrix are not zero. */
export function matrixRank(
  A: Tensor,
  tol?: number | Tensor | null | ToleranceOptions,
  hermitian?: boolean | ToleranceOptions,
  options?: ToleranceOptions,
): Tensor {
  const call = named<ToleranceOptions & { tol?: number | Tensor | null }>(
    "linalg.matrix_rank",
    { tol, hermitian },
    options,
    ["atol", "rtol", "out"],
  );
  const a = (call.hermitian ? expectSquare : expectMatrix)(A, "linalg.matrix_rank").detach();
  const values = call.hermitian ? abs(eigvalsh(a)) : svdvals(a);
  const given = call.tol == null ? call : { atol: call.tol, rtol: 0 };
  const rank = sum(gt(values, tolerance(a, values, given)), -1);
  return finish(rank, call.out, "linalg.matrix_rank");
}

/** The pseudoinverse of Moore and Penrose. */
export function pinv(
  A: Tensor,
  rcond?: number | Tensor | null | ToleranceOptions,
  hermitian?: boolean | ToleranceOptions,
  options?: ToleranceOptions,
): Tensor {
  const call = named<ToleranceOptions & { rcond?: number | Tensor | null }>(
    "linalg.pinv",
    { rcond, hermitian },
    options,
    ["atol", "rtol", "out"],
  );
  const a = (call.hermitian ? expectSquare : expectMatrix)(A, "linalg.pinv");
  const given = call.rcond == null ? call : { atol: 0, rtol: call.rcond };
  return finish(pseudoinverse(a, given, call.hermitian ?? false), call.out, "linalg.pinv", A);
}

/** `torch.pinverse`. */
export function pinverse(input: Tensor, rcond?: number | { rcond?: number }): Tensor {
  const call = named<{ rcond?: number }>("pinverse", { rcond });
  return pinv(input, { rtol: call.rcond ?? 1e-15, atol: 0 });
}

function pseudoinverse(a: Tensor, given: ToleranceOptions, hermitian: boolean): Tensor {
  const out = bare(a.detach(), given, hermitian);
  if (!recording(a)) return out;
  return record(out, "LinalgPinvBackward0", [a], [(grad) => pinvGradient(grad, a, out)], [a, out]);
}

function bare(a: Tensor, given: ToleranceOptions, hermitian: boolean): Tensor {
  if (hermitian) {
    const { eigenvalues, eigenvectors } = eigh(a);
    const sizes = abs(eigenvalues);
    const inverse = whereTensor(gt(sizes, tolerance(a, sizes, given)), eigenvalues.reciprocal(), 0);
    return matmul(mul(eigenvectors, unsqueeze(inverse, -2)), turned(eigenvectors));
  }
  const { U, S, Vh } = svd(a, false);
  const inverse = whereTensor(gt(S, tolerance(a, S, given)), S.reciprocal(), 0);
  return matmul(mul(turned(Vh), unsqueeze(inverse, -2)), turned(U));
}

/** −Pᵀ G Pᵀ + (I − A P) Gᵀ P Pᵀ + Pᵀ P Gᵀ (I − P A) of a pseudoinverse P. */
function pinvGradient(grad: Tensor, a: Tensor, P: Tensor): Tensor {
  const gradT = turned(grad);
  const PT = turned(P);
  const first = neg(matmul(PT, matmul(grad, PT)));
  const right = matmul(matmul(gradT, P), PT);
  const second = sub(right, matmul(a, matmul(P, right)));
  const left = matmul(PT, matmul(P, gradT));
  const third = sub(left, matmul(matmul(left, P), a));
  return add(add(first, second), third);
}

/** Options of {@link lstsq}. */
export interface LstsqOptions {
  /** Below which part of the largest singular value one counts as zero; the dtype's epsilon times the larger size. */
  rcond?: number | null;
  /** "gelsy" (pivoted QR, the default), "gels" (QR, full rank), "gelsd" or "gelss" (singular values). */
  driver?: "gels" | "gelsy" | "gelsd" | "gelss" | null;
}

const drivers = ["gelsy", "gels", "gelsd", "gelss"] as const;

/** What {@link lstsq} gives; residuals, rank and singular values are empty where they were not computed. */
export type LeastSquares = TensorTuple<"solution" | "residuals" | "rank" | "singularValues">;

/** X that makes the norm of `A X - B` the least, the smallest such X where there are several. */
export function lstsq(
  A: Tensor,
  B: Tensor,
  rcond?: number | null | LstsqOptions,
  options?: LstsqOptions,
): LeastSquares {
  const name = "torch.linalg.lstsq";
  const call = named<LstsqOptions>(name, { rcond }, options, ["driver"]);
  const a = expectTensor(A, name, "A");
  const b = expectTensor(B, name, "B");
  if (a.ndim < 2) throw new Error(`${name}: input must have at least 2 dimensions.`);
  if (b.ndim < 1) throw new Error(`${name}: other must have at least 1 dimension.`);
  const difference = a.ndim - b.ndim;
  if (difference < 0 || difference > 1)
    throw new Error(
      `${name}: input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) <= 1`,
    );
  const [m, n] = sizesOf(a);
  const vector = difference === 1 && b.shape.every((size, d) => size === a.shape[d]);
  const right = vector ? unsqueeze(b, -1) : b;
  if (right.ndim < 2 || right.shape[right.ndim - 2] !== m)
    throw new Error(`${name}: input.size(-2) should match other.size(${vector ? -1 : -2})`);
  requireSameType(a, b, name);
  requireKernel(a, "linalg_lstsq_cpu");
  const driver = call.driver ?? "gelsy";
  const code = drivers.indexOf(driver);
  if (code < 0) throw new Error(`${name}: parameter \`driver\` should be one of (gels, gelsy, gelsd, gelss)`);
  const [whole, given] = sameBatch(a, right);
  const { kernels } = a;
  const least = call.rcond ?? epsilon(a) * Math.max(m, n);
  const [x, ranks, values] = kernels.leastSquares(whole.handle, given.handle, least, code);
  const solution = wrap(a, x);
  const rank = wrap(a, ranks);
  const found = kernels.toNumbers(ranks).map(Number);
  if (driver === "gels") {
    const at = found.findIndex((info) => info !== 0);
    if (at >= 0)
      throw new LinAlgError(
        `${name}: ${rank.ndim === 0 ? "" : `(Batch element ${at}): `}The least squares solution could not be computed because the input matrix does not have full rank (error code: ${found[at]}).`,
      );
  }
  const nothing = (dtype: number): Tensor => wrap(a, kernels.full([0], 0, dtype));
  const full = driver === "gels" || found.every((r) => r === n);
  const wanted = m > n && full && driver !== "gelsy";
  const residuals = wanted ? sum(residual(whole.detach(), solution, given.detach()).square(), -2) : nothing(codeOf(a));
  if (recording(a, b)) {
    recordJoint(
      [solution, residuals],
      "LinalgLstsqBackward0",
      [whole, given],
      ([gradX, gradR]) => lstsqGradient(whole, given, gradX, wanted ? gradR : null),
      [whole, given],
    );
  }
  return tensorTuple("linalg_lstsq", {
    solution: vector ? squeeze(solution, -1) : solution,
    residuals,
    rank: driver === "gels" ? nothing(rank.dtype.code) : rank,
    singularValues: code >= 2 ? wrap(a, values) : nothing(codeOf(a)),
  });
}

function residual(a: Tensor, x: Tensor, b: Tensor): Tensor {
  return sub(matmul(a, x), b);
}

/** Through X = A⁺ B, and the squares of A X - B. */
function lstsqGradient(a: Tensor, b: Tensor, gradX: Tensor | null, gradR: Tensor | null): (Tensor | null)[] {
  let gradA: Tensor | null = null;
  let gradB: Tensor | null = null;
  const P = pinv(a);
  if (gradX !== null) {
    gradA = pinvGradient(matmul(gradX, turned(b)), a, P);
    gradB = matmul(turned(P), gradX);
  }
  if (gradR !== null) {
    const x = matmul(P, b);
    const errors = mul(mul(residual(a, x, b), unsqueeze(gradR, -2)), 2);
    const ownA = matmul(errors, turned(x));
    gradA = gradA === null ? ownA : add(gradA, ownA);
    gradB = gradB === null ? neg(errors) : sub(gradB, errors);
  }
  return [gradA ?? filled(a, 0), gradB ?? filled(b, 0)];
}
