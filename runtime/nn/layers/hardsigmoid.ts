/** `nn.Hardsigmoid`. */

import { hardsigmoid } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { InPlaceActivation } from "../in-place-activation.ts";

/** `relu6(x + 3) / 6`. */
export class Hardsigmoid extends InPlaceActivation {
  protected activate(input: Tensor): Tensor {
    return hardsigmoid(input);
  }

  /** PyTorch does not print whether it writes to its input. */
  override extraRepr(): string {
    return "";
  }
}
