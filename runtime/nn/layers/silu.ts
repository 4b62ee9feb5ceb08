/** `nn.SiLU`. */

import { silu } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { InPlaceActivation } from "../in-place-activation.ts";

/** `x * sigmoid(x)`. */
export class SiLU extends InPlaceActivation {
  protected activate(input: Tensor): Tensor {
    return silu(input);
  }
}
