/** Numbers of [0, 1] with weights at both ends. */

import type { Call } from "../nn/arguments.ts";
import { stack } from "../ops/join.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive, unitInterval } from "./constraint.ts";
import { Dirichlet } from "./dirichlet.ts";
import { type DistributionOptions, ExponentialFamily, type Parameter, type SampleShape } from "./distribution.ts";
import { broadcastAll, parameters } from "./helpers.ts";

export interface BetaOptions extends DistributionOptions {
  /** The weight of 1, often called alpha. */
  concentration1: Parameter;
  /** The weight of 0, often called beta. */
  concentration0: Parameter;
}

type Positional = [concentration1: Parameter, concentration0: Parameter, validateArgs?: boolean | null];

/** The beta distribution. */
export class Beta extends ExponentialFamily {
  /** @internal */
  declare readonly dirichlet_: Dirichlet;

  constructor(...args: Call<Positional, BetaOptions>) {
    const call = parameters<BetaOptions>("Beta", ["concentration1!", "concentration0!"], args);
    const both = stack(broadcastAll(call.concentration1, call.concentration0), -1);
    const dirichlet_ = new Dirichlet(both, { validateArgs: call.validateArgs });
    super(dirichlet_.batchShape, [], {}, call.validateArgs, { dirichlet_ });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { concentration1: positive, concentration0: positive };
  }

  override get support(): Constraint {
    return unitInterval;
  }

  override get hasRsample(): boolean {
    return true;
  }

  override expand(batchShape: SampleShape): this {
    return this.copied(batchShape, {}, { dirichlet_: this.dirichlet_.expand(batchShape) });
  }

  get concentration1(): Tensor {
    return this.dirichlet_.concentration.select(-1, 0);
  }

  get concentration0(): Tensor {
    return this.dirichlet_.concentration.select(-1, 1);
  }

  override get mean(): Tensor {
    return this.concentration1.div(this.concentration1.add(this.concentration0));
  }

  override get mode(): Tensor {
    return this.dirichlet_.mode.select(-1, 0);
  }

  override get variance(): Tensor {
    const total = this.concentration1.add(this.concentration0);
    return this.concentration1.mul(this.concentration0).div(total.pow(2).mul(total.add(1)));
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    return this.dirichlet_.rsample(sampleShape).select(-1, 0);
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    return this.dirichlet_.logProb(stack([value, value.neg().add(1)], -1));
  }

  override entropy(): Tensor {
    return this.dirichlet_.entropy();
  }

  get naturalParams_(): Tensor[] {
    return [this.concentration1, this.concentration0];
  }

  logNormalizer_(x: Tensor, y: Tensor): Tensor {
    return x.lgamma().add(y.lgamma()).sub(x.add(y).lgamma());
  }
}
