/** `nn.NLLLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { type NllLossOptions, nllLoss, type Reduction } from "../functional/index.ts";
import { parseLoss } from "../functional/reduction.ts";
import { WeightedLoss } from "../loss.ts";

/**
 * The negative log-likelihood of class indices under log-probabilities.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
 */
export class NLLLoss extends WeightedLoss {
  readonly ignoreIndex: number;

  constructor(
    ...args: Call<
      [
        weight?: Tensor | null,
        sizeAverage?: boolean | null,
        ignoreIndex?: number,
        reduce?: boolean | null,
        reduction?: Reduction,
      ],
      NllLossOptions
    >
  ) {
    const call = parseLoss<NllLossOptions>(
      "NLLLoss",
      ["weight", "sizeAverage", "ignoreIndex", "reduce", "reduction"],
      args,
    );
    super(call);
    this.ignoreIndex = call.ignoreIndex ?? -100;
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { ignoreIndex, weight, reduction } = this;
    return nllLoss(input, target, { weight, ignoreIndex, reduction });
  }
}
