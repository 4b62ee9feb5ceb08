/** `nn.Dropout2d`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { dropout2d } from "../functional/dropout.ts";
import { Dropout } from "./dropout.ts";

/** In training, sets whole channels of [N, C, H, W] to 0 with probability `p`. */
export class Dropout2d extends Dropout {
  override forward(input: Tensor): Tensor {
    return dropout2d(input, this.p, this.training, this.inplace);
  }
}
