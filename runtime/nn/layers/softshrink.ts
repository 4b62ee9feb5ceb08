/** `nn.Softshrink`. */

import { softshrink } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";
import { number } from "../python.ts";

interface SoftshrinkOptions {
  /** 0.5. */
  lambd?: number;
}

/** `x` moved towards 0 by `lambd`, 0 nearer to it than that. */
export class Softshrink extends Module {
  readonly lambd: number;

  constructor(...args: Call<[lambd?: number], SoftshrinkOptions>) {
    super();
    const call = parse<SoftshrinkOptions>("Softshrink", ["lambd"], args);
    this.lambd = call.lambd ?? 0.5;
  }

  override forward(input: Tensor): Tensor {
    return softshrink(input, this.lambd);
  }

  override extraRepr(): string {
    return number(this.lambd);
  }
}
