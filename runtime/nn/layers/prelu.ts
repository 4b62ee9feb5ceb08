/** `nn.PReLU`. */

import { prelu } from "../../ops/activation.ts";
import { empty } from "../../ops/create.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, integer, parse } from "../arguments.ts";
import { constant_ } from "../init.ts";
import { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";
import type { LayerOptions } from "./linear.ts";

interface PReLUOptions extends LayerOptions {
  /** One for all channels, or as many as there are; 1. */
  numParameters?: number;
  /** The first slope; 0.25. */
  init?: number;
}

/** `x` where it is positive, else `x * weight` with a weight that is learnt. */
export class PReLU extends Module {
  readonly numParameters: number;
  readonly init: number;
  weight: Parameter;

  constructor(
    ...args: Call<
      [numParameters?: number, init?: number, device?: LayerOptions["device"], dtype?: LayerOptions["dtype"]],
      PReLUOptions
    >
  ) {
    super();
    const call = parse<PReLUOptions>("PReLU", ["numParameters", "init", "device", "dtype"], args);
    this.numParameters = integer("PReLU", "numParameters", call.numParameters ?? 1, 1);
    this.init = call.init ?? 0.25;
    this.weight = new Parameter(empty(this.numParameters, { dtype: call.dtype, device: call.device }));
    this.resetParameters();
  }

  /** Sets the slopes to what they began with. */
  resetParameters(): void {
    constant_(this.weight, this.init);
  }

  override forward(input: Tensor): Tensor {
    return prelu(input, this.weight);
  }

  override extraRepr(): string {
    return `num_parameters=${this.numParameters}`;
  }
}
