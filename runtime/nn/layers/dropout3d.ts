/** `nn.Dropout3d`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { dropout3d } from "../functional/dropout.ts";
import { Dropout } from "./dropout.ts";

/** In training, sets whole channels of [N, C, D, H, W] or [C, D, H, W] to 0 with probability `p`. */
export class Dropout3d extends Dropout {
  override forward(input: Tensor): Tensor {
    return dropout3d(input, this.p, this.training, this.inplace);
  }
}
