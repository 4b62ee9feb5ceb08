/** Normal numbers. */

import { noGrad } from "../autograd/mode.ts";
import type { Call } from "../nn/arguments.ts";
import { normal } from "../ops/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive, real } from "./constraint.ts";
import { type DistributionOptions, ExponentialFamily, type Parameter, type SampleShape } from "./distribution.ts";
import { broadcastAll, parameters, standardNormal } from "./helpers.ts";

export interface NormalOptions extends DistributionOptions {
  /** The mean. */
  loc: Parameter;
  /** The standard deviation. */
  scale: Parameter;
}

/** The normal (Gaussian) distribution. */
export class Normal extends ExponentialFamily {
  declare readonly loc: Tensor;
  declare readonly scale: Tensor;

  constructor(...args: Call<[loc: Parameter, scale: Parameter, validateArgs?: boolean | null], NormalOptions>) {
    const call = parameters<NormalOptions>("Normal", ["loc!", "scale!"], args);
    const [loc, scale] = broadcastAll(call.loc, call.scale);
    super(loc.shape, [], { loc, scale }, call.validateArgs);
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { loc: real, scale: positive };
  }

  override get support(): Constraint {
    return real;
  }

  override get mean(): Tensor {
    return this.loc;
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get stddev(): Tensor {
    return this.scale;
  }

  override get variance(): Tensor {
    return this.stddev.pow(2);
  }

  override sample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    return noGrad(() => normal(this.loc.expand(shape), this.scale.expand(shape)));
  }

  override get hasRsample(): boolean {
    return true;
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    return this.loc.add(standardNormal(shape, this.loc).mul(this.scale));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    return value
      .sub(this.loc)
      .pow(2)
      .neg()
      .div(this.variance.mul(2))
      .sub(this.scale.log())
      .sub(Math.log(Math.sqrt(2 * Math.PI)));
  }

  override cdf(value: Tensor): Tensor {
    this.validate(value);
    return value.sub(this.loc).mul(this.scale.reciprocal()).div(Math.sqrt(2)).erf().add(1).mul(0.5);
  }

  override icdf(value: Tensor): Tensor {
    return this.loc.add(this.scale.mul(value.mul(2).sub(1).erfinv()).mul(Math.sqrt(2)));
  }

  override entropy(): Tensor {
    return this.scale.log().add(0.5 + 0.5 * Math.log(2 * Math.PI));
  }

  get naturalParams_(): Tensor[] {
    return [this.loc.div(this.scale.pow(2)), this.scale.pow(2).reciprocal().mul(-0.5)];
  }

  logNormalizer_(x: Tensor, y: Tensor): Tensor {
    return x.pow(2).mul(-0.25).div(y).add(y.reciprocal().mul(-Math.PI).log().mul(0.5));
  }
}
