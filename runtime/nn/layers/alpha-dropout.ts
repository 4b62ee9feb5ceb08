/** `nn.AlphaDropout`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { alphaDropout } from "../functional/dropout.ts";
import { Dropout } from "./dropout.ts";

/** In training, drops elements to the least value of SELU, and keeps mean and variance. */
export class AlphaDropout extends Dropout {
  override forward(input: Tensor): Tensor {
    return alphaDropout(input, this.p, this.training, this.inplace);
  }
}
