/** The affine map of a layer: `x @ weight.T + bias`. */

import { needsGrad, record, recording } from "../autograd/graph.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { expectTensor } from "./core.ts";
import { matmul } from "./matmul.ts";
import { sum } from "./reduce.ts";
import { flatten, reshape, transpose, unsqueeze } from "./shape.ts";

/**
 * `input @ weight.T + bias` over the last dim.
 * @param input [..., in]
 * @param weight [out, in]
 * @param bias [out], or null
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html
 */
export function linear(input: Tensor, weight: Tensor, bias?: Tensor | null): Tensor {
  const w = expectTensor(weight, "linear", "weight");
  const b = bias ?? null;
  if (w.ndim !== 2) return linearOfVector(expectTensor(input, "linear"), w, b);
  const out = wrap(
    input,
    expectTensor(input, "linear").kernels.linear(input.handle, w.handle, b === null ? null : b.handle),
  );
  if (!recording(input, w, b)) return out;
  const { shape } = input;
  const rows = (tensor: Tensor): Tensor => {
    if (tensor.ndim === 2) return tensor;
    return tensor.ndim === 1 ? unsqueeze(tensor, 0) : flatten(tensor, 0, -2);
  };
  const name =
    shape.length === 2
      ? b === null
        ? "MmBackward0"
        : "AddmmBackward0"
      : b === null
        ? "UnsafeViewBackward0"
        : "ViewBackward0";
  return record(
    out,
    name,
    [input, w, b],
    [
      (grad) => reshape(matmul(rows(grad), w), shape),
      (grad) => matmul(transpose(rows(grad), 0, 1), rows(input)),
      (grad) => sum(rows(grad), 0),
    ],
    [needsGrad(w) ? input : null, needsGrad(input) ? w : null],
  );
}

/** A weight that is one row: the result has no last dim. */
function linearOfVector(input: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  const product = matmul(input, weight.t());
  return bias === null ? product : product.add(bias);
}
