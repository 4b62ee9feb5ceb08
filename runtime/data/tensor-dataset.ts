/** `torch.utils.data.TensorDataset`. */

import { isGradEnabled } from "../autograd/mode.ts";
import { select } from "../ops/shape.ts";
import { describe } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { collatedBatch, Dataset, wrapIndex } from "./dataset.ts";
import { areRows, takeRows } from "./take.ts";

/** A list of as many tensors as `Tensors` is long. */
export type TensorTuple<Tensors extends readonly Tensor[]> = { -readonly [K in keyof Tensors]: Tensor };

/** Tensors of equal first size; a sample is the list of their rows at its index. */
export class TensorDataset<Tensors extends readonly Tensor[] = readonly Tensor[]> extends Dataset<
  TensorTuple<Tensors>
> {
  readonly tensors: Tensors;

  constructor(...tensors: Tensors) {
    super();
    if (tensors.length === 0) throw new TypeError("TensorDataset(): at least one tensor is needed");
    for (const tensor of tensors) {
      if (!(tensor instanceof Tensor))
        throw new TypeError(`TensorDataset(): expected Tensors, got ${describe(tensor)}`);
      if (tensor.ndim === 0) throw new TypeError("TensorDataset(): a 0-d tensor has no rows");
    }
    const sizes = tensors.map(({ shape }) => shape[0]);
    if (sizes.some((size) => size !== sizes[0]))
      throw new Error(`Size mismatch between tensors: their first sizes are ${sizes.join(", ")}`);
    this.tensors = tensors;
  }

  override get length(): number {
    return this.tensors[0].shape[0];
  }

  override at(index: number): TensorTuple<Tensors> {
    const row = wrapIndex(index, this.length);
    return this.tensors.map((tensor) => select(tensor, 0, row)) as unknown as TensorTuple<Tensors>;
  }

  /** @internal */
  [collatedBatch](indices: readonly number[]): Tensor[] | undefined {
    if (this.at !== TensorDataset.prototype.at || !areRows(indices, this.length)) return undefined;
    if (isGradEnabled() && this.tensors.some(({ requiresGrad }) => requiresGrad)) return undefined;
    return this.tensors.map((tensor) => takeRows(tensor, indices));
  }
}
