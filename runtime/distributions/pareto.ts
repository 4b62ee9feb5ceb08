/** Numbers of the Pareto distribution. */

import type { Call } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, greaterThanEq, positive } from "./constraint.ts";
import type { DistributionOptions, Parameter, SampleShape } from "./distribution.ts";
import { Exponential } from "./exponential.ts";
import { broadcastAll, parameters } from "./helpers.ts";
import { TransformedDistribution } from "./transformed-distribution.ts";
import { AffineTransform } from "./transforms/affine.ts";
import { ExpTransform } from "./transforms/exp.ts";

export interface ParetoOptions extends DistributionOptions {
  /** The least value. */
  scale: Parameter;
  /** How fast it falls. */
  alpha: Parameter;
}

/** The Pareto distribution. */
export class Pareto extends TransformedDistribution {
  constructor(...args: Call<[scale: Parameter, alpha: Parameter, validateArgs?: boolean | null], ParetoOptions>) {
    const call = parameters<ParetoOptions>("Pareto", ["scale!", "alpha!"], args);
    const { validateArgs } = call;
    const [scale, alpha] = broadcastAll(call.scale, call.alpha);
    super(new Exponential(alpha, { validateArgs }), [new ExpTransform(), new AffineTransform(0, scale)], {
      validateArgs,
    });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { alpha: positive, scale: positive };
  }

  get scale(): Tensor {
    return (this.transforms[1] as AffineTransform).scale as Tensor;
  }

  get alpha(): Tensor {
    return (this.baseDist as Exponential).rate;
  }

  override expand(batchShape: SampleShape): this {
    const made = new Pareto(this.scale.expand(batchShape), this.alpha.expand(batchShape), { validateArgs: false });
    return this.copied(batchShape, {}, { baseDist: made.baseDist, transforms: made.transforms });
  }

  override get support(): Constraint {
    return greaterThanEq(this.scale);
  }

  override get mean(): Tensor {
    const a = this.alpha.clamp(1);
    return a.mul(this.scale).div(a.sub(1));
  }

  override get mode(): Tensor {
    return this.scale;
  }

  override get variance(): Tensor {
    const a = this.alpha.clamp(2);
    return this.scale
      .pow(2)
      .mul(a)
      .div(a.sub(1).pow(2).mul(a.sub(2)));
  }

  override entropy(): Tensor {
    return this.scale.div(this.alpha).log().add(this.alpha.reciprocal().add(1));
  }

  protected override get printed(): Readonly<Record<string, Tensor>> {
    return { alpha: this.alpha, scale: this.scale };
  }
}
