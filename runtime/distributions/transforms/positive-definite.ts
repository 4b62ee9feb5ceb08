/** Matrices to positive definite ones. */

import { cholesky } from "../../ops/linalg/triangular.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Constraint, independent, positiveDefinite, real } from "../constraint.ts";
import { LowerCholeskyTransform } from "./lower-cholesky.ts";
import { Transform } from "./transform.ts";

/** L Lᵀ, where L is what LowerCholeskyTransform gives. */
export class PositiveDefiniteTransform extends Transform {
  override get domain(): Constraint {
    return independent(real, 2);
  }

  override get codomain(): Constraint {
    return positiveDefinite;
  }

  override get bijective(): boolean {
    return false;
  }

  call_(x: Tensor): Tensor {
    const lower = new LowerCholeskyTransform().apply(x);
    return lower.matmul(lower.mT);
  }

  inverse_(y: Tensor): Tensor {
    return new LowerCholeskyTransform().inv.apply(cholesky(y));
  }
}
