/** Numbers of the generalized Pareto distribution. */

import type { Call } from "../nn/arguments.ts";
import { rand } from "../ops/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, interval, positive, real } from "./constraint.ts";
import { Distribution, type DistributionOptions, type Parameter, type SampleShape } from "./distribution.ts";
import { broadcastAll, choose, parameters } from "./helpers.ts";

export interface GeneralizedParetoOptions extends DistributionOptions {
  /** The threshold. */
  loc: Parameter;
  /** How far it spreads. */
  scale: Parameter;
  /** The shape. */
  concentration: Parameter;
}

/** The generalized Pareto distribution, of what exceeds a threshold. */
export class GeneralizedPareto extends Distribution {
  declare readonly loc: Tensor;
  declare readonly scale: Tensor;
  declare readonly concentration: Tensor;

  constructor(
    ...args: Call<
      [loc: Parameter, scale: Parameter, concentration: Parameter, validateArgs?: boolean | null],
      GeneralizedParetoOptions
    >
  ) {
    const call = parameters<GeneralizedParetoOptions>("GeneralizedPareto", ["loc!", "scale!", "concentration!"], args);
    const [loc, scale, concentration] = broadcastAll(call.loc, call.scale, call.concentration);
    super(loc.shape, [], { loc, scale, concentration }, call.validateArgs);
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { loc: real, scale: positive, concentration: real };
  }

  override get support(): Constraint {
    const { loc, scale, concentration } = this;
    const upper = choose(concentration.lt(0), loc.sub(scale.div(concentration)), Number.POSITIVE_INFINITY);
    return interval(loc, upper);
  }

  override get mean(): Tensor {
    const { loc, scale, concentration } = this;
    return choose(concentration.lt(1), loc.add(scale.div(concentration.neg().add(1))), Number.POSITIVE_INFINITY);
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    const { scale, concentration } = this;
    const finite = scale.pow(2).div(concentration.neg().add(1).pow(2).mul(concentration.mul(-2).add(1)));
    return choose(concentration.lt(0.5), finite, Number.POSITIVE_INFINITY);
  }

  override get hasRsample(): boolean {
    return true;
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    return this.icdf(rand(shape, { dtype: this.loc.dtype, device: this.loc.device }));
  }

  /** Where the shape is 0, and the distribution exponential. */
  private get exponential(): Tensor {
    return this.concentration.abs().le(1e-8);
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const { concentration } = this;
    const z = value.sub(this.loc).div(this.scale);
    const safe = choose(this.exponential, 1, concentration);
    const y = z.mul(safe).log1p().mul(safe.reciprocal().add(1));
    return choose(this.exponential, z.neg(), y.neg()).sub(this.scale.log());
  }

  override cdf(value: Tensor): Tensor {
    this.validate(value);
    return this.tail(value).exp().neg().add(1);
  }

  /** The logarithm of the probability of larger values. */
  private tail(value: Tensor): Tensor {
    const z = value.sub(this.loc).div(this.scale);
    const safe = choose(this.exponential, 1, this.concentration);
    return choose(this.exponential, z.neg(), z.mul(safe).log1p().div(safe).neg());
  }

  override icdf(value: Tensor): Tensor {
    const { loc, scale } = this;
    const safe = choose(this.exponential, 1, this.concentration);
    const log = value.neg().log1p();
    const power = safe.neg().mul(log).expm1().div(safe);
    return loc.add(scale.mul(choose(this.exponential, log.neg(), power)));
  }

  override entropy(): Tensor {
    return this.scale.log().add(this.concentration).add(1);
  }
}
