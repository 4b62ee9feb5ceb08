/** Numbers of the Laplace distribution. */

import type { Call } from "../nn/arguments.ts";
import { finfo } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive, real } from "./constraint.ts";
import { Distribution, type DistributionOptions, type Parameter, type SampleShape } from "./distribution.ts";
import { broadcastAll, emptyOf, parameters } from "./helpers.ts";

export interface LaplaceOptions extends DistributionOptions {
  /** The mean. */
  loc: Parameter;
  /** How far it spreads. */
  scale: Parameter;
}

/** The Laplace distribution. */
export class Laplace extends Distribution {
  declare readonly loc: Tensor;
  declare readonly scale: Tensor;

  constructor(...args: Call<[loc: Parameter, scale: Parameter, validateArgs?: boolean | null], LaplaceOptions>) {
    const call = parameters<LaplaceOptions>("Laplace", ["loc!", "scale!"], args);
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

  override get variance(): Tensor {
    return this.scale.pow(2).mul(2);
  }

  override get stddev(): Tensor {
    return this.scale.mul(Math.SQRT2);
  }

  override get hasRsample(): boolean {
    return true;
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    const { eps } = finfo(this.loc.dtype);
    const u = emptyOf(this.loc, shape).uniform_(eps - 1, 1);
    return this.loc.sub(this.scale.mul(u.sign()).mul(u.abs().neg().log1p()));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    return this.scale.mul(2).log().neg().sub(value.sub(this.loc).abs().div(this.scale));
  }

  override cdf(value: Tensor): Tensor {
    this.validate(value);
    const distance = value.sub(this.loc);
    return distance.sign().mul(distance.abs().neg().div(this.scale).expm1()).mul(-0.5).add(0.5);
  }

  override icdf(value: Tensor): Tensor {
    const term = value.sub(0.5);
    return this.loc.sub(this.scale.mul(term.sign()).mul(term.abs().mul(-2).log1p()));
  }

  override entropy(): Tensor {
    return this.scale.mul(2).log().add(1);
  }
}
