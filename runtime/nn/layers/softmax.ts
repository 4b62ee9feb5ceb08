/** `nn.Softmax`. */

import { softmax } from "../../ops/softmax.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";
import { plain } from "../python.ts";

/** `exp(x)` along `dim`, divided by its sum. */
export class Softmax extends Module {
  readonly dim: number | null;

  constructor(...args: Call<[dim?: number | null], { dim?: number | null }>) {
    super();
    this.dim = parse<{ dim?: number | null }>("Softmax", ["dim"], args).dim ?? null;
  }

  override forward(input: Tensor): Tensor {
    return softmax(input, this.dim);
  }

  override extraRepr(): string {
    return `dim=${plain(this.dim)}`;
  }
}
