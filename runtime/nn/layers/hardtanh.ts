/** `nn.Hardtanh`. */

import { hardtanh } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { applied } from "../in-place.ts";
import { Module } from "../module.ts";
import { float } from "../python.ts";

interface HardtanhOptions {
  /** -1. */
  minVal?: number;
  /** 1. */
  maxVal?: number;
  /** Write to the input itself; false. */
  inplace?: boolean;
}

/** `x` cut to [minVal, maxVal]. */
export class Hardtanh extends Module {
  readonly minVal: number;
  readonly maxVal: number;
  readonly inplace: boolean;

  constructor(...args: Call<[minVal?: number, maxVal?: number, inplace?: boolean], HardtanhOptions>) {
    super();
    const call = parse<HardtanhOptions>("Hardtanh", ["minVal", "maxVal", "inplace"], args);
    this.minVal = call.minVal ?? -1;
    this.maxVal = call.maxVal ?? 1;
    this.inplace = call.inplace ?? false;
    if (this.minVal >= this.maxVal)
      throw new RangeError(`Hardtanh: max_val (${this.maxVal}) must be greater than min_val (${this.minVal})`);
  }

  override forward(input: Tensor): Tensor {
    return applied(input, this.inplace, (x) => hardtanh(x, this.minVal, this.maxVal));
  }

  override extraRepr(): string {
    const text = `min_val=${float(this.minVal)}, max_val=${float(this.maxVal)}`;
    return this.inplace ? `${text}, inplace=True` : text;
  }
}
