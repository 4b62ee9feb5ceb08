/** Samples that are the rows of tensors. */

import { stack } from "../ops/join.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Dataset, sampleIndex } from "./dataset.ts";
import { takeRows } from "./rows.ts";

/** Sample i holds row i of each of the tensors, which have equally many. */
export class TensorDataset extends Dataset<Tensor[]> {
  readonly tensors: readonly Tensor[];

  constructor(...tensors: Tensor[]) {
    super();
    if (tensors.length === 0) throw new Error("TensorDataset: give at least one tensor");
    if (tensors.some((each) => each.shape[0] !== tensors[0].shape[0]))
      throw new Error(
        `Size mismatch between tensors: first sizes are ${tensors.map((each) => each.shape[0]).join(", ")}`,
      );
    this.tensors = tensors;
  }

  get length(): number {
    return this.tensors[0].shape[0];
  }

  at(index: number): Tensor[] {
    const row = sampleIndex(index, this.length);
    return this.tensors.map((each) => each.select(0, row));
  }

  /** @internal */
  batch(indices: readonly number[]): Tensor[] {
    const rows = indices.map((index) => sampleIndex(index, this.length));
    return this.tensors.map((each) =>
      each.requiresGrad ? stack(rows.map((row) => each.select(0, row))) : takeRows(each, rows),
    );
  }
}
