/** Numbers of Student's t distribution. */

import type { Call } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Chi2 } from "./chi2.ts";
import { type Constraint, positive, real } from "./constraint.ts";
import { Distribution, type DistributionOptions, type Parameter, type SampleShape } from "./distribution.ts";
import { broadcastAll, choose, parameters, standardNormal } from "./helpers.ts";

export interface StudentTOptions extends DistributionOptions {
  /** The degrees of freedom. */
  df: Parameter;
  /** The mean where there is one; 0. */
  loc?: Parameter;
  /** How far it spreads; 1. */
  scale?: Parameter;
}

/** Student's t distribution. */
export class StudentT extends Distribution {
  declare readonly df: Tensor;
  declare readonly loc: Tensor;
  declare readonly scale: Tensor;

  constructor(
    ...args: Call<[df: Parameter, loc?: Parameter, scale?: Parameter, validateArgs?: boolean | null], StudentTOptions>
  ) {
    const call = parameters<StudentTOptions>("StudentT", ["df!", "loc", "scale"], args);
    const [df, loc, scale] = broadcastAll(call.df, call.loc ?? 0, call.scale ?? 1);
    super(df.shape, [], { df, loc, scale }, call.validateArgs);
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { df: positive, loc: real, scale: positive };
  }

  override get support(): Constraint {
    return real;
  }

  override get mean(): Tensor {
    return choose(this.df.le(1), Number.NaN, this.loc);
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    const { df } = this;
    const finite = this.scale.pow(2).mul(df).div(df.sub(2));
    return choose(df.le(1), Number.NaN, choose(df.le(2), Number.POSITIVE_INFINITY, finite));
  }

  override get hasRsample(): boolean {
    return true;
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    const x = standardNormal(shape, this.df);
    const z = new Chi2(this.df, { validateArgs: false }).rsample(sampleShape);
    return this.loc.add(this.scale.mul(x.mul(z.div(this.df).rsqrt())));
  }

  /** The logarithm of what the density is divided by. */
  private logTotal(): Tensor {
    const { df } = this;
    return this.scale
      .log()
      .add(df.log().mul(0.5))
      .add(0.5 * Math.log(Math.PI))
      .add(df.mul(0.5).lgamma())
      .sub(df.add(1).mul(0.5).lgamma());
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const y = value.sub(this.loc).div(this.scale);
    return this.df.add(1).mul(-0.5).mul(y.pow(2).div(this.df).log1p()).sub(this.logTotal());
  }

  override entropy(): Tensor {
    const { df } = this;
    const half = df.add(1).mul(0.5);
    const beta = df
      .mul(0.5)
      .lgamma()
      .add(Math.log(Math.sqrt(Math.PI)))
      .sub(half.lgamma());
    return this.scale
      .log()
      .add(half.mul(half.digamma().sub(df.mul(0.5).digamma())))
      .add(df.log().mul(0.5))
      .add(beta);
  }
}
