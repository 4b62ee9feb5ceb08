/** `nn.LPPool3d`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { lpPool3d } from "../functional/pooling.ts";
import { LpPool, type LpPoolArguments } from "../pooling.ts";

/** The `normType`-th root of the sum of that power under a window over the last three dims. */
export class LPPool3d extends LpPool {
  constructor(...args: LpPoolArguments) {
    super("LPPool3d", args);
  }

  override forward(input: Tensor): Tensor {
    return lpPool3d(input, this.normType, this.kernelSize, this.stride, this.ceilMode);
  }
}
