/** `nn.CELU`. */

import { celu } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { applied } from "../in-place.ts";
import { Module } from "../module.ts";
import { float } from "../python.ts";

interface CELUOptions {
  /** 1. */
  alpha?: number;
  /** Write to the input itself; false. */
  inplace?: boolean;
}

/** `max(0, x) + min(0, alpha * (exp(x / alpha) - 1))`. */
export class CELU extends Module {
  readonly alpha: number;
  readonly inplace: boolean;

  constructor(...args: Call<[alpha?: number, inplace?: boolean], CELUOptions>) {
    super();
    const call = parse<CELUOptions>("CELU", ["alpha", "inplace"], args);
    this.alpha = call.alpha ?? 1;
    this.inplace = call.inplace ?? false;
  }

  override forward(input: Tensor): Tensor {
    return applied(input, this.inplace, (x) => celu(x, this.alpha));
  }

  override extraRepr(): string {
    const text = `alpha=${float(this.alpha)}`;
    return this.inplace ? `${text}, inplace=True` : text;
  }
}
