/** LU decompositions, and what is solved by them: systems, inverses. */

import { record, recording, recordJoint } from "../../autograd/graph.ts";
import { isGradEnabled } from "../../autograd/mode.ts";
import { int64 } from "../../tensor/dtype.ts";
import { expectOptions, named } from "../../tensor/options.ts";
import { sameSize } from "../../tensor/size.ts";
import { type Tensor, wrap } from "../../tensor/tensor.ts";
import { add } from "../arithmetic.ts";
import { codeOf, expectTensor, type OutOption } from "../core.ts";
import { cat } from "../join.ts";
import { matmul } from "../matmul.ts";
import { neg } from "../pointwise.ts";
import { tril, triu } from "../select.ts";
import { narrow, squeeze, unsqueeze } from "../shape.ts";
import { type OutTupleOption, type TensorTuple, tensorTuple } from "../tuple.ts";
import {
  batchOf,
  checkInfo,
  checkOptions,
  expectMatrix,
  expectSquare,
  finish,
  firstProblem,
  identityLike,
  LinAlgError,
  refuseHalves,
  requireKernel,
  requireSameType,
  sameBatch,
  singularInverse,
  singularSolve,
  sizesOf,
  turned,
} from "./matrix.ts";
import { checkFit, triangular } from "./triangular.ts";

interface Factors {
  /** L without its ones below U. */
  LU: Tensor;
  pivots: Tensor;
  info: Tensor;
}

/** Both factors in one matrix, without history. */
function factors(input: Tensor): Factors {
  const [LU, pivots, info] = input.kernels.luFactor(input.handle);
  return { LU: wrap(input, LU), pivots: wrap(input, pivots), info: wrap(input, info) };
}

/** The permutations P, of `P L U = A`, that the exchanged rows `pivots` make. */
function permutation(like: Tensor, pivots: Tensor, rows: number): Tensor {
  const { kernels } = like;
  const count = pivots.shape[pivots.ndim - 1];
  const batch = pivots.shape.slice(0, -1);
  const exchanged = kernels.toNumbers(pivots.handle);
  const matrices = batch.reduce((product, size) => product * size, 1);
  const places = new Float64Array(matrices * rows);
  for (let b = 0; b < matrices; b++) {
    const start = b * rows;
    for (let i = 0; i < rows; i++) places[start + i] = i;
    for (let i = 0; i < count; i++) {
      const other = Number(exchanged[b * count + i]) - 1;
      if (!(other >= 0 && other < rows))
        throw new RangeError("pivots passed to lu_unpack must be between 1 and LU.size(-2) inclusive.");
      const kept = places[start + i];
      places[start + i] = places[start + other];
      places[start + other] = kept;
    }
  }
  // Column i of P has its one in row order[i].
  const index = kernels.fromNumbers(places, [...batch, 1, rows], int64.code);
  const zeros = kernels.full([...batch, rows, rows], 0, codeOf(like));
  return wrap(like, rows === 0 || matrices === 0 ? zeros : kernels.scatter_(zeros, -2, index, 1));
}

/** L and U of B = L U, whose values are known: with history where B has one. B is square. */
function recordFactors(b: Tensor, lower: Tensor, upper: Tensor): [Tensor, Tensor] {
  recordJoint(
    [lower, upper],
    "LinalgLuBackward0",
    [b],
    ([gradL, gradU]) => {
      const inner = [
        gradL === null ? null : tril(matmul(turned(lower), gradL), -1),
        gradU === null ? null : triu(matmul(gradU, turned(upper))),
      ].filter((part) => part !== null);
      if (inner.length === 0) return [null];
      const whole = inner.length === 2 ? add(inner[0], inner[1]) : inner[0];
      return [triangular(turned(lower), triangular(turned(upper), whole, false, false), true, true, true)];
    },
    [lower, upper],
  );
  return [lower, upper];
}

/** L and U from what the kernel gives, as functions of `a` where it has a history. */
function unpack(a: Tensor, LU: Tensor, pivots: Tensor): { P: Tensor; L: Tensor; U: Tensor } {
  const [m, n] = sizesOf(a);
  const k = Math.min(m, n);
  const P = permutation(a, pivots, m);
  const L = add(tril(narrow(LU, -1, 0, k), -1), identityLike(LU, m, k));
  const U = triu(narrow(LU, -2, 0, k));
  if (!recording(a)) return { P, L, U };
  const b = matmul(turned(P), a);
  const square = narrow(narrow(b, -2, 0, k), -1, 0, k);
  const [lower, upper] = recordFactors(square, narrow(L, -2, 0, k).contiguous(), narrow(U, -1, 0, k).contiguous());
  if (m > k) return { P, L: cat([lower, triangular(upper, narrow(b, -2, k, m - k), true, false)], -2), U: upper };
  if (n > k) return { P, L: lower, U: cat([upper, triangular(lower, narrow(b, -1, k, n - k), false, true, true)], -1) };
  return { P, L: lower, U: upper };
}

/** One matrix of L (without its ones) and U. */
function pack(L: Tensor, U: Tensor): Tensor {
  const [m, k] = sizesOf(L);
  const n = sizesOf(U)[1];
  const below = tril(L, -1);
  if (m > k) return cat([add(narrow(below, -2, 0, k), U), narrow(below, -2, k, m - k)], -2);
  return n > k ? cat([add(below, narrow(U, -1, 0, k)), narrow(U, -1, k, n - k)], -1) : add(below, U);
}

function factored(A: Tensor, pivot: boolean, name: string): Factors {
  const a = expectMatrix(A, name);
  if (!pivot) throw new Error(`${name}: LU without pivoting is not implemented on the CPU`);
  requireKernel(a, "lu_cpu");
  const found = factors(a);
  if (!recording(a)) return found;
  const { L, U } = unpack(a, found.LU, found.pivots);
  return { ...found, LU: pack(L, U) };
}

/** How LU decompositions are computed. */
export interface PivotOption extends OutTupleOption {
  /** Exchange rows, for stability; true, and the CPU knows no other way. */
  pivot?: boolean;
}

/** P, L and U of `A = P L U`, with L lower triangular of ones on the diagonal and U upper triangular. */
export function lu(A: Tensor, options: PivotOption = {}): TensorTuple<"P" | "L" | "U"> {
  expectOptions("lu", options);
  checkOptions("linalg_lu", options, ["pivot", "out"]);
  const a = expectMatrix(A, "linalg.lu");
  if (options.pivot === false) throw new Error("linalg.lu_factor: LU without pivoting is not implemented on the CPU");
  requireKernel(a, "lu_cpu");
  const { LU, pivots } = factors(a);
  return tensorTuple("linalg_lu", unpack(a, LU, pivots), options, A);
}

/** L and U in one matrix, as `linalg.luSolve` takes them, and int32 pivots; an error where U has a zero on its diagonal. */
export function luFactor(A: Tensor, options: PivotOption = {}): TensorTuple<"LU" | "pivots"> {
  expectOptions("lu_factor", options);
  checkOptions("linalg_lu_factor", options, ["pivot", "out"]);
  const { LU, pivots, info } = factored(A, options.pivot ?? true, "linalg.lu_factor");
  const problem = firstProblem(info);
  if (problem !== null)
    throw new LinAlgError(
      `torch.linalg.lu_factor: ${problem.place}U[${problem.info},${problem.info}] is zero and using it on lu_solve would result in a division by zero. If you still want to perform the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)`,
    );
  return tensorTuple("linalg_lu_factor", { LU, pivots }, options, A);
}

/** As {@link luFactor}, with int32 `info` in place of an error. */
export function luFactorEx(
  A: Tensor,
  options: PivotOption & { checkErrors?: boolean } = {},
): TensorTuple<"LU" | "pivots" | "info"> {
  expectOptions("lu_factor_ex", options);
  checkOptions("linalg_lu_factor_ex", options, ["pivot", "checkErrors", "out"]);
  const { LU, pivots, info } = factored(A, options.pivot ?? true, "linalg.lu_factor");
  if (options.checkErrors)
    checkInfo(
      info,
      "torch.linalg.lu_factor_ex",
      (at) => `U[${at},${at}] is zero and using it on lu_solve would result in a division by zero.`,
    );
  return tensorTuple("linalg_lu_factor_ex", { LU, pivots, info }, options, A);
}

/** `torch.lu`: L and U in one matrix and pivots; with `getInfos` also int32 infos. */
export function luCompact(
  A: Tensor,
  pivot?: boolean | { pivot?: boolean; getInfos?: boolean },
  getInfos?: boolean | { getInfos?: boolean },
): readonly Tensor[] {
  const call = named<{ pivot?: boolean; getInfos?: boolean }>("lu", { pivot, getInfos });
  const { LU, pivots, info } = factored(A, call.pivot ?? true, "linalg.lu_factor");
  return call.getInfos ? tensorTuple("_lu_with_info", { LU, pivots, info }) : [LU, pivots];
}

/** Which of {@link luUnpack}'s results are computed; the others are empty. */
export interface UnpackOptions extends OutTupleOption {
  /** L and U; true. */
  unpackData?: boolean;
  /** P; true. */
  unpackPivots?: boolean;
}

/** P, L and U from what `linalg.luFactor` gives. */
export function luUnpack(
  LU: Tensor,
  pivots: Tensor,
  unpackData?: boolean | UnpackOptions,
  unpackPivots?: boolean | UnpackOptions,
  options?: OutTupleOption,
): TensorTuple<"P" | "L" | "U"> {
  const call = named<UnpackOptions>("lu_unpack", { unpackData, unpackPivots }, options, ["out"]);
  const given = expectTensor(LU, "lu_unpack", "LU_data");
  const rows = expectTensor(pivots, "lu_unpack", "LU_pivots");
  if (given.ndim < 2) throw new Error("lu_unpack: LU_data must have at least 2 dimensions");
  if (rows.dtype.name !== "int32")
    throw new Error(
      "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.\nNote: this function is intended to be used with the output produced by torch.linalg.lu_factor",
    );
  const [m, n] = sizesOf(given);
  const k = Math.min(m, n);
  const nothing = (): Tensor => wrap(given, given.kernels.full([0], 0, codeOf(given)));
  const data = call.unpackData ?? true;
  return tensorTuple(
    "lu_unpack",
    {
      P: (call.unpackPivots ?? true) ? permutation(given, rows, m) : nothing(),
      L: data ? add(tril(narrow(given, -1, 0, k), -1), identityLike(given, m, k)) : nothing(),
      U: data ? triu(narrow(given, -2, 0, k)) : nothing(),
    },
    call,
    LU,
  );
}

/** Options of `luSolve`. */
export interface LuSolveOptions extends OutOption {
  /** Solve `A X = B`; false: `X A = B`. True. */
  left?: boolean;
  /** Solve with Aᵀ in place of A; false. */
  adjoint?: boolean;
}

/** The solution of `A X = B`, where `linalg.luFactor(A)` gave `LU` and `pivots`. */
export function luSolve(LU: Tensor, pivots: Tensor, B: Tensor, options: LuSolveOptions = {}): Tensor {
  checkOptions("linalg_lu_solve", options, ["left", "adjoint", "out"]);
  const name = "linalg.lu_solve";
  const a = expectSquare(LU, name, "LU");
  const b = expectMatrix(B, name, "B");
  const rows = expectTensor(pivots, name, "pivots");
  if (rows.dtype.name !== "int32")
    throw new Error(`${name}: pivots should be a Tensor of scalar type torch.int32. Got: ${rows.dtype}`);
  if (!sameSize(rows.shape, [...batchOf(a), sizesOf(a)[0]]))
    throw new Error(`${name}: Number of pivots per batch should be same as the dimension of the matrix`);
  requireSameType(a, b, name);
  requireKernel(a, "lu_solve_cpu");
  const { left = true, adjoint = false } = options;
  checkFit(a, b, left, name);
  const [whole, right] = sameBatch(a, b);
  const every = rows.expand([...batchOf(whole), sizesOf(a)[0]]);
  const result = left
    ? solveFactored(whole, every, right, adjoint)
    : turned(solveFactored(whole, every, turned(right), !adjoint));
  return finish(result, options.out, name, LU, B);
}

/** Of equal batches; a function of both the factors and B where they have a history. */
function solveFactored(LU: Tensor, pivots: Tensor, b: Tensor, transposed: boolean): Tensor {
  if (!recording(LU, b)) return wrap(LU, LU.kernels.luSolve(LU.handle, pivots.handle, b.handle, transposed));
  const P = permutation(LU, pivots, sizesOf(LU)[0]);
  if (!transposed) return triangular(LU, triangular(LU, matmul(turned(P), b), false, true, true), true);
  const inner = triangular(turned(LU), b, false);
  return matmul(P, triangular(turned(LU), inner, true, true, true));
}

/** `torch.lu_solve`: as `linalg.luSolve`, with the right side first. */
export function luSolveCompact(b: Tensor, LUData: Tensor, LUPivots: Tensor, options?: OutOption): Tensor {
  return luSolve(LUData, LUPivots, b, options);
}

/** The solution of `a x = b` of equal batches, and what it was solved by. */
function solved(a: Tensor, b: Tensor): { result: Tensor; info: Tensor } {
  const { LU, pivots, info } = factors(a);
  const result = wrap(a, a.kernels.luSolve(LU.handle, pivots.handle, b.handle, false));
  if (!recording(a, b)) return { result, info };
  const right = (grad: Tensor): Tensor =>
    isGradEnabled()
      ? solved(turned(a), grad).result
      : wrap(a, a.kernels.luSolve(LU.handle, pivots.handle, grad.handle, true));
  recordJoint(
    [result],
    "LinalgSolveExBackward0",
    [a, b],
    ([grad]) => {
      if (grad === null) return [null, null];
      const gradB = right(grad);
      return [neg(matmul(gradB, turned(result))), gradB];
    },
    [a, result],
  );
  return { result, info };
}

/** Options of `solve`. */
export interface SolveOptions extends OutOption {
  /** Solve `A X = B`; false: `X A = B`. True. */
  left?: boolean;
}

/** Whether B is a batch of vectors, as PyTorch tells them from matrices. */
function isVector(a: Tensor, b: Tensor): boolean {
  return b.ndim === 1 || (a.ndim - 1 === b.ndim && sameSize(b.shape, a.shape.slice(0, -1)));
}

function solveAny(A: Tensor, B: Tensor, left: boolean, name: string): { result: Tensor; info: Tensor } {
  const a = expectSquare(A, name);
  const b = expectTensor(B, name, "B");
  if (b.ndim < 1) throw new Error(`${name}: The input tensor B must have at least 1 dimensions.`);
  requireSameType(a, b, name);
  requireKernel(a, "lu_cpu");
  const vector = isVector(a, b);
  if (vector && !left)
    throw new Error("linalg.solve: Vector broadcasting of the left hand side is not supported for left=False");
  const matrix = vector ? unsqueeze(b, -1) : b;
  if (matrix.ndim < 2) throw new Error(`${name}: The input tensor B must have at least 2 dimensions.`);
  checkFit(a, matrix, left, name);
  const [whole, right] = sameBatch(a, matrix);
  const { result, info } = left ? solved(whole, right) : solved(turned(whole), turned(right));
  const own = left ? result : turned(result);
  const sized = info.ndim === a.ndim - 2 ? info : factors(a.detach()).info;
  return { result: vector ? squeeze(own, -1) : own, info: sized };
}

/** The solution of `A X = B` for a square A; B may be vectors. */
export function solve(A: Tensor, B: Tensor, options: SolveOptions = {}): Tensor {
  expectOptions("solve", options);
  checkOptions("linalg_solve", options, ["left", "out"]);
  const { result, info } = solveAny(A, B, options.left ?? true, "linalg.solve");
  checkInfo(info, "torch.linalg.solve", singularSolve);
  return finish(result, options.out, "linalg.solve", A, B);
}

/** As {@link solve}, with int32 `info` in place of an error. */
export function solveEx(
  A: Tensor,
  B: Tensor,
  options: { left?: boolean; checkErrors?: boolean } & OutTupleOption = {},
): TensorTuple<"result" | "info"> {
  expectOptions("solve_ex", options);
  checkOptions("linalg_solve_ex", options, ["left", "checkErrors", "out"]);
  const { result, info } = solveAny(A, B, options.left ?? true, "linalg.solve");
  if (options.checkErrors) checkInfo(info, "torch.linalg.solve_ex", singularSolve);
  return tensorTuple("linalg_solve_ex", { result, info }, options, A, B);
}

function inverted(A: Tensor, name: string): { inverse: Tensor; info: Tensor } {
  const a = expectSquare(A, name);
  refuseHalves(a, name);
  const { LU, pivots, info } = factors(a);
  const identity = identityLike(a, sizesOf(a)[0]);
  const inverse = wrap(a, a.kernels.luSolve(LU.handle, pivots.handle, identity.handle, false));
  if (recording(a))
    record(
      inverse,
      "LinalgInvExBackward0",
      [a],
      [(grad) => neg(matmul(turned(inverse), matmul(grad, turned(inverse))))],
      [inverse],
    );
  return { inverse, info };
}

/** The inverse of each square matrix; an error names the first that is singular. */
export function inv(A: Tensor, options: OutOption = {}): Tensor {
  checkOptions("linalg_inv", options, ["out"]);
  const { inverse, info } = inverted(A, "linalg.inv");
  checkInfo(info, "linalg.inv", singularInverse);
  return finish(inverse, options.out, "linalg.inv", A);
}

/** As {@link inv}, with int32 `info` in place of an error. */
export function invEx(
  A: Tensor,
  options: { checkErrors?: boolean } & OutTupleOption = {},
): TensorTuple<"inverse" | "info"> {
  checkOptions("linalg_inv_ex", options, ["checkErrors", "out"]);
  const { inverse, info } = inverted(A, "linalg.inv");
  if (options.checkErrors) checkInfo(info, "linalg.inv_ex", singularInverse);
  return tensorTuple("linalg_inv_ex", { inverse, info }, options, A);
}
