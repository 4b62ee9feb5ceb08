/** Shares made of normal numbers. */

import type { Call } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive, real, simplex } from "./constraint.ts";
import type { DistributionOptions, Parameter } from "./distribution.ts";
import { parameters } from "./helpers.ts";
import type { Independent } from "./independent.ts";
import { Normal } from "./normal.ts";
import { TransformedDistribution } from "./transformed-distribution.ts";
import { StickBreakingTransform } from "./transforms/stick-breaking.ts";

export interface LogisticNormalOptions extends DistributionOptions {
  /** Means of the normal numbers. */
  loc: Parameter;
  /** Their standard deviations. */
  scale: Parameter;
}

type Positional = [loc: Parameter, scale: Parameter, validateArgs?: boolean | null];

/** The distribution of shares that stick breaking makes of normal numbers. */
export class LogisticNormal extends TransformedDistribution {
  constructor(...args: Call<Positional, LogisticNormalOptions>) {
    const { loc, scale, validateArgs } = parameters<LogisticNormalOptions>("LogisticNormal", ["loc!", "scale!"], args);
    const normal = new Normal(loc, scale, { validateArgs });
    const base = normal.batchShape.length === 0 ? normal.expand([1]) : normal;
    super(base, new StickBreakingTransform(), { validateArgs });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { loc: real, scale: positive };
  }

  override get support(): Constraint {
    return simplex;
  }

  private get normal(): Normal {
    return (this.baseDist as Independent).baseDist as Normal;
  }

  get loc(): Tensor {
    return this.normal.loc;
  }

  get scale(): Tensor {
    return this.normal.scale;
  }
}
