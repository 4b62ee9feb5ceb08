/** Sums of squares of normal numbers. */

import type { Call } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive } from "./constraint.ts";
import type { DistributionOptions, Parameter } from "./distribution.ts";
import { Gamma } from "./gamma.ts";
import { asTensor, parameters } from "./helpers.ts";

export interface Chi2Options extends DistributionOptions {
  /** The degrees of freedom. */
  df: Parameter;
}

/** The chi-squared distribution, of the sum of `df` squares of standard normal numbers. */
export class Chi2 extends Gamma {
  constructor(...args: Call<[df: Parameter, validateArgs?: boolean | null], Chi2Options>) {
    const { df, validateArgs } = parameters<Chi2Options>("Chi2", ["df!"], args);
    super(asTensor(df).mul(0.5), 0.5, { validateArgs });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { df: positive };
  }

  get df(): Tensor {
    return this.concentration.mul(2);
  }
}
