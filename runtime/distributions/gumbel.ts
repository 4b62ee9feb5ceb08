/** Numbers of the Gumbel distribution. */

import type { Call } from "../nn/arguments.ts";
import { finfo } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive, real } from "./constraint.ts";
import type { DistributionOptions, Parameter, SampleShape } from "./distribution.ts";
import { broadcastAll, euler, fullOf, parameters } from "./helpers.ts";
import { TransformedDistribution } from "./transformed-distribution.ts";
import { AffineTransform } from "./transforms/affine.ts";
import { ExpTransform } from "./transforms/exp.ts";
import { Uniform } from "./uniform.ts";

export interface GumbelOptions extends DistributionOptions {
  /** Where it is highest. */
  loc: Parameter;
  /** How far it spreads. */
  scale: Parameter;
}

/** The Gumbel distribution, of largest values. */
export class Gumbel extends TransformedDistribution {
  constructor(...args: Call<[loc: Parameter, scale: Parameter, validateArgs?: boolean | null], GumbelOptions>) {
    const call = parameters<GumbelOptions>("Gumbel", ["loc!", "scale!"], args);
    const { validateArgs } = call;
    const [loc, scale] = broadcastAll(call.loc, call.scale);
    const { tiny, eps } = finfo(loc.dtype);
    super(
      new Uniform(fullOf(loc, loc.shape, tiny), fullOf(loc, loc.shape, 1 - eps), { validateArgs }),
      [
        new ExpTransform().inv,
        new AffineTransform(0, scale.mul(0).sub(1)),
        new ExpTransform().inv,
        new AffineTransform(loc, scale.neg()),
      ],
      { validateArgs },
    );
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { loc: real, scale: positive };
  }

  get loc(): Tensor {
    return this.last.loc as Tensor;
  }

  get scale(): Tensor {
    return (this.last.scale as Tensor).neg();
  }

  private get last(): AffineTransform {
    return this.transforms[3] as AffineTransform;
  }

  override expand(batchShape: SampleShape): this {
    const made = new Gumbel(this.loc.expand(batchShape), this.scale.expand(batchShape), { validateArgs: false });
    return this.copied(batchShape, {}, { baseDist: made.baseDist, transforms: made.transforms });
  }

  override get support(): Constraint {
    return real;
  }

  override get mean(): Tensor {
    return this.loc.add(this.scale.mul(euler));
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get stddev(): Tensor {
    return this.scale.mul(Math.PI / Math.sqrt(6));
  }

  override get variance(): Tensor {
    return this.stddev.pow(2);
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const y = this.loc.sub(value).div(this.scale);
    return y.sub(y.exp()).sub(this.scale.log());
  }

  override entropy(): Tensor {
    return this.scale.log().add(1 + euler);
  }

  protected override get printed(): Readonly<Record<string, Tensor>> {
    return { loc: this.loc, scale: this.scale };
  }
}
