/** Triangular systems and Cholesky's factors. */

import { record, recording } from "../../autograd/graph.ts";
import { named } from "../../tensor/options.ts";
import { type Tensor, wrap } from "../../tensor/tensor.ts";
import { add, mul } from "../arithmetic.ts";
import type { OutOption } from "../core.ts";
import { matmul } from "../matmul.ts";
import { neg } from "../pointwise.ts";
import { tril, triu } from "../select.ts";
import { type OutTupleOption, type TensorTuple, tensorTuple } from "../tuple.ts";
import {
  checkInfo,
  checkOptions,
  expectMatrix,
  expectSquare,
  finish,
  identityLike,
  indefinite,
  requireKernel,
  requireSameType,
  sameBatch,
  singularInverse,
  sizesOf,
  turned,
} from "./matrix.ts";

/** Options of {@link solveTriangular}. */
export interface SolveTriangularOptions extends OutOption {
  /** Whether A is upper triangular; must be given. */
  upper: boolean;
  /** Solve `A X = B`; false: `X A = B`. True. */
  left?: boolean;
  /** Take A's diagonal for ones; false. */
  unitriangular?: boolean;
}

/** The solution of `A X = B`, where A is triangular: its other triangle is not read. */
export function solveTriangular(A: Tensor, B: Tensor, options: SolveTriangularOptions): Tensor {
  checkOptions("linalg_solve_triangular", options, ["upper", "left", "unitriangular", "out"]);
  const name = "linalg.solve_triangular";
  const a = expectSquare(A, name);
  const b = expectMatrix(B, name, "B");
  if (typeof options?.upper !== "boolean") throw new TypeError(`${name}() missing required argument 'upper' (bool)`);
  requireSameType(a, b, name);
  requireKernel(a, "triangular_solve_cpu");
  const { upper, left = true, unitriangular = false } = options;
  checkFit(a, b, left, name);
  const [whole, right] = sameBatch(a, b);
  return finish(triangular(whole, right, upper, left, unitriangular), options.out, name, A, B);
}

/** Refuses what cannot be solved in PyTorch's words. */
export function checkFit(a: Tensor, b: Tensor, left: boolean, name: string): void {
  const [n] = sizesOf(a);
  const [rows, columns] = sizesOf(b);
  if ((left ? rows : columns) === n) return;
  const equation = left ? "AX = B" : "XA = B";
  throw new Error(
    `${name}: Incompatible shapes of A and B for the equation ${equation} (${n}x${n} and ${rows}x${columns})`,
  );
}

/** As `solveTriangular`, of equal batches. */
export function triangular(a: Tensor, b: Tensor, upper: boolean, left = true, unit = false): Tensor {
  if (!left) return turned(triangular(turned(a), turned(b), !upper, true, unit));
  const out = wrap(a, a.kernels.triangularSolve(a.handle, b.handle, upper, unit));
  if (!recording(a, b)) return out;
  const right = (grad: Tensor): Tensor => triangular(turned(a), grad, !upper, true, unit);
  return record(
    out,
    "LinalgSolveTriangularBackward0",
    [a, b],
    [
      (grad) => {
        const whole = neg(matmul(right(grad), turned(out)));
        return upper ? triu(whole, unit ? 1 : 0) : tril(whole, unit ? -1 : 0);
      },
      right,
    ],
    [a, out],
  );
}

/** Options of Cholesky's decomposition. */
export interface CholeskyOptions extends OutOption {
  /** Give the upper factor; false. */
  upper?: boolean;
}

/** Cholesky's factor, and int32: the order of the first leading minor that is not positive-definite, or 0. */
function factor(input: Tensor, upper: boolean, name: string): [Tensor, Tensor] {
  requireKernel(input, "cholesky_cpu");
  const [handle, info] = input.kernels.cholesky(expectSquare(input, name).handle, upper);
  const out = wrap(input, handle);
  if (recording(input))
    record(
      out,
      "LinalgCholeskyExBackward0",
      [input],
      [(grad) => (upper ? choleskyGradient(turned(out), turned(grad)) : choleskyGradient(out, grad))],
      [out],
    );
  return [out, wrap(input, info)];
}

/** L⁻ᵀ Φ(Lᵀ G) L⁻¹ made symmetric, where Φ takes the lower triangle with half of the diagonal. */
function choleskyGradient(lower: Tensor, grad: Tensor): Tensor {
  const product = matmul(turned(lower), grad);
  const half = mul(add(tril(product), tril(product, -1)), 0.5);
  const symmetric = mul(add(half, turned(half)), 0.5);
  const left = triangular(turned(lower), symmetric, true);
  return triangular(lower, left, false, false);
}

/** The triangular L of the symmetric positive-definite `A = L Lᵀ`; with `upper` U of `A = Uᵀ U`. */
export function cholesky(A: Tensor, options: CholeskyOptions = {}): Tensor {
  checkOptions("linalg_cholesky", options, ["upper", "out"]);
  const [out, info] = factor(expectSquare(A, "linalg.cholesky"), options.upper ?? false, "linalg.cholesky");
  checkInfo(info, "linalg.cholesky", indefinite);
  return finish(out, options.out, "linalg.cholesky", A);
}

/** As {@link cholesky}, with int32 `info` in place of an error; with `checkErrors` both. */
export function choleskyEx(
  A: Tensor,
  options: { upper?: boolean; checkErrors?: boolean } & OutTupleOption = {},
): TensorTuple<"L" | "info"> {
  checkOptions("linalg_cholesky_ex", options, ["upper", "checkErrors", "out"]);
  const [L, info] = factor(expectSquare(A, "linalg.cholesky_ex"), options.upper ?? false, "linalg.cholesky_ex");
  if (options.checkErrors) checkInfo(info, "linalg.cholesky_ex", indefinite);
  return tensorTuple("linalg_cholesky_ex", { L, info }, options, A);
}

/** `torch.cholesky`: as `linalg.cholesky`, with `upper` by position. */
export function choleskyFactor(input: Tensor, upper?: boolean | CholeskyOptions, options?: OutOption): Tensor {
  const call = named<CholeskyOptions>("cholesky", { upper }, options, ["out"]);
  const [out, info] = factor(expectSquare(input, "cholesky"), call.upper ?? false, "cholesky");
  checkInfo(info, "cholesky", indefinite);
  return finish(out, call.out, "cholesky", input);
}

/** The inverse of the matrix whose Cholesky factor `L` is. */
export function choleskyInverse(L: Tensor, upper?: boolean | CholeskyOptions, options?: OutOption): Tensor {
  const name = "cholesky_inverse";
  const call = named<CholeskyOptions>(name, { upper }, options, ["out"]);
  const a = expectSquare(L, name);
  requireKernel(a, "cholesky_inverse_out_cpu");
  const zero = diagonalZero(a);
  checkInfo(zero, name, singularInverse);
  const upperFactor = call.upper ?? false;
  const bare = a.detach();
  const inverse = triangular(bare, identityLike(a, sizesOf(a)[0]), upperFactor);
  const result = upperFactor ? matmul(inverse, turned(inverse)) : matmul(turned(inverse), inverse);
  if (recording(a))
    record(
      result,
      "CholeskyInverseBackward0",
      [a],
      [
        (grad) => {
          const common = neg(matmul(result, matmul(add(grad, turned(grad)), result)));
          return upperFactor ? matmul(a, common) : matmul(common, a);
        },
      ],
      [a, result],
    );
  return finish(result, call.out, name, L);
}

/** For each matrix the first zero (from 1) of its diagonal, or 0. */
function diagonalZero(input: Tensor): Tensor {
  const { kernels } = input;
  const zeros = input.detach().diagonal(0, -2, -1).eq(0);
  if (zeros.shape[zeros.ndim - 1] === 0) return zeros.sum(-1);
  const first = zeros.int().max(-1);
  return wrap(input, kernels.mul(kernels.add(first.indices.handle, 1), first.values.handle));
}

/** The solution of `A X = B`, where `L` is A's Cholesky factor. */
export function choleskySolve(B: Tensor, L: Tensor, upper?: boolean | CholeskyOptions, options?: OutOption): Tensor {
  const call = named<CholeskyOptions>("cholesky_solve", { upper }, options, ["out"]);
  const b = expectMatrix(B, "cholesky_solve", "b");
  const a = expectMatrix(L, "cholesky_solve", "L");
  const [n, columns] = sizesOf(a);
  if (n !== columns) throw new Error(`A must be batches of square matrices, but they are ${columns} by ${n} matrices`);
  if (sizesOf(b)[0] !== n)
    throw new Error(
      `Incompatible matrix sizes for cholesky_solve: each A matrix is ${n} by ${n} but each b matrix is ${sizesOf(b).join(" by ")}`,
    );
  requireSameType(a, b, "cholesky_solve");
  requireKernel(a, "cholesky_solve_cpu");
  const [whole, right] = sameBatch(a, b);
  const result = solveByFactor(right, whole, call.upper ?? false);
  return finish(result, call.out, "cholesky_solve", B, L);
}

/** Of equal batches. */
function solveByFactor(b: Tensor, factors: Tensor, upper: boolean): Tensor {
  const bare = factors.detach();
  const lower = upper ? turned(bare) : bare;
  const out = triangular(turned(lower), triangular(lower, b.detach(), false), true);
  if (!recording(b, factors)) return out;
  return record(
    out,
    "CholeskySolveBackward0",
    [b, factors],
    [
      (grad) => solveByFactor(grad, factors, upper),
      (grad) => {
        const half = matmul(solveByFactor(grad, factors, upper), turned(out));
        const common = neg(add(half, turned(half)));
        return upper ? matmul(factors, common) : matmul(common, factors);
      },
    ],
    [factors, out],
  );
}

/** Options of {@link triangularSolve}. */
export interface TriangularSolveOptions extends OutTupleOption {
  upper?: boolean;
  transpose?: boolean;
  unitriangular?: boolean;
}

/** The solution of `A X = b` for a triangular A (upper unless told otherwise), and A itself. */
export function triangularSolve(
  b: Tensor,
  A: Tensor,
  upper?: boolean | TriangularSolveOptions,
  transpose?: boolean | TriangularSolveOptions,
  unitriangular?: boolean | TriangularSolveOptions,
  options?: OutTupleOption,
): TensorTuple<"solution" | "clonedCoefficient"> {
  const name = "triangular_solve";
  const call = named<TriangularSolveOptions>(name, { upper, transpose, unitriangular }, options, ["out"]);
  const right = expectMatrix(b, name, "b");
  const a = expectSquare(A, name);
  const [n] = sizesOf(a);
  if (sizesOf(right)[0] !== n)
    throw new Error(
      `Incompatible matrix sizes for ${name}: each A matrix is ${n} by ${n} but each b matrix is ${sizesOf(right).join(" by ")}`,
    );
  requireSameType(a, right, name);
  requireKernel(a, "triangular_solve_cpu");
  const [whole, given] = sameBatch(a, right);
  const isUpper = call.upper ?? true;
  const matrix = call.transpose ? turned(whole) : whole;
  const solution = triangular(matrix, given, call.transpose ? !isUpper : isUpper, true, call.unitriangular ?? false);
  return tensorTuple(name, { solution, clonedCoefficient: whole.clone() }, call, b, A);
}
