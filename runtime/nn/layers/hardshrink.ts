/** `nn.Hardshrink`. */

import { hardshrink } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";
import { float } from "../python.ts";

interface HardshrinkOptions {
  /** 0.5. */
  lambd?: number;
}

/** `x`, but 0 within `lambd` of it. */
export class Hardshrink extends Module {
  readonly lambd: number;

  constructor(...args: Call<[lambd?: number], HardshrinkOptions>) {
    super();
    const call = parse<HardshrinkOptions>("Hardshrink", ["lambd"], args);
    this.lambd = call.lambd ?? 0.5;
  }

  override forward(input: Tensor): Tensor {
    return hardshrink(input, this.lambd);
  }

  override extraRepr(): string {
    return float(this.lambd);
  }
}
