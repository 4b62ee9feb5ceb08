/** Poisson numbers. */

import { noGrad } from "../autograd/mode.ts";
import type { Call } from "../nn/arguments.ts";
import { poisson } from "../ops/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, nonnegative, nonnegativeInteger } from "./constraint.ts";
import { type DistributionOptions, ExponentialFamily, type Parameter, type SampleShape } from "./distribution.ts";
import { broadcastAll, parameters } from "./helpers.ts";

export interface PoissonOptions extends DistributionOptions {
  /** The mean. */
  rate: Parameter;
}

/** The Poisson distribution: how many events of a rate happen. */
export class Poisson extends ExponentialFamily {
  declare readonly rate: Tensor;

  constructor(...args: Call<[rate: Parameter, validateArgs?: boolean | null], PoissonOptions>) {
    const call = parameters<PoissonOptions>("Poisson", ["rate!"], args);
    const [rate] = broadcastAll(call.rate);
    super(rate.shape, [], { rate }, call.validateArgs);
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { rate: nonnegative };
  }

  override get support(): Constraint {
    return nonnegativeInteger;
  }

  override get mean(): Tensor {
    return this.rate;
  }

  override get mode(): Tensor {
    return this.rate.floor();
  }

  override get variance(): Tensor {
    return this.rate;
  }

  override sample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    return noGrad(() => poisson(this.rate.expand(shape)));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    return value.xlogy(this.rate).sub(this.rate).sub(value.add(1).lgamma());
  }

  get naturalParams_(): Tensor[] {
    return [this.rate.log()];
  }

  logNormalizer_(x: Tensor): Tensor {
    return x.exp();
  }
}
