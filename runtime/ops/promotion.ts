/** What PyTorch's promotion gives, asked for by itself. */

import { bool, DType } from "../tensor/dtype.ts";
import { describe } from "../tensor/options.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { codeOf, either, operand, type TensorOrScalar } from "./core.ts";
import * as out from "./out.ts";

/** The dtype of arithmetic on two tensors or numbers. */
export function resultType(tensor1: TensorOrScalar, tensor2: TensorOrScalar): DType {
  const like = either(tensor1, tensor2, "result_type");
  const { kernels } = like;
  const small = (value: TensorOrScalar) =>
    value instanceof Tensor
      ? kernels.full(value.ndim === 0 ? [] : [0], 0, codeOf(value))
      : operand(value, "result_type", "tensor");
  return wrap(like, kernels.where(kernels.full([], true, bool.code), small(tensor1), small(tensor2))).dtype;
}

/** Whether a result of one dtype may be written to another: no floating point to integers, no numbers to booleans. */
export function canCast(from: DType, to: DType): boolean {
  for (const [name, type] of Object.entries({ from, to }))
    if (!(type instanceof DType))
      throw new TypeError(`can_cast(): argument '${name}' must be torch.dtype, not ${describe(type)}`);
  return out.canCast(from, to);
}

export { promoteTypes } from "../tensor/dtype.ts";
