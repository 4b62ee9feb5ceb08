/** `nn.Unflatten`. */

import { unflatten } from "../../ops/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";
import { tuple } from "../python.ts";

interface UnflattenOptions {
  dim: number;
  unflattenedSize: readonly number[];
}

/** Takes one dim apart into several. */
export class Unflatten extends Module {
  readonly dim: number;
  readonly unflattenedSize: readonly number[];

  constructor(...args: Call<[dim: number, unflattenedSize: readonly number[]], Partial<UnflattenOptions>>) {
    super();
    const call = parse<UnflattenOptions>("Unflatten", ["dim!", "unflattenedSize!"], args);
    this.dim = call.dim;
    this.unflattenedSize = call.unflattenedSize;
  }

  override forward(input: Tensor): Tensor {
    return unflatten(input, this.dim, this.unflattenedSize);
  }

  override extraRepr(): string {
    return `dim=${this.dim}, unflattened_size=${tuple(this.unflattenedSize)}`;
  }
}
