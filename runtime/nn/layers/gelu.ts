/** `nn.GELU`. */

import { gelu } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";

/** `x Φ(x)`: with the error function ("none"), or by PyTorch's approximation with tanh ("tanh"). */
export class GELU extends Module {
  readonly approximate: "none" | "tanh";

  constructor(...args: Call<[approximate?: "none" | "tanh"], { approximate?: "none" | "tanh" }>) {
    super();
    this.approximate = parse<{ approximate?: "none" | "tanh" }>("GELU", ["approximate"], args).approximate ?? "none";
  }

  override forward(input: Tensor): Tensor {
    return gelu(input, { approximate: this.approximate });
  }

  override extraRepr(): string {
    return `approximate='${this.approximate}'`;
  }
}
