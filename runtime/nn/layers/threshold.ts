/** `nn.Threshold`. */

import { threshold } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { applied } from "../in-place.ts";
import { Module } from "../module.ts";
import { float } from "../python.ts";

interface ThresholdOptions {
  /** What `x` is to be above. */
  threshold?: number;
  /** What stands for the others. */
  value?: number;
  /** Write to the input itself; false. */
  inplace?: boolean;
}

/** `x` where it is above `threshold`, else `value`. */
export class Threshold extends Module {
  readonly threshold: number;
  readonly value: number;
  readonly inplace: boolean;

  constructor(...args: Call<[threshold: number, value: number, inplace?: boolean], ThresholdOptions>) {
    super();
    const call = parse<ThresholdOptions>("Threshold", ["threshold!", "value!", "inplace"], args);
    this.threshold = call.threshold as number;
    this.value = call.value as number;
    this.inplace = call.inplace ?? false;
  }

  override forward(input: Tensor): Tensor {
    return applied(input, this.inplace, (x) => threshold(x, this.threshold, this.value));
  }

  override extraRepr(): string {
    const text = `threshold=${float(this.threshold)}, value=${float(this.value)}`;
    return this.inplace ? `${text}, inplace=True` : text;
  }
}
