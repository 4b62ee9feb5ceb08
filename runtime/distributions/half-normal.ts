/** Absolute values of normal numbers. */

import type { Call } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, nonnegative, positive } from "./constraint.ts";
import type { DistributionOptions, Parameter } from "./distribution.ts";
import { broadcastAll, choose, parameters } from "./helpers.ts";
import { Normal } from "./normal.ts";
import { TransformedDistribution } from "./transformed-distribution.ts";
import { AbsTransform } from "./transforms/abs.ts";

export interface HalfNormalOptions extends DistributionOptions {
  /** The standard deviation of the whole normal distribution. */
  scale: Parameter;
}

/** The half-normal distribution. */
export class HalfNormal extends TransformedDistribution {
  constructor(...args: Call<[scale: Parameter, validateArgs?: boolean | null], HalfNormalOptions>) {
    const call = parameters<HalfNormalOptions>("HalfNormal", ["scale!"], args);
    const { validateArgs } = call;
    const [scale] = broadcastAll(call.scale);
    super(new Normal(0, scale, { validateArgs: false }), new AbsTransform(), { validateArgs });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { scale: positive };
  }

  get scale(): Tensor {
    return (this.baseDist as Normal).scale;
  }

  override get support(): Constraint {
    return nonnegative;
  }

  override get mean(): Tensor {
    return this.scale.mul(Math.sqrt(2 / Math.PI));
  }

  override get mode(): Tensor {
    return this.scale.mul(0);
  }

  override get variance(): Tensor {
    return this.scale.pow(2).mul(1 - 2 / Math.PI);
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    return choose(value.ge(0), this.baseDist.logProb(value).add(Math.log(2)), Number.NEGATIVE_INFINITY);
  }

  override cdf(value: Tensor): Tensor {
    this.validate(value);
    return this.baseDist.cdf(value).mul(2).sub(1);
  }

  override icdf(value: Tensor): Tensor {
    return this.baseDist.icdf(value.add(1).div(2));
  }

  override entropy(): Tensor {
    return this.baseDist.entropy().sub(Math.log(2));
  }
}
