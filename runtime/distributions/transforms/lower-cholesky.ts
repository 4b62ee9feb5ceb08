/** Matrices to lower triangular ones. */

import type { Tensor } from "../../tensor/tensor.ts";
import { type Constraint, independent, lowerCholesky, real } from "../constraint.ts";
import { Transform } from "./transform.ts";

/** Leaves what is below the diagonal, and takes exponentials on it. */
export class LowerCholeskyTransform extends Transform {
  override get domain(): Constraint {
    return independent(real, 2);
  }

  override get codomain(): Constraint {
    return lowerCholesky;
  }

  override get bijective(): boolean {
    return false;
  }

  call_(x: Tensor): Tensor {
    return x.tril(-1).add(x.diagonal(0, -2, -1).exp().diagEmbed());
  }

  inverse_(y: Tensor): Tensor {
    return y.tril(-1).add(y.diagonal(0, -2, -1).log().diagEmbed());
  }
}
