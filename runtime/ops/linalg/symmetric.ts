/** Factors of symmetric matrices that need not be positive-definite. */

import { named } from "../../tensor/options.ts";
import { type Tensor, wrap } from "../../tensor/tensor.ts";
import { expectTensor, type OutOption } from "../core.ts";
import { type OutTupleOption, type TensorTuple, tensorTuple } from "../tuple.ts";
import {
  batchOf,
  checkInfo,
  checkOptions,
  expectMatrix,
  expectSquare,
  finish,
  requireKernel,
  requireSameType,
  sameBatch,
  sizesOf,
} from "./matrix.ts";
import { checkFit } from "./triangular.ts";

/** Options of factors of symmetric matrices; a real matrix is Hermitian where it is symmetric. */
export interface HermitianOption {
  hermitian?: boolean;
}

function factors(A: Tensor, name: string): Record<"LD" | "pivots" | "info", Tensor> {
  const a = expectSquare(A, name);
  requireKernel(a, "ldl_factor_cpu");
  const [LD, pivots, info] = a.kernels.ldlFactor(a.handle);
  return { LD: wrap(a, LD), pivots: wrap(a, pivots), info: wrap(a, info) };
}

const zeroBlock = (info: number): string => `D[${info},${info}] is zero: the matrix is singular.`;

/** L and D of the lower triangle's `A = L D Lᵀ` in one matrix, and LAPACK's int32 pivots. Not differentiable. */
export function ldlFactor(A: Tensor, options: HermitianOption & OutTupleOption = {}): TensorTuple<"LD" | "pivots"> {
  checkOptions("linalg_ldl_factor", options, ["hermitian", "out"]);
  const { LD, pivots, info } = factors(A, "torch.linalg.ldl_factor");
  checkInfo(info, "torch.linalg.ldl_factor", zeroBlock);
  return tensorTuple("linalg_ldl_factor", { LD, pivots }, options, A);
}

/** As {@link ldlFactor}, with int32 `info` in place of an error. */
export function ldlFactorEx(
  A: Tensor,
  options: HermitianOption & { checkErrors?: boolean } & OutTupleOption = {},
): TensorTuple<"LD" | "pivots" | "info"> {
  checkOptions("linalg_ldl_factor_ex", options, ["hermitian", "checkErrors", "out"]);
  const found = factors(A, "torch.linalg.ldl_factor_ex");
  if (options.checkErrors) checkInfo(found.info, "torch.linalg.ldl_factor_ex", zeroBlock);
  return tensorTuple("linalg_ldl_factor_ex", found, options, A);
}

/** The solution of `A X = B`, where `ldlFactor(A)` gave `LD` and `pivots`. */
export function ldlSolve(
  LD: Tensor | ({ LD: Tensor; pivots: Tensor; B: Tensor } & HermitianOption),
  pivots?: Tensor,
  B?: Tensor,
  options?: HermitianOption & OutOption,
): Tensor {
  const name = "torch.linalg.ldl_solve";
  const call = named<{ LD: Tensor; pivots: Tensor; B: Tensor } & HermitianOption & OutOption>(
    name,
    { LD, pivots, B },
    options,
    ["hermitian", "out"],
  );
  const a = expectSquare(call.LD, name, "LD");
  const b = expectMatrix(call.B, name, "B");
  const rows = expectTensor(call.pivots, name, "pivots");
  if (rows.dtype.isFloatingPoint || rows.dtype.name === "bool")
    throw new Error(`${name}: Expected pivots to be integers. Got ${rows.dtype}`);
  requireSameType(a, b, name);
  requireKernel(a, "ldl_solve_cpu");
  checkFit(a, b, true, name);
  const [whole, right] = sameBatch(a, b);
  const every = rows.int().expand([...batchOf(whole), sizesOf(a)[0]]);
  return finish(wrap(a, a.kernels.ldlSolve(whole.handle, every.handle, right.handle)), call.out, name);
}
