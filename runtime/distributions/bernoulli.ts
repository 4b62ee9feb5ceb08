/** Numbers that are 0 or 1. */

import { noGrad } from "../autograd/mode.ts";
import type { Call } from "../nn/arguments.ts";
import { arange } from "../ops/create.ts";
import { bernoulli } from "../ops/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { boolean, type Constraint, real, unitInterval } from "./constraint.ts";
import { type DistributionOptions, ExponentialFamily, type Parameter, type SampleShape } from "./distribution.ts";
import {
  asTensor,
  binaryLoss,
  choose,
  eitherOf,
  isExpanded,
  logitsToProbs,
  parameters,
  probsToLogits,
} from "./helpers.ts";

export interface BernoulliOptions extends DistributionOptions {
  /** The probability of 1. */
  probs?: Parameter | null;
  /** The logarithm of the odds of 1, in `probs`' place. */
  logits?: Parameter | null;
}

type Positional = [probs?: Parameter | null, logits?: Parameter | null, validateArgs?: boolean | null];

/** The Bernoulli distribution: 1 with probability `probs`, else 0. */
export class Bernoulli extends ExponentialFamily {
  constructor(...args: Call<Positional, BernoulliOptions>) {
    const call = parameters<BernoulliOptions>("Bernoulli", ["probs", "logits"], args);
    const [given, kind] = eitherOf(call.probs, call.logits);
    const parameter = asTensor(given);
    super(parameter.shape, [], { [kind]: parameter }, call.validateArgs);
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
    return boolean;
  }

  override get hasEnumerateSupport(): boolean {
    return true;
  }

  override get mean(): Tensor {
    return this.probs;
  }

  override get mode(): Tensor {
    const { probs } = this;
    return choose(probs.eq(0.5), Number.NaN, probs.ge(0.5).to(probs.dtype));
  }

  override get variance(): Tensor {
    const { probs } = this;
    return probs.mul(probs.neg().add(1));
  }

  override sample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    return noGrad(() => bernoulli(this.probs.expand(shape)));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    return binaryLoss(this.logits, value).neg();
  }

  override entropy(): Tensor {
    return binaryLoss(this.logits, this.probs);
  }

  override enumerateSupport(expand: boolean | { expand?: boolean } = true): Tensor {
    const values = arange(2, { dtype: this.parameter.dtype, device: this.parameter.device });
    const column = values.reshape([-1, ...this.batchShape.map(() => 1)]);
    return isExpanded(expand) ? column.expand([-1, ...this.batchShape]) : column;
  }

  get naturalParams_(): Tensor[] {
    return [this.logits];
  }

  logNormalizer_(x: Tensor): Tensor {
    return x.exp().log1p();
  }
}
