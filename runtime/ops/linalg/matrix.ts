/** What functions of matrices share: checks, batches, and the errors that name the matrix of a batch. */

import { type DType, float32, float64, scalarName } from "../../tensor/dtype.ts";
import { checkKeys, describe, isOptions } from "../../tensor/options.ts";
import { type Tensor, wrap } from "../../tensor/tensor.ts";
import { codeOf, expandTo, expectTensor } from "../core.ts";
import { into } from "../out.ts";
import { broadcastShapes, transpose } from "../shape.ts";

/** What PyTorch throws where a matrix does not allow what was asked: `torch.linalg.LinAlgError`. */
export class LinAlgError extends Error {
  override name = "LinAlgError";
}

/** A floating-point tensor of at least two dims. */
export function expectMatrix(value: unknown, name: string, argument = "A"): Tensor {
  const input = expectFloating(value, name, argument);
  if (input.ndim < 2) throw new Error(`${name}: The input tensor ${argument} must have at least 2 dimensions.`);
  return input;
}

/** A floating-point tensor. */
export function expectFloating(value: unknown, name: string, argument = "A"): Tensor {
  const input = expectTensor(value, name, argument);
  if (!input.dtype.isFloatingPoint)
    throw new Error(`${name}: Expected a floating point or complex tensor as input. Got ${scalarName(input.dtype)}`);
  return input;
}

/** Batches of square matrices. */
export function expectSquare(value: unknown, name: string, argument = "A"): Tensor {
  const input = expectMatrix(value, name, argument);
  const [rows, columns] = sizesOf(input);
  if (rows !== columns)
    throw new Error(
      `${name}: ${argument} must be batches of square matrices, but they are ${rows} by ${columns} matrices`,
    );
  return input;
}

/** Refuses float16 and bfloat16 in PyTorch's words. */
export function refuseHalves(input: Tensor, name: string): void {
  if (!isWide(input.dtype))
    throw new Error(`${name}: Low precision dtypes not supported. Got ${scalarName(input.dtype)}`);
}

/** Refuses float16 and bfloat16 as PyTorch does where a kernel is not written for them. */
export function requireKernel(input: Tensor, kernel: string): void {
  if (!isWide(input.dtype)) throw new Error(`"${kernel}" not implemented for '${scalarName(input.dtype)}'`);
}

/** Whether a dtype is one that matrices are factored in. */
export function isWide(dtype: DType): boolean {
  return dtype === float32 || dtype === float64;
}

/** Rows and columns. */
export function sizesOf(input: Tensor): [number, number] {
  const { shape } = input;
  return [shape[shape.length - 2], shape[shape.length - 1]];
}

/** The dims before the matrices'. */
export function batchOf(input: Tensor): number[] {
  return input.shape.slice(0, -2);
}

/** Both with the batch dims that theirs broadcast to. */
export function sameBatch(a: Tensor, b: Tensor): [Tensor, Tensor] {
  const batch = broadcastShapes(batchOf(a), batchOf(b));
  return [expandTo(a, [...batch, ...a.shape.slice(-2)]), expandTo(b, [...batch, ...b.shape.slice(-2)])];
}

/** The last two dims exchanged. */
export function turned(input: Tensor): Tensor {
  return transpose(input, -2, -1);
}

/** Ones on the diagonal of matrices of `input`'s dtype and batch. */
export function identityLike(input: Tensor, rows: number, columns = rows): Tensor {
  const { kernels } = input;
  const ones = kernels.full([...batchOf(input), rows, columns], 1, codeOf(input));
  return wrap(input, kernels.tril(kernels.triu(ones, 0), 0));
}

/** Refuses two dtypes in PyTorch's words. */
export function requireSameType(a: Tensor, b: Tensor, name: string): void {
  if (a.dtype !== b.dtype)
    throw new Error(
      `${name}: Expected A and B to have the same dtype, but found A of type ${scalarName(a.dtype)} and B of type ${scalarName(b.dtype)} instead`,
    );
}

/** The first matrix of a batch whose info is not 0: its place, as messages name it, and its info. */
export function firstProblem(info: Tensor): { place: string; info: number } | null {
  const list = info.kernels.toNumbers(info.handle).map(Number);
  const at = list.findIndex((value) => value !== 0);
  if (at < 0) return null;
  return { place: info.ndim === 0 ? "" : `(Batch element ${at}): `, info: list[at] };
}

/** Throws where `info` says that a matrix was singular or not positive-definite. */
export function checkInfo(info: Tensor, name: string, text: (info: number) => string): void {
  const problem = firstProblem(info);
  if (problem !== null) throw new LinAlgError(`${name}: ${problem.place}${text(problem.info)}`);
}

export const singularInverse = (info: number): string =>
  `The diagonal element ${info} is zero, the inversion could not be completed because the input matrix is singular.`;
export const singularSolve = (): string => "The solver failed because the input matrix is singular.";
export const indefinite = (info: number): string =>
  `The factorization could not be completed because the input is not positive-definite (the leading minor of order ${info} is not positive-definite).`;

/** Refuses what is no options object, and names that the call does not take. */
export function checkOptions(name: string, options: object | null | undefined, allowed: readonly string[]): void {
  if (options == null) return;
  if (!isOptions(options))
    throw new TypeError(`${name}(): too many positional arguments (got an extra ${describe(options)})`);
  checkKeys(name, options, allowed);
}

/** `result`, written to `out` where one is given. */
export function finish(
  result: Tensor,
  out: Tensor | null | undefined,
  name: string,
  ...inputs: readonly unknown[]
): Tensor {
  return into(out, result, name, inputs);
}
