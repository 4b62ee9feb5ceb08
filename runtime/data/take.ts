/** Rows of a tensor as a fresh one: what collating them one by one gives, in one or two native calls. */

import { int64 } from "../tensor/dtype.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";

/** Whether every index is a row, counted from 0, of `count`. */
export function areRows(indices: readonly number[], count: number): boolean {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (!Number.isInteger(index) || index < 0 || index >= count) return false;
  }
  return indices.length > 0;
}

function isRun(indices: readonly number[]): boolean {
  for (let i = 1; i < indices.length; i++) if (indices[i] !== indices[0] + i) return false;
  return true;
}

/** The rows at `indices`; a view of `input` where they follow one another, so copy it before writing. */
export function viewRows(input: Tensor, indices: readonly number[]): Tensor {
  const { kernels } = input;
  if (isRun(indices)) return wrap(input, kernels.slice(input.handle, 0, indices[0], indices[0] + indices.length, 1));
  return wrap(input, kernels.indexSelect(input.handle, 0, kernels.fromNumbers(indices, [indices.length], int64.code)));
}

/** A copy of the rows at `indices`. */
export function takeRows(input: Tensor, indices: readonly number[]): Tensor {
  const rows = viewRows(input, indices);
  return isRun(indices) ? wrap(rows, rows.kernels.clone(rows.handle)) : rows;
}
