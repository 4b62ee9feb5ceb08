/** Bernoulli numbers made continuous. */

import type { Call } from "../nn/arguments.ts";
import { softplus } from "../ops/activation.ts";
import { rand } from "../ops/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, real, unitInterval } from "./constraint.ts";
import { Distribution, type DistributionOptions, type Parameter, type SampleShape } from "./distribution.ts";
import { asTensor, clampProbs, eitherOf, logitsToProbs, parameters, probsToLogits } from "./helpers.ts";
import { TransformedDistribution } from "./transformed-distribution.ts";
import { SigmoidTransform } from "./transforms/sigmoid.ts";

export interface RelaxedBernoulliOptions extends DistributionOptions {
  /** How soft it is: near 0, numbers are near 0 and 1. */
  temperature: Parameter;
  /** The probability of 1. */
  probs?: Parameter | null;
  /** The logarithm of the odds of 1, in `probs`' place. */
  logits?: Parameter | null;
}

type Positional = [
  temperature: Parameter,
  probs?: Parameter | null,
  logits?: Parameter | null,
  validateArgs?: boolean | null,
];

/** The logits of what RelaxedBernoulli draws (Maddison et al. 2017). */
export class LogitRelaxedBernoulli extends Distribution {
  declare readonly temperature: Tensor;

  constructor(...args: Call<Positional, RelaxedBernoulliOptions>) {
    const call = parameters<RelaxedBernoulliOptions>(
      "LogitRelaxedBernoulli",
      ["temperature!", "probs", "logits"],
      args,
    );
    const [given, kind] = eitherOf(call.probs, call.logits);
    const parameter = asTensor(given);
    super(parameter.shape, [], { [kind]: parameter }, call.validateArgs, {
      temperature: asTensor(call.temperature, parameter),
    });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { probs: unitInterval, logits: real };
  }

  override get support(): Constraint {
    return real;
  }

  override get hasRsample(): boolean {
    return true;
  }

  get probs(): Tensor {
    return this.lazily("probs", () => logitsToProbs(this.own("logits") as Tensor, true));
  }

  get logits(): Tensor {
    return this.lazily("logits", () => probsToLogits(this.own("probs") as Tensor, true));
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    const probs = clampProbs(this.probs.expand(shape));
    const u = clampProbs(rand(shape, { dtype: probs.dtype, device: probs.device }));
    return u.log().sub(u.neg().log1p()).add(probs.log()).sub(probs.neg().log1p()).div(this.temperature);
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const difference = this.logits.sub(value.mul(this.temperature));
    return this.temperature.log().add(difference).sub(softplus(difference).mul(2));
  }
}

/** A continuous distribution near the Bernoulli distribution, whose samples move with the parameters. */
export class RelaxedBernoulli extends TransformedDistribution {
  constructor(...args: Call<Positional, RelaxedBernoulliOptions>) {
    const { temperature, probs, logits, validateArgs } = parameters<RelaxedBernoulliOptions>(
      "RelaxedBernoulli",
      ["temperature!", "probs", "logits"],
      args,
    );
    super(new LogitRelaxedBernoulli({ temperature, probs, logits }), new SigmoidTransform(), { validateArgs });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { probs: unitInterval, logits: real };
  }

  override get support(): Constraint {
    return unitInterval;
  }

  private get relaxed(): LogitRelaxedBernoulli {
    return this.baseDist as LogitRelaxedBernoulli;
  }

  get temperature(): Tensor {
    return this.relaxed.temperature;
  }

  get probs(): Tensor {
    return this.relaxed.probs;
  }

  get logits(): Tensor {
    return this.relaxed.logits;
  }
}
