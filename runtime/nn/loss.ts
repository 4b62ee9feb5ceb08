/** What losses share: how they reduce, and a weight. */

import { type Reduction, reductionCode } from "../ops/loss.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/** The base of losses. */
export abstract class Loss extends Module {
  readonly reduction: Reduction;

  constructor({ reduction = "mean" }: { reduction?: Reduction } = {}) {
    super();
    reductionCode(reduction);
    this.reduction = reduction;
  }
}

/** The base of losses with a weight, which is a buffer. */
export abstract class WeightedLoss extends Loss {
  declare weight: Tensor | null;

  constructor(call: { reduction?: Reduction; weight?: Tensor | null }) {
    super(call);
    this.registerBuffer("weight", call.weight ?? null);
  }
}
