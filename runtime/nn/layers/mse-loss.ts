/** `nn.MSELoss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { mseLoss, type ReductionOption } from "../functional/index.ts";
import { Loss } from "../loss.ts";

/** The squared differences of input and target, reduced. */
export class MSELoss extends Loss {
  constructor(options?: ReductionOption) {
    super(options);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return mseLoss(input, target, { reduction: this.reduction });
  }
}
