/** `nn.LPPool2d`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { lpPool2d } from "../functional/pooling.ts";
import { LpPool, type LpPoolArguments } from "../pooling.ts";

/** The `normType`-th root of the sum of that power under a window over the last two dims. */
export class LPPool2d extends LpPool {
  constructor(...args: LpPoolArguments) {
    super("LPPool2d", args);
  }

  override forward(input: Tensor): Tensor {
    return lpPool2d(input, this.normType, this.kernelSize, this.stride, this.ceilMode);
  }
}
