/** Gamma numbers. */

import type { Call } from "../nn/arguments.ts";
import { standardGamma } from "../ops/random.ts";
import { finfo } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, nonnegative, positive } from "./constraint.ts";
import { type DistributionOptions, ExponentialFamily, type Parameter, type SampleShape } from "./distribution.ts";
import { broadcastAll, parameters } from "./helpers.ts";

export interface GammaOptions extends DistributionOptions {
  /** The shape. */
  concentration: Parameter;
  /** The inverse of the scale. */
  rate: Parameter;
}

/** The gamma distribution. */
export class Gamma extends ExponentialFamily {
  declare readonly concentration: Tensor;
  declare readonly rate: Tensor;

  constructor(...args: Call<[concentration: Parameter, rate: Parameter, validateArgs?: boolean | null], GammaOptions>) {
    const call = parameters<GammaOptions>("Gamma", ["concentration!", "rate!"], args);
    const [concentration, rate] = broadcastAll(call.concentration, call.rate);
    super(concentration.shape, [], { concentration, rate }, call.validateArgs);
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { concentration: positive, rate: positive };
  }

  override get support(): Constraint {
    return nonnegative;
  }

  override get mean(): Tensor {
    return this.concentration.div(this.rate);
  }

  override get mode(): Tensor {
    return this.concentration.sub(1).div(this.rate).clamp(0);
  }

  override get variance(): Tensor {
    return this.concentration.div(this.rate.pow(2));
  }

  override get hasRsample(): boolean {
    return true;
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    const value = standardGamma(this.concentration.expand(shape)).div(this.rate.expand(shape));
    value.detach().clamp_(finfo(value.dtype).tiny);
    return value;
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    return this.concentration
      .xlogy(this.rate)
      .add(this.concentration.sub(1).xlogy(value))
      .sub(this.rate.mul(value))
      .sub(this.concentration.lgamma());
  }

  override cdf(value: Tensor): Tensor {
    this.validate(value);
    return this.concentration.igamma(this.rate.mul(value));
  }

  override entropy(): Tensor {
    const { concentration, rate } = this;
    return concentration
      .sub(rate.log())
      .add(concentration.lgamma())
      .add(concentration.neg().add(1).mul(concentration.digamma()));
  }

  get naturalParams_(): Tensor[] {
    return [this.concentration.sub(1), this.rate.neg()];
  }

  logNormalizer_(x: Tensor, y: Tensor): Tensor {
    return x.add(1).lgamma().add(x.add(1).mul(y.reciprocal().neg().log()));
  }
}
