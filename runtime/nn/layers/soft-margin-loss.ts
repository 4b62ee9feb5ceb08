/** `nn.SoftMarginLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { type ReductionOption, softMarginLoss } from "../functional/index.ts";
import { parseLoss, type Reducing, reducing } from "../functional/reduction.ts";
import { Loss } from "../loss.ts";

/**
 * `log(1 + exp(-target input))`, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.SoftMarginLoss.html
 */
export class SoftMarginLoss extends Loss {
  constructor(...args: Call<Reducing, ReductionOption>) {
    const call = parseLoss<ReductionOption>("SoftMarginLoss", reducing, args);
    super(call);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { reduction } = this;
    return softMarginLoss(input, target, { reduction });
  }
}
