/** `nn.LocalResponseNorm`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { type LocalResponseNormOptions, localResponseNorm } from "../functional/normalization.ts";
import { Module } from "../module.ts";
import { float } from "../python.ts";

/** Divides each element by `(k + alpha * mean of squares in size neighbouring channels) ** beta`. */
export class LocalResponseNorm extends Module {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;

  constructor(
    ...args: Call<[size: number, alpha?: number, beta?: number, k?: number], Partial<LocalResponseNormOptions>>
  ) {
    super();
    const call = parse<LocalResponseNormOptions>("LocalResponseNorm", ["size!", "alpha", "beta", "k"], args);
    this.size = call.size;
    this.alpha = call.alpha ?? 1e-4;
    this.beta = call.beta ?? 0.75;
    this.k = call.k ?? 1;
  }

  override forward(input: Tensor): Tensor {
    return localResponseNorm(input, this.size, this.alpha, this.beta, this.k);
  }

  override extraRepr(): string {
    return `${this.size}, alpha=${float(this.alpha)}, beta=${float(this.beta)}, k=${float(this.k)}`;
  }
}
