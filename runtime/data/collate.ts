/** Samples as one batch. */

import { type TensorData, tensor } from "../ops/create.ts";
import { stack } from "../ops/join.ts";
import { float64 } from "../tensor/dtype.ts";
import { describe, isOptions } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";

/**
 * Tensors stacked, numbers as a tensor (int64, or float64 when one is no integer), lists and objects field by field,
 * texts as a list.
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.default_collate
 */
export function defaultCollate(batch: readonly unknown[]): unknown {
  const [first] = batch;
  if (first instanceof Tensor) return stack(batch as Tensor[]);
  if (ArrayBuffer.isView(first)) return stack(batch.map((each) => tensor(each as ArrayBufferView)));
  if (typeof first === "number") {
    const values = batch as number[];
    return values.every((value) => Number.isInteger(value)) ? tensor(values) : tensor(values, { dtype: float64 });
  }
  if (typeof first === "boolean" || typeof first === "bigint") return tensor(batch as TensorData[]);
  if (typeof first === "string") return [...batch];
  if (Array.isArray(first)) {
    const rows = batch as readonly (readonly unknown[])[];
    if (rows.some((row) => row.length !== first.length))
      throw new Error("each element in list of batch should be of equal size");
    return first.map((_, i) => defaultCollate(rows.map((row) => row[i])));
  }
  if (isOptions(first)) {
    const rows = batch as readonly Record<string, unknown>[];
    return Object.fromEntries(Object.keys(first).map((key) => [key, defaultCollate(rows.map((row) => row[key]))]));
  }
  throw new TypeError(
    `default_collate: batch must contain tensors, typed arrays, numbers, objects or lists; found ${describe(first)} ` +
      "(a picture becomes a tensor by transforms.ToTensor())",
  );
}
