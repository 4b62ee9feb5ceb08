/** `nn.PairwiseDistance`. */

import { pairwiseDistance } from "../../ops/norms.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { Module } from "../module.ts";

interface PairwiseDistanceOptions {
  /** The norm's degree; 2. */
  p?: number;
  /** Added to each difference; 1e-6. */
  eps?: number;
  /** Whether the last dim stays, with size 1; false. */
  keepdim?: boolean;
}

/** The p-norm of the differences of two tensors along their last dim. */
export class PairwiseDistance extends Module {
  readonly norm: number;
  readonly eps: number;
  readonly keepdim: boolean;

  constructor(...args: Call<[p?: number, eps?: number, keepdim?: boolean], PairwiseDistanceOptions>) {
    super();
    const call = parse<PairwiseDistanceOptions>("PairwiseDistance", ["p", "eps", "keepdim"], args);
    this.norm = call.p ?? 2;
    this.eps = call.eps ?? 1e-6;
    this.keepdim = call.keepdim ?? false;
  }

  override forward(x1: Tensor, x2: Tensor): Tensor {
    return pairwiseDistance(x1, x2, this.norm, this.eps, this.keepdim);
  }
}
