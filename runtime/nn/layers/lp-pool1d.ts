/** `nn.LPPool1d`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { lpPool1d } from "../functional/pooling.ts";
import { LpPool, type LpPoolArguments } from "../pooling.ts";

/** The `normType`-th root of the sum of that power under a window over the last dim. */
export class LPPool1d extends LpPool {
  constructor(...args: LpPoolArguments) {
    super("LPPool1d", args);
  }

  override forward(input: Tensor): Tensor {
    return lpPool1d(input, this.normType, this.kernelSize, this.stride, this.ceilMode);
  }
}
