/** One-hot vectors made continuous. */

import type { Call } from "../nn/arguments.ts";
import { rand } from "../ops/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Categorical } from "./categorical.ts";
import { type Constraint, independent, real, realVector, simplex } from "./constraint.ts";
import { Distribution, type DistributionOptions, type Parameter, type SampleShape } from "./distribution.ts";
import { asTensor, clampProbs, fullOf, parameters } from "./helpers.ts";
import { TransformedDistribution } from "./transformed-distribution.ts";
import { ExpTransform } from "./transforms/exp.ts";

export interface RelaxedOneHotCategoricalOptions extends DistributionOptions {
  /** How soft it is: near 0, vectors are near one-hot ones. */
  temperature: Parameter;
  /** Weights of the categories, along the last dim. */
  probs?: Tensor | null;
  /** Their logarithms, in `probs`' place. */
  logits?: Tensor | null;
}

type Positional = [
  temperature: Parameter,
  probs?: Tensor | null,
  logits?: Tensor | null,
  validateArgs?: boolean | null,
];
const names = ["temperature!", "probs", "logits"];

/** The logarithms of what RelaxedOneHotCategorical draws (Maddison et al. 2017). */
export class ExpRelaxedCategorical extends Distribution {
  declare readonly temperature: Tensor;
  /** @internal */
  declare readonly categorical_: Categorical;

  constructor(...args: Call<Positional, RelaxedOneHotCategoricalOptions>) {
    const call = parameters<RelaxedOneHotCategoricalOptions>("ExpRelaxedCategorical", names, args);
    const categorical_ = new Categorical({ probs: call.probs, logits: call.logits });
    super(categorical_.batchShape, [categorical_.numEvents], {}, call.validateArgs, {
      categorical_,
      temperature: asTensor(call.temperature, categorical_.logits),
    });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { probs: simplex, logits: independent(real, 1) };
  }

  override get support(): Constraint {
    return realVector;
  }

  override get hasRsample(): boolean {
    return true;
  }

  override expand(batchShape: SampleShape): this {
    return this.copied(batchShape, {}, { categorical_: this.categorical_.expand(batchShape) });
  }

  get probs(): Tensor {
    return this.categorical_.probs;
  }

  get logits(): Tensor {
    return this.categorical_.logits;
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    const { logits } = this;
    const u = clampProbs(rand(shape, { dtype: logits.dtype, device: logits.device }));
    const scores = logits.add(u.log().neg().log().neg()).div(this.temperature);
    return scores.sub(scores.logsumexp(-1, true));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const [k] = this.eventShape;
    const { logits, temperature } = this;
    const scale = fullOf(temperature, temperature.shape, k)
      .lgamma()
      .sub(temperature.log().mul(-(k - 1)));
    const score = logits.sub(value.mul(temperature));
    return score.sub(score.logsumexp(-1, true)).sum(-1).add(scale);
  }
}

/** A continuous distribution near OneHotCategorical, whose samples move with the parameters. */
export class RelaxedOneHotCategorical extends TransformedDistribution {
  constructor(...args: Call<Positional, RelaxedOneHotCategoricalOptions>) {
    const { temperature, probs, logits, validateArgs } = parameters<RelaxedOneHotCategoricalOptions>(
      "RelaxedOneHotCategorical",
      names,
      args,
    );
    const base = new ExpRelaxedCategorical({ temperature, probs, logits, validateArgs });
    super(base, new ExpTransform(), { validateArgs });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { probs: simplex, logits: independent(real, 1) };
  }

  override get support(): Constraint {
    return simplex;
  }

  private get relaxed(): ExpRelaxedCategorical {
    return this.baseDist as ExpRelaxedCategorical;
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
