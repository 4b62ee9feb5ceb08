/** `nn.L1Loss`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { l1Loss, type ReductionOption } from "../functional/index.ts";
import { Loss } from "../loss.ts";

/** The absolute differences of input and target, reduced. */
export class L1Loss extends Loss {
  constructor(options?: ReductionOption) {
    super(options);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return l1Loss(input, target, { reduction: this.reduction });
  }
}
