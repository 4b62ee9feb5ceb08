/** The hyperbolic tangent. */

import { softplus } from "../../ops/activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Constraint, interval, real } from "../constraint.ts";
import { Transform } from "./transform.ts";

/** y = tanh(x). */
export class TanhTransform extends Transform {
  override get domain(): Constraint {
    return real;
  }

  override get codomain(): Constraint {
    return interval(-1, 1);
  }

  override get sign(): number | Tensor {
    return 1;
  }

  call_(x: Tensor): Tensor {
    return x.tanh();
  }

  inverse_(y: Tensor): Tensor {
    return y.atanh();
  }

  override logAbsDetJacobian(x: Tensor, _y: Tensor): Tensor {
    return softplus(x.mul(-2)).neg().sub(x).add(Math.log(2)).mul(2);
  }
}
