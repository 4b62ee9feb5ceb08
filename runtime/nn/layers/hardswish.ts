/** `nn.Hardswish`. */

import { hardswish } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { InPlaceActivation } from "../in-place-activation.ts";

/** `x * relu6(x + 3) / 6`. */
export class Hardswish extends InPlaceActivation {
  protected activate(input: Tensor): Tensor {
    return hardswish(input);
  }

  /** PyTorch does not print whether it writes to its input. */
  override extraRepr(): string {
    return "";
  }
}
