/** The absolute value. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Constraint, positive, real } from "../constraint.ts";
import { Transform } from "./transform.ts";

/** y = |x|, which has no inverse: it gives y. */
export class AbsTransform extends Transform {
  override get domain(): Constraint {
    return real;
  }

  override get codomain(): Constraint {
    return positive;
  }

  override get bijective(): boolean {
    return false;
  }

  call_(x: Tensor): Tensor {
    return x.abs();
  }

  inverse_(y: Tensor): Tensor {
    return y;
  }
}
