/** Activations without parameters but `inplace`. */

import type { Tensor } from "../tensor/tensor.ts";
import { type Call, parse } from "./arguments.ts";
import { applied } from "./in-place.ts";
import { Module } from "./module.ts";

/** The base of activations that may write to their input. */
export abstract class InPlaceActivation extends Module {
  readonly inplace: boolean;

  constructor(...args: Call<[inplace?: boolean], { inplace?: boolean }>) {
    super();
    this.inplace = parse<{ inplace?: boolean }>(new.target.name, ["inplace"], args).inplace ?? false;
  }

  protected abstract activate(input: Tensor): Tensor;

  override forward(input: Tensor): Tensor {
    return applied(input, this.inplace, (x) => this.activate(x));
  }

  override extraRepr(): string {
    return this.inplace ? "inplace=True" : "";
  }
}
