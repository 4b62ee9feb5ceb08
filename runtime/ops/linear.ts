/** The affine map of a layer: `x @ weight.T + bias`. */

import { needsGrad, record, recording } from "../autograd/graph.ts";
import { formatSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add } from "./arithmetic.ts";
import { lower } from "./autocast.ts";
import { expectTensor } from "./core.ts";
import { matmul } from "./matmul.ts";
import { sum } from "./reduce.ts";
import { flatten, permute, reshape, transpose, unsqueeze } from "./shape.ts";

/**
 * `input @ weight.T + bias` over the last dim.
 * @param input [..., in]
 * @param weight [out, in]
 * @param bias [out], or null
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html
 */
export function linear(input: Tensor, weight: Tensor, bias?: Tensor | null): Tensor {
  const cast = lower(input, weight, bias);
  if (cast !== null) return linear(...cast);
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

/**
 * `input1ᵀ weight[k] input2 + bias[k]` for each output k, over the last dims.
 * @param input1 [..., in1]
 * @param input2 [..., in2]
 * @param weight [out, in1, in2]
 * @param bias [out], or null
 */
export function bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias?: Tensor | null): Tensor {
  const first = expectTensor(input1, "bilinear", "input1").shape;
  const second = expectTensor(input2, "bilinear", "input2").shape;
  if (first.length !== second.length)
    throw new Error(`bilinear(): input dimensions do not match: got ${first.length} and ${second.length}`);
  if (first.slice(0, -1).join() !== second.slice(0, -1).join())
    throw new Error(
      `bilinear(): input batch dimensions do not match: got ${formatSize(first)} and ${formatSize(second)}`,
    );
  if (expectTensor(weight, "bilinear", "weight").ndim !== 3)
    throw new Error(`bilinear(): weight must be 3-D, but got ${weight.ndim}-D`);
  const [outputs, in1, in2] = weight.shape;
  if (first.at(-1) !== in1)
    throw new Error(`bilinear(): input1 size does not match weight size: got ${first.at(-1)} but expected ${in1}`);
  if (second.at(-1) !== in2)
    throw new Error(`bilinear(): input2 size does not match weight size: got ${second.at(-1)} but expected ${in2}`);
  if (bias != null && bias.shape.join() !== String(outputs))
    throw new Error(
      `bilinear(): bias size does not match weight size: got ${bias.shape[0] ?? 0} but expected ${outputs}`,
    );
  const left = matmul(reshape(input1, [-1, in1]), reshape(permute(weight, [1, 0, 2]), [in1, outputs * in2]));
  const product = matmul(reshape(left, [left.shape[0], outputs, in2]), unsqueeze(reshape(input2, [-1, in2]), 2));
  const result = reshape(product, [...first.slice(0, -1), outputs]);
  return bias == null ? result : add(result, bias);
}
