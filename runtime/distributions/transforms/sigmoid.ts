/** The logistic function. */

import { softplus } from "../../ops/activation.ts";
import { finfo } from "../../tensor/dtype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Constraint, real, unitInterval } from "../constraint.ts";
import { Transform } from "./transform.ts";

/** y = 1 / (1 + exp(-x)), and x = logit(y). */
export class SigmoidTransform extends Transform {
  override get domain(): Constraint {
    return real;
  }

  override get codomain(): Constraint {
    return unitInterval;
  }

  override get sign(): number | Tensor {
    return 1;
  }

  call_(x: Tensor): Tensor {
    const { tiny, eps } = finfo(x.dtype);
    return x.sigmoid().clamp(tiny, 1 - eps);
  }

  inverse_(y: Tensor): Tensor {
    const { tiny, eps } = finfo(y.dtype);
    const safe = y.clamp(tiny, 1 - eps);
    return safe.log().sub(safe.neg().log1p());
  }

  override logAbsDetJacobian(x: Tensor, _y: Tensor): Tensor {
    return softplus(x.neg()).neg().sub(softplus(x));
  }
}
