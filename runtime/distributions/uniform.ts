/** Uniform numbers. */

import type { Call } from "../nn/arguments.ts";
import { rand } from "../ops/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, greaterThan, interval, lessThan } from "./constraint.ts";
import { Distribution, type DistributionOptions, type Parameter, type SampleShape } from "./distribution.ts";
import { broadcastAll, parameters } from "./helpers.ts";

export interface UniformOptions extends DistributionOptions {
  /** The lower bound, included. */
  low: Parameter;
  /** The upper bound, excluded. */
  high: Parameter;
}

/** The uniform distribution of [low, high). */
export class Uniform extends Distribution {
  declare readonly low: Tensor;
  declare readonly high: Tensor;

  constructor(...args: Call<[low: Parameter, high: Parameter, validateArgs?: boolean | null], UniformOptions>) {
    const call = parameters<UniformOptions>("Uniform", ["low!", "high!"], args);
    const [low, high] = broadcastAll(call.low, call.high);
    super(low.shape, [], { low, high }, call.validateArgs);
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { low: lessThan(this.high), high: greaterThan(this.low) };
  }

  override get support(): Constraint {
    return interval(this.low, this.high);
  }

  override get mean(): Tensor {
    return this.high.add(this.low).div(2);
  }

  override get mode(): Tensor {
    return this.high.mul(Number.NaN);
  }

  override get stddev(): Tensor {
    return this.high.sub(this.low).div(Math.sqrt(12));
  }

  override get variance(): Tensor {
    return this.high.sub(this.low).pow(2).div(12);
  }

  override get hasRsample(): boolean {
    return true;
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    const drawn = rand(shape, { dtype: this.low.dtype, device: this.low.device });
    return this.low.add(drawn.mul(this.high.sub(this.low)));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const above = this.low.le(value).to(this.low.dtype);
    const below = this.high.gt(value).to(this.low.dtype);
    return above.mul(below).log().sub(this.high.sub(this.low).log());
  }

  override cdf(value: Tensor): Tensor {
    this.validate(value);
    return value.sub(this.low).div(this.high.sub(this.low)).clamp(0, 1);
  }

  override icdf(value: Tensor): Tensor {
    return value.mul(this.high.sub(this.low)).add(this.low);
  }

  override entropy(): Tensor {
    return this.high.sub(this.low).log();
  }
}
