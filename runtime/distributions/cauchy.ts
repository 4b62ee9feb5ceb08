/** Numbers of the Cauchy distribution. */

import type { Call } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive, real } from "./constraint.ts";
import { Distribution, type DistributionOptions, type Parameter, type SampleShape } from "./distribution.ts";
import { broadcastAll, emptyOf, fullOf, parameters } from "./helpers.ts";

export interface CauchyOptions extends DistributionOptions {
  /** The median. */
  loc: Parameter;
  /** The half width at half of the maximum. */
  scale: Parameter;
}

/** The Cauchy (Lorentz) distribution: it has no mean. */
export class Cauchy extends Distribution {
  declare readonly loc: Tensor;
  declare readonly scale: Tensor;

  constructor(...args: Call<[loc: Parameter, scale: Parameter, validateArgs?: boolean | null], CauchyOptions>) {
    const call = parameters<CauchyOptions>("Cauchy", ["loc!", "scale!"], args);
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
    return fullOf(this.loc, this.extendedShape(), Number.NaN);
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    return fullOf(this.loc, this.extendedShape(), Number.POSITIVE_INFINITY);
  }

  override get hasRsample(): boolean {
    return true;
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    return this.loc.add(emptyOf(this.loc, shape).cauchy_().mul(this.scale));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    return value.sub(this.loc).div(this.scale).pow(2).log1p().add(this.scale.log()).add(Math.log(Math.PI)).neg();
  }

  override cdf(value: Tensor): Tensor {
    this.validate(value);
    return value.sub(this.loc).div(this.scale).atan().div(Math.PI).add(0.5);
  }

  override icdf(value: Tensor): Tensor {
    return value.sub(0.5).mul(Math.PI).tan().mul(this.scale).add(this.loc);
  }

  override entropy(): Tensor {
    return this.scale.log().add(Math.log(4 * Math.PI));
  }
}
