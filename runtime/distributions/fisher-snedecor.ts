/** Numbers of the F distribution. */

import type { Call } from "../nn/arguments.ts";
import { finfo } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive } from "./constraint.ts";
import { Distribution, type DistributionOptions, type Parameter, type SampleShape } from "./distribution.ts";
import { Gamma } from "./gamma.ts";
import { broadcastAll, choose, parameters } from "./helpers.ts";

export interface FisherSnedecorOptions extends DistributionOptions {
  /** The first degrees of freedom. */
  df1: Parameter;
  /** The second degrees of freedom. */
  df2: Parameter;
}

/** The Fisher–Snedecor (F) distribution. */
export class FisherSnedecor extends Distribution {
  declare readonly df1: Tensor;
  declare readonly df2: Tensor;

  constructor(...args: Call<[df1: Parameter, df2: Parameter, validateArgs?: boolean | null], FisherSnedecorOptions>) {
    const call = parameters<FisherSnedecorOptions>("FisherSnedecor", ["df1!", "df2!"], args);
    const [df1, df2] = broadcastAll(call.df1, call.df2);
    super(df1.shape, [], { df1, df2 }, call.validateArgs);
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { df1: positive, df2: positive };
  }

  override get support(): Constraint {
    return positive;
  }

  override get mean(): Tensor {
    return choose(this.df2.le(2), Number.NaN, this.df2.div(this.df2.sub(2)));
  }

  override get mode(): Tensor {
    const { df1, df2 } = this;
    return choose(
      df1.le(2),
      Number.NaN,
      df1
        .sub(2)
        .div(df1)
        .mul(df2.div(df2.add(2))),
    );
  }

  override get variance(): Tensor {
    const { df1, df2 } = this;
    const finite = df2
      .pow(2)
      .mul(2)
      .mul(df1.add(df2).sub(2))
      .div(df1.mul(df2.sub(2).pow(2)).mul(df2.sub(4)));
    return choose(df2.le(4), Number.NaN, finite);
  }

  override get hasRsample(): boolean {
    return true;
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    const draw = (df: Tensor): Tensor =>
      new Gamma(df.mul(0.5), df, { validateArgs: false }).rsample(sampleShape).reshape(shape);
    const { tiny } = finfo(this.df1.dtype);
    const first = draw(this.df1);
    const second = draw(this.df2);
    second.detach().clamp_(tiny);
    const ratio = first.div(second);
    ratio.detach().clamp_(tiny);
    return ratio;
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const first = this.df1.mul(0.5);
    const second = this.df2.mul(0.5);
    const ratio = this.df1.div(this.df2);
    const front = first.add(second).lgamma().sub(first.lgamma()).sub(second.lgamma());
    const middle = first.mul(ratio.log()).add(first.sub(1).mul(value.log()));
    return front.add(middle).sub(first.add(second).mul(ratio.mul(value).log1p()));
  }
}
