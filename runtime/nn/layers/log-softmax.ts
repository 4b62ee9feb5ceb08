/** `nn.LogSoftmax`. */

import { logSoftmax } from "../../ops/softmax.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";
import { plain } from "../python.ts";

/** The logarithm of the softmax along `dim`. */
export class LogSoftmax extends Module {
  readonly dim: number | null;

  constructor(...args: Call<[dim?: number | null], { dim?: number | null }>) {
    super();
    this.dim = parse<{ dim?: number | null }>("LogSoftmax", ["dim"], args).dim ?? null;
  }

  override forward(input: Tensor): Tensor {
    return logSoftmax(input, this.dim);
  }

  override extraRepr(): string {
    return `dim=${plain(this.dim)}`;
  }
}
