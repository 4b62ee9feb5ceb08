/** Numbers of the Kumaraswamy distribution. */

import type { Call } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive, unitInterval } from "./constraint.ts";
import type { DistributionOptions, Parameter, SampleShape } from "./distribution.ts";
import { broadcastAll, choose, euler, parameters } from "./helpers.ts";
import { TransformedDistribution } from "./transformed-distribution.ts";
import { AffineTransform } from "./transforms/affine.ts";
import { PowerTransform } from "./transforms/power.ts";
import { Uniform } from "./uniform.ts";

export interface KumaraswamyOptions extends DistributionOptions {
  /** The weight of 1. */
  concentration1: Parameter;
  /** The weight of 0. */
  concentration0: Parameter;
}

/** The Kumaraswamy distribution, of numbers of [0, 1]. */
export class Kumaraswamy extends TransformedDistribution {
  constructor(
    ...args: Call<
      [concentration1: Parameter, concentration0: Parameter, validateArgs?: boolean | null],
      KumaraswamyOptions
    >
  ) {
    const call = parameters<KumaraswamyOptions>("Kumaraswamy", ["concentration1!", "concentration0!"], args);
    const { validateArgs } = call;
    const [concentration1, concentration0] = broadcastAll(call.concentration1, call.concentration0);
    super(
      new Uniform(concentration0.mul(0), concentration0.mul(0).add(1), { validateArgs }),
      [
        new PowerTransform(concentration0.reciprocal()),
        new AffineTransform(1, -1),
        new PowerTransform(concentration1.reciprocal()),
      ],
      { validateArgs },
    );
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { concentration1: positive, concentration0: positive };
  }

  get concentration1(): Tensor {
    return (this.transforms[2] as PowerTransform).exponent.reciprocal();
  }

  get concentration0(): Tensor {
    return (this.transforms[0] as PowerTransform).exponent.reciprocal();
  }

  override expand(batchShape: SampleShape): this {
    const [a, b] = [this.concentration1.expand(batchShape), this.concentration0.expand(batchShape)];
    const made = new Kumaraswamy(a, b, { validateArgs: false });
    return this.copied(batchShape, {}, { baseDist: made.baseDist, transforms: made.transforms });
  }

  override get support(): Constraint {
    return unitInterval;
  }

  override get mean(): Tensor {
    return this.moment(1);
  }

  override get mode(): Tensor {
    const { concentration1: a, concentration0: b } = this;
    const log = a.reciprocal().mul(b.neg().log1p().sub(a.mul(b).neg().log1p()));
    return choose(a.lt(1).logicalOr(b.lt(1)), Number.NaN, log.exp());
  }

  override get variance(): Tensor {
    return this.moment(2).sub(this.mean.pow(2));
  }

  /** The mean of the n-th power. */
  private moment(n: number): Tensor {
    const { concentration1: a, concentration0: b } = this;
    const first = a.reciprocal().mul(n).add(1);
    return first.lgamma().add(b.lgamma()).sub(first.add(b).lgamma()).add(b.log()).exp();
  }

  override entropy(): Tensor {
    const { concentration1: a, concentration0: b } = this;
    const first = a.reciprocal().neg().add(1);
    const zeroth = b.reciprocal().neg().add(1);
    const harmonic = b.add(1).digamma().add(euler);
    return zeroth.add(first.mul(harmonic)).sub(a.log()).sub(b.log());
  }

  protected override get printed(): Readonly<Record<string, Tensor>> {
    return { concentration1: this.concentration1, concentration0: this.concentration0 };
  }
}
