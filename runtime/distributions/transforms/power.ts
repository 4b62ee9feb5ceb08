/** Powers. */

import { broadcastShapes } from "../../ops/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Constraint, positive } from "../constraint.ts";
import type { Parameter } from "../distribution.ts";
import { asTensor } from "../helpers.ts";
import { sameValue, Transform, type TransformOptions } from "./transform.ts";

/** y = x ** exponent. */
export class PowerTransform extends Transform {
  readonly exponent: Tensor;

  constructor(exponent: Parameter, options?: TransformOptions) {
    super(options);
    this.exponent = asTensor(exponent);
  }

  override get domain(): Constraint {
    return positive;
  }

  override get codomain(): Constraint {
    return positive;
  }

  override get sign(): Tensor {
    return this.exponent.sign();
  }

  call_(x: Tensor): Tensor {
    return x.pow(this.exponent);
  }

  inverse_(y: Tensor): Tensor {
    return y.pow(this.exponent.reciprocal());
  }

  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    return this.exponent.mul(y).div(x).abs().log();
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    return broadcastShapes(shape, this.exponent.shape);
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    return broadcastShapes(shape, this.exponent.shape);
  }

  protected override same(other: Transform): boolean {
    return other instanceof PowerTransform && sameValue(this.exponent, other.exponent);
  }
}
