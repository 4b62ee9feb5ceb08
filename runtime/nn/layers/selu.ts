/** `nn.SELU`. */

import { selu } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { InPlaceActivation } from "../in-place-activation.ts";

/** The self-normalising `scale * elu(x, alpha)`. */
export class SELU extends InPlaceActivation {
  protected activate(input: Tensor): Tensor {
    return selu(input);
  }
}
