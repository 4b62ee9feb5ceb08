/** Absolute values of Cauchy numbers. */

import type { Call } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Cauchy } from "./cauchy.ts";
import { type Constraint, nonnegative, positive } from "./constraint.ts";
import type { DistributionOptions, Parameter } from "./distribution.ts";
import { broadcastAll, choose, fullOf, parameters } from "./helpers.ts";
import { TransformedDistribution } from "./transformed-distribution.ts";
import { AbsTransform } from "./transforms/abs.ts";

export interface HalfCauchyOptions extends DistributionOptions {
  /** The scale of the whole Cauchy distribution. */
  scale: Parameter;
}

/** The half-Cauchy distribution. */
export class HalfCauchy extends TransformedDistribution {
  constructor(...args: Call<[scale: Parameter, validateArgs?: boolean | null], HalfCauchyOptions>) {
    const call = parameters<HalfCauchyOptions>("HalfCauchy", ["scale!"], args);
    const { validateArgs } = call;
    const [scale] = broadcastAll(call.scale);
    super(new Cauchy(0, scale, { validateArgs: false }), new AbsTransform(), { validateArgs });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { scale: positive };
  }

  get scale(): Tensor {
    return (this.baseDist as Cauchy).scale;
  }

  override get support(): Constraint {
    return nonnegative;
  }

  override get mean(): Tensor {
    return fullOf(this.scale, this.extendedShape(), Number.POSITIVE_INFINITY);
  }

  override get mode(): Tensor {
    return this.scale.mul(0);
  }

  override get variance(): Tensor {
    return this.baseDist.variance;
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
