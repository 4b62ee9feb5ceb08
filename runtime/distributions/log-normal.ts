/** Numbers whose logarithms are normal. */

import type { Call } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive, real } from "./constraint.ts";
import type { DistributionOptions, Parameter } from "./distribution.ts";
import { broadcastAll, parameters } from "./helpers.ts";
import { Normal } from "./normal.ts";
import { TransformedDistribution } from "./transformed-distribution.ts";
import { ExpTransform } from "./transforms/exp.ts";

export interface LogNormalOptions extends DistributionOptions {
  /** The mean of the logarithm. */
  loc: Parameter;
  /** The standard deviation of the logarithm. */
  scale: Parameter;
}

/** The log-normal distribution. */
export class LogNormal extends TransformedDistribution {
  constructor(...args: Call<[loc: Parameter, scale: Parameter, validateArgs?: boolean | null], LogNormalOptions>) {
    const call = parameters<LogNormalOptions>("LogNormal", ["loc!", "scale!"], args);
    const { validateArgs } = call;
    const [loc, scale] = broadcastAll(call.loc, call.scale);
    super(new Normal(loc, scale, { validateArgs }), new ExpTransform(), { validateArgs });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { loc: real, scale: positive };
  }

  get loc(): Tensor {
    return (this.baseDist as Normal).loc;
  }

  get scale(): Tensor {
    return (this.baseDist as Normal).scale;
  }

  override get support(): Constraint {
    return positive;
  }

  override get mean(): Tensor {
    return this.loc.add(this.scale.pow(2).div(2)).exp();
  }

  override get mode(): Tensor {
    return this.loc.sub(this.scale.square()).exp();
  }

  override get variance(): Tensor {
    const square = this.scale.pow(2);
    return square.expm1().mul(this.loc.mul(2).add(square).exp());
  }

  override entropy(): Tensor {
    return this.baseDist.entropy().add(this.loc);
  }
}
