/** `nn.LeakyReLU`. */

import { leakyRelu } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { applied } from "../in-place.ts";
import { Module } from "../module.ts";
import { float } from "../python.ts";

interface LeakyReLUOptions {
  /** 0.01. */
  negativeSlope?: number;
  /** Write to the input itself; false. */
  inplace?: boolean;
}

/** `x` where it is positive, else `x * negativeSlope`. */
export class LeakyReLU extends Module {
  readonly negativeSlope: number;
  readonly inplace: boolean;

  constructor(...args: Call<[negativeSlope?: number, inplace?: boolean], LeakyReLUOptions>) {
    super();
    const call = parse<LeakyReLUOptions>("LeakyReLU", ["negativeSlope", "inplace"], args);
    this.negativeSlope = call.negativeSlope ?? 0.01;
    this.inplace = call.inplace ?? false;
  }

  override forward(input: Tensor): Tensor {
    return applied(input, this.inplace, (x) => leakyRelu(x, this.negativeSlope));
  }

  override extraRepr(): string {
    const text = `negative_slope=${float(this.negativeSlope)}`;
    return this.inplace ? `${text}, inplace=True` : text;
  }
}
