/** Rows of a tensor as a fresh one: what collating them one by one gives, in one or two native calls. */

import { int64 } from "../tensor/dtype.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";

function isRun(indices: readonly number[]): boolean {
  for (let i = 1; i < indices.length; i++) if (indices[i] !== indices[0] + i) return false;
  return true;
}

/** The rows at `indices`, from 0 on; a view of `input` where they follow one another, so copy it before writing. */
export function viewRows(input: Tensor, indices: readonly number[]): Tensor {
  const { kernels } = input;
  if (indices.length > 0 && isRun(indices))
    return wrap(input, kernels.slice(input.handle, 0, indices[0], indices[0] + indices.length, 1));
  return wrap(input, kernels.indexSelect(input.handle, 0, kernels.fromNumbers(indices, [indices.length], int64.code)));
}

/** A copy of the rows at `indices`. */
export function takeRows(input: Tensor, indices: readonly number[]): Tensor {
  const rows = viewRows(input, indices);
  return rows.kernels.storageId(rows.handle) === input.kernels.storageId(input.handle)
    ? wrap(rows, rows.kernels.clone(rows.handle))
    : rows;
}
