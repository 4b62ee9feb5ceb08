/** `nn.MultiLabelMarginLoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { multilabelMarginLoss, type ReductionOption } from "../functional/index.ts";
import { parseLoss, type Reducing, reducing } from "../functional/reduction.ts";
import { Loss } from "../loss.ts";

/**
 * The hinge loss of pairs of a class that the target names and one that it does not, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelMarginLoss.html
 */
export class MultiLabelMarginLoss extends Loss {
  constructor(...args: Call<Reducing, ReductionOption>) {
    const call = parseLoss<ReductionOption>("MultiLabelMarginLoss", reducing, args);
    super(call);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { reduction } = this;
    return multilabelMarginLoss(input, target, { reduction });
  }
}
