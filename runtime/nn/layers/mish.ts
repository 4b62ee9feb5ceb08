/** `nn.Mish`. */

import { mish } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { InPlaceActivation } from "../in-place-activation.ts";

/** `x * tanh(softplus(x))`. */
export class Mish extends InPlaceActivation {
  protected activate(input: Tensor): Tensor {
    return mish(input);
  }
}
