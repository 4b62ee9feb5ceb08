/** Numbers of the exponential distribution. */

import type { Call } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, nonnegative, positive } from "./constraint.ts";
import {
  type DistributionOptions,
  ExponentialFamily,
  type Parameter,
  type SampleShape,
  zerosOf,
} from "./distribution.ts";
import { broadcastAll, emptyOf, parameters } from "./helpers.ts";

export interface ExponentialOptions extends DistributionOptions {
  /** The inverse of the mean. */
  rate: Parameter;
}

/** The exponential distribution. */
export class Exponential extends ExponentialFamily {
  declare readonly rate: Tensor;

  constructor(...args: Call<[rate: Parameter, validateArgs?: boolean | null], ExponentialOptions>) {
    const call = parameters<ExponentialOptions>("Exponential", ["rate!"], args);
    const [rate] = broadcastAll(call.rate);
    super(rate.shape, [], { rate }, call.validateArgs);
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { rate: positive };
  }

  override get support(): Constraint {
    return nonnegative;
  }

  override get mean(): Tensor {
    return this.rate.reciprocal();
  }

  override get mode(): Tensor {
    return zerosOf(this.rate);
  }

  override get stddev(): Tensor {
    return this.rate.reciprocal();
  }

  override get variance(): Tensor {
    return this.rate.pow(-2);
  }

  override get hasRsample(): boolean {
    return true;
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    return emptyOf(this.rate, shape).exponential_().div(this.rate);
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    return this.rate.log().sub(this.rate.mul(value));
  }

  override cdf(value: Tensor): Tensor {
    this.validate(value);
    return this.rate.neg().mul(value).exp().neg().add(1);
  }

  override icdf(value: Tensor): Tensor {
    return value.neg().log1p().neg().div(this.rate);
  }

  override entropy(): Tensor {
    return this.rate.log().neg().add(1);
  }

  get naturalParams_(): Tensor[] {
    return [this.rate.neg()];
  }

  logNormalizer_(x: Tensor): Tensor {
    return x.neg().log().neg();
  }
}
