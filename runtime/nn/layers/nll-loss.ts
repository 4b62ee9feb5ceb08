/** `nn.NLLLoss`. */

import { type NllLossOptions, nllLoss } from "../../ops/loss.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { parse } from "../arguments.ts";
import { WeightedLoss } from "../loss.ts";

/** The negative log-likelihood of class indices under log-probabilities. */
export class NLLLoss extends WeightedLoss {
  readonly ignoreIndex: number;

  constructor(weight?: Tensor | null | NllLossOptions, options?: NllLossOptions) {
    const call = parse<NllLossOptions>("NLLLoss", ["weight"], [weight, options], ["ignoreIndex", "reduction"]);
    super(call);
    this.ignoreIndex = call.ignoreIndex ?? -100;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { weight, ignoreIndex, reduction } = this;
    return nllLoss(input, target, { weight, ignoreIndex, reduction });
  }
}
