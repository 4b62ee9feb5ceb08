/** `nn.ReLU6`. */

import { relu6 } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { InPlaceActivation } from "../in-place-activation.ts";

/** `x` cut to [0, 6]. */
export class ReLU6 extends InPlaceActivation {
  protected activate(input: Tensor): Tensor {
    return relu6(input);
  }
}
