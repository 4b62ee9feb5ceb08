/** `nn.RReLU`. */

import { rrelu } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { applied } from "../in-place.ts";
import { Module } from "../module.ts";
import { float } from "../python.ts";

interface RReLUOptions {
  /** 1/8. */
  lower?: number;
  /** 1/3. */
  upper?: number;
  /** Write to the input itself; false. */
  inplace?: boolean;
}

/** `x` where it is positive, else `x` times a slope: drawn of [lower, upper] in training, else the middle of it. */
export class RReLU extends Module {
  readonly lower: number;
  readonly upper: number;
  readonly inplace: boolean;

  constructor(...args: Call<[lower?: number, upper?: number, inplace?: boolean], RReLUOptions>) {
    super();
    const call = parse<RReLUOptions>("RReLU", ["lower", "upper", "inplace"], args);
    this.lower = call.lower ?? 1 / 8;
    this.upper = call.upper ?? 1 / 3;
    this.inplace = call.inplace ?? false;
  }

  override forward(input: Tensor): Tensor {
    return applied(input, this.inplace, (x) => rrelu(x, this.lower, this.upper, this.training));
  }

  override extraRepr(): string {
    const text = `lower=${float(this.lower)}, upper=${float(this.upper)}`;
    return this.inplace ? `${text}, inplace=True` : text;
  }
}
