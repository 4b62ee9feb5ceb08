/** How many trials fail before one succeeds. */

import { noGrad } from "../autograd/mode.ts";
import type { Call } from "../nn/arguments.ts";
import { tuple } from "../nn/python.ts";
import { finfo } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, nonnegativeInteger, real, unitInterval } from "./constraint.ts";
import { Distribution, type DistributionOptions, type Parameter, type SampleShape, zerosOf } from "./distribution.ts";
import {
  asTensor,
  binaryLoss,
  choose,
  eitherOf,
  emptyOf,
  logitsToProbs,
  parameters,
  probsToLogits,
} from "./helpers.ts";

export interface GeometricOptions extends DistributionOptions {
  /** The probability of 1. */
  probs?: Parameter | null;
  /** The logarithm of the odds of 1, in `probs`' place. */
  logits?: Parameter | null;
}

type Positional = [probs?: Parameter | null, logits?: Parameter | null, validateArgs?: boolean | null];

/** The geometric distribution: how many trials fail before the first that succeeds, each with probability `probs`. */
export class Geometric extends Distribution {
  constructor(...args: Call<Positional, GeometricOptions>) {
    const call = parameters<GeometricOptions>("Geometric", ["probs", "logits"], args);
    const [given, kind] = eitherOf(call.probs, call.logits);
    const parameter = asTensor(given);
    super(parameter.shape, [], { [kind]: parameter }, call.validateArgs);
    if (!this.validates_ || kind === "logits") return;
    const valid = parameter.gt(0);
    if (!valid.all().item())
      throw new Error(
        `Expected parameter probs (Tensor of shape ${tuple(parameter.shape)}) of distribution ${this} to be positive but ` +
          `found invalid values:\n${parameter.reshape(-1).at(valid.logicalNot().reshape(-1))}`,
      );
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { probs: unitInterval, logits: real };
  }

  /** The parameter that was given. */
  protected get parameter(): Tensor {
    return this.own("probs") ?? (this.own("logits") as Tensor);
  }

  /** The probability of 1. */
  get probs(): Tensor {
    return this.lazily("probs", () => logitsToProbs(this.own("logits") as Tensor, true));
  }

  /** The logarithm of the odds of 1. */
  get logits(): Tensor {
    return this.lazily("logits", () => probsToLogits(this.own("probs") as Tensor, true));
  }

  override get support(): Constraint {
    return nonnegativeInteger;
  }

  override get mean(): Tensor {
    return this.probs.reciprocal().sub(1);
  }

  override get mode(): Tensor {
    return zerosOf(this.probs);
  }

  override get variance(): Tensor {
    const { probs } = this;
    return probs.reciprocal().sub(1).div(probs);
  }

  override sample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    return noGrad(() => {
      const { probs } = this;
      const u = emptyOf(probs, shape).uniform_(finfo(probs.dtype).tiny, 1);
      return u.log().div(probs.neg().log1p()).floor();
    });
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const { probs } = this;
    const never = probs.eq(1).logicalAnd(value.eq(0));
    const odds = choose(never, 0, probs.neg().log1p());
    return value.mul(odds).add(probs.log());
  }

  override entropy(): Tensor {
    return binaryLoss(this.logits, this.probs).div(this.probs);
  }
}
