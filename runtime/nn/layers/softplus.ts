/** `nn.Softplus`. */

import { softplus } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";
import { float, number } from "../python.ts";

interface SoftplusOptions {
  /** 1. */
  beta?: number;
  /** Above it the result is the input; 20. */
  threshold?: number;
}

/** `log(1 + exp(beta x)) / beta`; `x` itself where `beta x` is above `threshold`. */
export class Softplus extends Module {
  readonly beta: number;
  readonly threshold: number;
  /** Missing where the layer was not made by its constructor. */
  private readonly text_: string | undefined;

  constructor(...args: Call<[beta?: number, threshold?: number], SoftplusOptions>) {
    super();
    const { beta, threshold } = parse<SoftplusOptions>("Softplus", ["beta", "threshold"], args);
    this.beta = beta ?? 1;
    this.threshold = threshold ?? 20;
    // PyTorch's defaults are floats; a whole number that is given is an int.
    this.text_ = `beta=${beta === undefined ? "1.0" : number(beta)}, threshold=${threshold === undefined ? "20.0" : number(threshold)}`;
  }

  override forward(input: Tensor): Tensor {
    return softplus(input, this.beta, this.threshold);
  }

  override extraRepr(): string {
    const text = (value: number, usual: number): string => (value === usual ? float(value) : number(value));
    return this.text_ ?? `beta=${text(this.beta, 1)}, threshold=${text(this.threshold, 20)}`;
  }
}
