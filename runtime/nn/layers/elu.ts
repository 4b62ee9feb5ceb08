/** `nn.ELU`. */

import { elu } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { applied } from "../in-place.ts";
import { Module } from "../module.ts";
import { float } from "../python.ts";

interface ELUOptions {
  /** 1. */
  alpha?: number;
  /** Write to the input itself; false. */
  inplace?: boolean;
}

/** `x` where it is positive, else `alpha * (exp(x) - 1)`. */
export class ELU extends Module {
  readonly alpha: number;
  readonly inplace: boolean;

  constructor(...args: Call<[alpha?: number, inplace?: boolean], ELUOptions>) {
    super();
    const call = parse<ELUOptions>("ELU", ["alpha", "inplace"], args);
    this.alpha = call.alpha ?? 1;
    this.inplace = call.inplace ?? false;
  }

  override forward(input: Tensor): Tensor {
    return applied(input, this.inplace, (x) => elu(x, this.alpha));
  }

  override extraRepr(): string {
    const text = `alpha=${float(this.alpha)}`;
    return this.inplace ? `${text}, inplace=True` : text;
  }
}
