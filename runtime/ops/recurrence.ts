/** Linear recurrences along a dim, which gradients of running products are. */

import { record, recording } from "../autograd/graph.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { mul } from "./arithmetic.ts";
import { filled } from "./core.ts";
import { cat } from "./join.ts";
import { narrow } from "./shape.ts";
import { flip } from "./sort.ts";

/** `input` moved by one along `dim`, `first` in front and the last element dropped. */
export function moved(input: Tensor, dim: number, first: number): Tensor {
  const head = filled(narrow(input.detach(), dim, 0, 1), first);
  return cat([head, narrow(input, dim, 0, input.shape[dim] - 1)], dim);
}

/** `y[i] = b[i] + a[i] * y[i - 1]`. */
function recurrence(a: Tensor, b: Tensor, dim: number): Tensor {
  const out = wrap(b, b.kernels.recurrence(a.handle, b.handle, dim));
  if (!recording(a, b)) return out;
  return record(
    out,
    "RecurrenceBackward0",
    [a, b],
    [(grad) => mul(recurrenceBack(a, grad, dim), moved(out, dim, 0)), (grad) => recurrenceBack(a, grad, dim)],
    [a, out],
  );
}

/** `y[i] = b[i] + a[i + 1] * y[i + 1]`. */
export function recurrenceBack(a: Tensor, b: Tensor, dim: number): Tensor {
  return flip(recurrence(moved(flip(a, dim), dim, 0), flip(b, dim), dim), dim);
}
