/** Moves and stretches. */

import { broadcastShapes } from "../../ops/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Constraint, independent, real } from "../constraint.ts";
import type { Parameter } from "../distribution.ts";
import { fullOf, sumRightmost } from "../helpers.ts";
import { sameValue, Transform, type TransformOptions } from "./transform.ts";

/** Options of {@link AffineTransform}. */
export interface AffineOptions extends TransformOptions {
  /** How many of the last dims one value takes; 0. */
  eventDim?: number;
}

/** y = loc + scale x. */
export class AffineTransform extends Transform {
  readonly loc: Parameter;
  readonly scale: Parameter;
  readonly eventDim: number;

  constructor(loc: Parameter, scale: Parameter, options: number | AffineOptions = {}) {
    const given = typeof options === "number" ? { eventDim: options } : options;
    super(given);
    this.loc = loc;
    this.scale = scale;
    this.eventDim = given.eventDim ?? 0;
  }

  override get domain(): Constraint {
    return this.eventDim === 0 ? real : independent(real, this.eventDim);
  }

  override get codomain(): Constraint {
    return this.domain;
  }

  override get sign(): number | Tensor {
    return typeof this.scale === "number" ? Math.sign(this.scale) : this.scale.sign();
  }

  call_(x: Tensor): Tensor {
    return x.mul(this.scale).add(this.loc);
  }

  inverse_(y: Tensor): Tensor {
    return y.sub(this.loc).div(this.scale);
  }

  override logAbsDetJacobian(x: Tensor, _y: Tensor): Tensor {
    const { scale } = this;
    const log = scale instanceof Tensor ? scale.abs().log() : fullOf(x, x.shape, Math.log(Math.abs(scale)));
    if (this.eventDim === 0) return log.expand(broadcastShapes(log.shape, x.shape));
    const size = broadcastShapes(log.shape, x.shape);
    const summed = sumRightmost(log.expand(size), this.eventDim);
    return summed.expand(x.shape.slice(0, x.ndim - this.eventDim));
  }

  private shapes(shape: readonly number[]): readonly number[] {
    const of = (value: Parameter): readonly number[] => (value instanceof Tensor ? value.shape : []);
    return broadcastShapes(shape, of(this.loc), of(this.scale));
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    return this.shapes(shape);
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    return this.shapes(shape);
  }

  protected override same(other: Transform): boolean {
    return other instanceof AffineTransform && sameValue(this.loc, other.loc) && sameValue(this.scale, other.scale);
  }
}
