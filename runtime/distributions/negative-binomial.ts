/** How many trials succeed before some fail. */

import { noGrad } from "../autograd/mode.ts";
import type { Call } from "../nn/arguments.ts";
import { logsigmoid } from "../nn/functional/activation.ts";
import { poisson } from "../ops/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, greaterThanEq, halfOpenInterval, nonnegativeInteger, real } from "./constraint.ts";
import { Distribution, type DistributionOptions, type Parameter, type SampleShape } from "./distribution.ts";
import { Gamma } from "./gamma.ts";
import { broadcastAll, choose, eitherOf, logitsToProbs, parameters, probsToLogits } from "./helpers.ts";

export interface NegativeBinomialOptions extends DistributionOptions {
  /** How many trials fail. */
  totalCount: Parameter;
  /** The probability of success. */
  probs?: Tensor | null;
  /** The logarithm of the odds of success, in `probs`' place. */
  logits?: Tensor | null;
}

type Positional = [totalCount: Parameter, probs?: Tensor | null, logits?: Tensor | null, validateArgs?: boolean | null];

/** The negative binomial distribution: how many trials succeed before `totalCount` fail. */
export class NegativeBinomial extends Distribution {
  declare readonly totalCount: Tensor;

  constructor(...args: Call<Positional, NegativeBinomialOptions>) {
    const call = parameters<NegativeBinomialOptions>("NegativeBinomial", ["totalCount!", "probs", "logits"], args);
    const [given, kind] = eitherOf(call.probs, call.logits);
    const [count, parameter] = broadcastAll(call.totalCount, given);
    const totalCount = count.to(parameter.dtype);
    super(parameter.shape, [], { totalCount, [kind]: parameter }, call.validateArgs);
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { totalCount: greaterThanEq({ int: 0 }), probs: halfOpenInterval(0, 1), logits: real };
  }

  /** The parameter that was given. */
  protected get parameter(): Tensor {
    return this.own("probs") ?? (this.own("logits") as Tensor);
  }

  /** The probability of success. */
  get probs(): Tensor {
    return this.lazily("probs", () => logitsToProbs(this.own("logits") as Tensor, true));
  }

  /** The logarithm of the odds of success. */
  get logits(): Tensor {
    return this.lazily("logits", () => probsToLogits(this.own("probs") as Tensor, true));
  }

  override get support(): Constraint {
    return nonnegativeInteger;
  }

  override get mean(): Tensor {
    return this.totalCount.mul(this.logits.exp());
  }

  override get mode(): Tensor {
    return this.totalCount.sub(1).mul(this.logits.exp()).floor().clamp(0);
  }

  override get variance(): Tensor {
    return this.mean.div(this.logits.neg().sigmoid());
  }

  override sample(sampleShape: SampleShape = []): Tensor {
    return noGrad(() => {
      const rates = new Gamma(this.totalCount, this.logits.neg().exp(), { validateArgs: false });
      return poisson(rates.sample(sampleShape));
    });
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const { totalCount, logits } = this;
    const weight = totalCount.mul(logsigmoid(logits.neg())).add(value.mul(logsigmoid(logits)));
    const constant = totalCount.add(value).lgamma().neg().add(value.add(1).lgamma()).add(totalCount.lgamma());
    return weight.sub(choose(totalCount.add(value).eq(0), 0, constant));
  }
}
