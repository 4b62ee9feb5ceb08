/** The exponential. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Constraint, positive, real } from "../constraint.ts";
import { Transform } from "./transform.ts";

/** y = exp(x). */
export class ExpTransform extends Transform {
  override get domain(): Constraint {
    return real;
  }

  override get codomain(): Constraint {
    return positive;
  }

  override get sign(): number | Tensor {
    return 1;
  }

  call_(x: Tensor): Tensor {
    return x.exp();
  }

  inverse_(y: Tensor): Tensor {
    return y.log();
  }

  override logAbsDetJacobian(x: Tensor, _y: Tensor): Tensor {
    return x;
  }
}
