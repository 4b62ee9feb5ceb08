/** Reciprocals of gamma numbers. */

import type { Call } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive } from "./constraint.ts";
import type { DistributionOptions, Parameter } from "./distribution.ts";
import { Gamma } from "./gamma.ts";
import { broadcastAll, choose, fullOf, parameters } from "./helpers.ts";
import { TransformedDistribution } from "./transformed-distribution.ts";
import { PowerTransform } from "./transforms/power.ts";

export interface InverseGammaOptions extends DistributionOptions {
  /** The shape. */
  concentration: Parameter;
  /** The scale: the inverse of the gamma distribution's. */
  rate: Parameter;
}

/** The inverse gamma distribution. */
export class InverseGamma extends TransformedDistribution {
  constructor(
    ...args: Call<[concentration: Parameter, rate: Parameter, validateArgs?: boolean | null], InverseGammaOptions>
  ) {
    const call = parameters<InverseGammaOptions>("InverseGamma", ["concentration!", "rate!"], args);
    const { validateArgs } = call;
    const [concentration, rate] = broadcastAll(call.concentration, call.rate);
    super(new Gamma(concentration, rate, { validateArgs }), new PowerTransform(fullOf(rate, [], -1)), { validateArgs });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { concentration: positive, rate: positive };
  }

  get concentration(): Tensor {
    return (this.baseDist as Gamma).concentration;
  }

  get rate(): Tensor {
    return (this.baseDist as Gamma).rate;
  }

  override get support(): Constraint {
    return positive;
  }

  override get mean(): Tensor {
    const finite = this.rate.div(this.concentration.sub(1));
    return choose(this.concentration.gt(1), finite, Number.POSITIVE_INFINITY);
  }

  override get mode(): Tensor {
    return this.rate.div(this.concentration.add(1));
  }

  override get variance(): Tensor {
    const { concentration, rate } = this;
    const finite = rate.square().div(concentration.sub(1).square().mul(concentration.sub(2)));
    return choose(concentration.gt(2), finite, Number.POSITIVE_INFINITY);
  }

  override entropy(): Tensor {
    const { concentration, rate } = this;
    return concentration
      .add(rate.log())
      .add(concentration.lgamma())
      .sub(concentration.add(1).mul(concentration.digamma()));
  }
}
