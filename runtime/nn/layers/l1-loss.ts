/** `nn.L1Loss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { l1Loss, type ReductionOption } from "../functional/index.ts";
import { parseLoss, type Reducing, reducing } from "../functional/reduction.ts";
import { Loss } from "../loss.ts";

/**
 * The absolute differences of input and target, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.L1Loss.html
 */
export class L1Loss extends Loss {
  constructor(...args: Call<Reducing, ReductionOption>) {
    const call = parseLoss<ReductionOption>("L1Loss", reducing, args);
    super(call);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { reduction } = this;
    return l1Loss(input, target, { reduction });
  }
}
