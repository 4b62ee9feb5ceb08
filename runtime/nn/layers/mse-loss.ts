/** `nn.MSELoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { Call } from "../arguments.ts";
import { mseLoss, type ReductionOption } from "../functional/index.ts";
import { parseLoss, type Reducing, reducing } from "../functional/reduction.ts";
import { Loss } from "../loss.ts";

/**
 * The squared differences of input and target, reduced.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html
 */
export class MSELoss extends Loss {
  constructor(...args: Call<Reducing, ReductionOption>) {
    const call = parseLoss<ReductionOption>("MSELoss", reducing, args);
    super(call);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { reduction } = this;
    return mseLoss(input, target, { reduction });
  }
}
