/** Softmax. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Constraint, realVector, simplex } from "../constraint.ts";
import { Transform } from "./transform.ts";

/** y = exp(x) over its sum; x = log(y). */
export class SoftmaxTransform extends Transform {
  override get domain(): Constraint {
    return realVector;
  }

  override get codomain(): Constraint {
    return simplex;
  }

  override get bijective(): boolean {
    return false;
  }

  call_(x: Tensor): Tensor {
    const log = x;
    const probs = log.sub(log.max(-1, true).values).exp();
    return probs.div(probs.sum(-1, true));
  }

  inverse_(y: Tensor): Tensor {
    return y.log();
  }
}
