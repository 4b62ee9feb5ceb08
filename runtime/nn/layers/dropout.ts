/** `nn.Dropout`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { dropout } from "../functional/index.ts";
import { Module } from "../module.ts";
import { float, plain } from "../python.ts";

interface DropoutModuleOptions {
  /** The probability that an element becomes 0; 0.5. */
  p?: number;
  inplace?: boolean;
}

/** In training, sets elements to 0 with probability `p` and divides the others by `1 - p`. */
export class Dropout extends Module {
  p: number;
  readonly inplace: boolean;

  constructor(...args: Call<[p?: number, inplace?: boolean], DropoutModuleOptions>) {
    super();
    const { p = 0.5, inplace = false } = parse<DropoutModuleOptions>("Dropout", ["p", "inplace"], args);
    if (!(p >= 0 && p <= 1)) throw new RangeError(`dropout probability has to be between 0 and 1, but got ${p}`);
    this.p = p;
    this.inplace = inplace;
  }

  override forward(input: Tensor): Tensor {
    return dropout(input, this.p, this.training, this.inplace);
  }

  override extraRepr(): string {
    return `p=${float(this.p)}, inplace=${plain(this.inplace)}`;
  }
}
