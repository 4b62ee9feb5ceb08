/** `nn.GLU`. */

import { glu } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";

interface GLUOptions {
  /** The last. */
  dim?: number;
}

/** Half of a dim times the sigmoid of the other half. */
export class GLU extends Module {
  readonly dim: number;

  constructor(...args: Call<[dim?: number], GLUOptions>) {
    super();
    const call = parse<GLUOptions>("GLU", ["dim"], args);
    this.dim = call.dim ?? -1;
  }

  override forward(input: Tensor): Tensor {
    return glu(input, this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}
