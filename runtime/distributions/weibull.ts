/** Numbers of the Weibull distribution. */

import type { Call } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive } from "./constraint.ts";
import type { DistributionOptions, Parameter, SampleShape } from "./distribution.ts";
import { Exponential } from "./exponential.ts";
import { broadcastAll, euler, parameters } from "./helpers.ts";
import { TransformedDistribution } from "./transformed-distribution.ts";
import { AffineTransform } from "./transforms/affine.ts";
import { PowerTransform } from "./transforms/power.ts";

export interface WeibullOptions extends DistributionOptions {
  /** How far it spreads. */
  scale: Parameter;
  /** The shape. */
  concentration: Parameter;
}

/** The Weibull distribution. */
export class Weibull extends TransformedDistribution {
  constructor(
    ...args: Call<[scale: Parameter, concentration: Parameter, validateArgs?: boolean | null], WeibullOptions>
  ) {
    const call = parameters<WeibullOptions>("Weibull", ["scale!", "concentration!"], args);
    const { validateArgs } = call;
    const [scale, concentration] = broadcastAll(call.scale, call.concentration);
    super(
      new Exponential(scale.mul(0).add(1), { validateArgs }),
      [new PowerTransform(concentration.reciprocal()), new AffineTransform(0, scale)],
      { validateArgs },
    );
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { scale: positive, concentration: positive };
  }

  get scale(): Tensor {
    return (this.transforms[1] as AffineTransform).scale as Tensor;
  }

  get concentration(): Tensor {
    return (this.transforms[0] as PowerTransform).exponent.reciprocal();
  }

  override expand(batchShape: SampleShape): this {
    const made = new Weibull(this.scale.expand(batchShape), this.concentration.expand(batchShape), {
      validateArgs: false,
    });
    return this.copied(batchShape, {}, { baseDist: made.baseDist, transforms: made.transforms });
  }

  override get support(): Constraint {
    return positive;
  }

  override get mean(): Tensor {
    return this.scale.mul(this.concentration.reciprocal().add(1).lgamma().exp());
  }

  override get mode(): Tensor {
    const inverse = this.concentration.reciprocal();
    return this.scale.mul(this.concentration.sub(1).div(this.concentration).pow(inverse));
  }

  override get variance(): Tensor {
    const inverse = this.concentration.reciprocal();
    const second = inverse.mul(2).add(1).lgamma().exp();
    return this.scale.pow(2).mul(second.sub(inverse.add(1).lgamma().mul(2).exp()));
  }

  override entropy(): Tensor {
    const inverse = this.concentration.reciprocal();
    return inverse.neg().add(1).mul(euler).add(this.scale.mul(inverse).log()).add(1);
  }

  protected override get printed(): Readonly<Record<string, Tensor>> {
    return { scale: this.scale, concentration: this.concentration };
  }
}
