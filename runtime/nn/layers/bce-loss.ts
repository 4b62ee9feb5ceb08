/** `nn.BCELoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { binaryCrossEntropy, type WeightedOptions } from "../functional/index.ts";
import { parseLoss, type Reducing, reducing } from "../functional/reduction.ts";
import { WeightedLoss } from "../loss.ts";

/**
 * The binary cross entropy of targets under probabilities, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html
 */
export class BCELoss extends WeightedLoss {
  constructor(...args: Call<[weight?: Tensor | null, ...Reducing], WeightedOptions>) {
    const call = parseLoss<WeightedOptions>("BCELoss", ["weight", ...reducing], args);
    super(call);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { weight, reduction } = this;
    return binaryCrossEntropy(input, target, { weight, reduction });
  }
}
