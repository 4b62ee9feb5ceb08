/** `nn.ReLU`. */

import { relu } from "../../ops/pointwise.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { InPlaceActivation } from "../in-place-activation.ts";

/** `max(x, 0)`. */
export class ReLU extends InPlaceActivation {
  protected activate(input: Tensor): Tensor {
    return relu(input);
  }
}
