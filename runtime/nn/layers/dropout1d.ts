/** `nn.Dropout1d`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { dropout1d } from "../functional/dropout.ts";
import { Dropout } from "./dropout.ts";

/** In training, sets whole channels of [N, C, L] or [C, L] to 0 with probability `p`. */
export class Dropout1d extends Dropout {
  override forward(input: Tensor): Tensor {
    return dropout1d(input, this.p, this.training, this.inplace);
  }
}
