/** `nn.FeatureAlphaDropout`. */

import type { Tensor } from "../../tensor/tensor.ts";
import { featureAlphaDropout } from "../functional/dropout.ts";
import { Dropout } from "./dropout.ts";

/** As AlphaDropout, for whole channels. */
export class FeatureAlphaDropout extends Dropout {
  override forward(input: Tensor): Tensor {
    return featureAlphaDropout(input, this.p, this.training, this.inplace);
  }
}
