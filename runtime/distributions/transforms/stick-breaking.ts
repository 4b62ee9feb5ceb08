/** Vectors to shares. */

import { softplus } from "../../ops/activation.ts";
import { arange } from "../../ops/create.ts";
import { cat } from "../../ops/join.ts";
import { finfo } from "../../tensor/dtype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Constraint, realVector, simplex } from "../constraint.ts";
import { fullOf, runningProduct } from "../helpers.ts";
import { Transform } from "./transform.ts";

const edge = (like: Tensor, value: number): Tensor => fullOf(like, [...like.shape.slice(0, -1), 1], value);

/** K - 1 numbers to K shares: each breaks its part off what the ones before left of a stick. */
export class StickBreakingTransform extends Transform {
  override get domain(): Constraint {
    return realVector;
  }

  override get codomain(): Constraint {
    return simplex;
  }

  /** The logarithms of how many shares are left at each place. */
  private offsets(x: Tensor, count: number): Tensor {
    return arange(count, { dtype: x.dtype, device: x.device }).neg().add(count).log();
  }

  call_(x: Tensor): Tensor {
    const count = x.shape[x.ndim - 1];
    const { tiny, eps } = finfo(x.dtype);
    const part = x
      .sub(this.offsets(x, count))
      .sigmoid()
      .clamp(tiny, 1 - eps);
    const left = runningProduct(part.neg().add(1));
    return cat([part, edge(part, 1)], -1).mul(cat([edge(left, 1), left], -1));
  }

  inverse_(y: Tensor): Tensor {
    const count = y.shape[y.ndim - 1] - 1;
    const crop = y.narrow(-1, 0, count);
    const left = crop.cumsum(-1).neg().add(1).clamp(finfo(y.dtype).tiny);
    return crop.log().sub(left.log()).add(this.offsets(y, count));
  }

  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    const count = x.shape[x.ndim - 1];
    const moved = x.sub(this.offsets(x, count));
    return moved
      .neg()
      .sub(softplus(moved.neg()))
      .add(y.narrow(-1, 0, count).log())
      .sum(-1);
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    if (shape.length < 1) throw new Error("Too few dimensions on input");
    return [...shape.slice(0, -1), shape[shape.length - 1] + 1];
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    if (shape.length < 1) throw new Error("Too few dimensions on input");
    return [...shape.slice(0, -1), shape[shape.length - 1] - 1];
  }
}
