/** Softplus. */

import { softplus } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Constraint, positive, real } from "../constraint.ts";
import { Transform } from "./transform.ts";

/** y = log(1 + exp(x)). */
export class SoftplusTransform extends Transform {
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
    return softplus(x);
  }

  inverse_(y: Tensor): Tensor {
    return y.neg().expm1().neg().log().add(y);
  }

  override logAbsDetJacobian(x: Tensor, _y: Tensor): Tensor {
    return softplus(x.neg()).neg();
  }
}
