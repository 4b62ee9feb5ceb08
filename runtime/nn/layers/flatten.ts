/** `nn.Flatten`. */

import { flatten } from "../../ops/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";

/** Makes the dims from `startDim` (1) to `endDim` (-1) one: [N, 1, 28, 28] becomes [N, 784]. */
export class Flatten extends Module {
  readonly startDim: number;
  readonly endDim: number;

  constructor(...args: Call<[startDim?: number, endDim?: number], { startDim?: number; endDim?: number }>) {
    super();
    const call = parse<{ startDim?: number; endDim?: number }>("Flatten", ["startDim", "endDim"], args);
    this.startDim = call.startDim ?? 1;
    this.endDim = call.endDim ?? -1;
  }

  override forward(input: Tensor): Tensor {
    return flatten(input, this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }
}
