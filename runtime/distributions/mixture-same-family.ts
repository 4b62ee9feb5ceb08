/** Mixtures of one kind of distribution. */

import { noGrad } from "../autograd/mode.ts";
import type { Call } from "../nn/arguments.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Categorical } from "./categorical.ts";
import { type Constraint, mixtureSameFamily } from "./constraint.ts";
import { Distribution, type DistributionOptions, type SampleShape } from "./distribution.ts";
import { parameters } from "./helpers.ts";

export interface MixtureSameFamilyOptions extends DistributionOptions {
  /** The weights of the components. */
  mixtureDistribution: Categorical;
  /** The components, along the last dim of its batch. */
  componentDistribution: Distribution;
}

type Positional = [
  mixtureDistribution: Categorical,
  componentDistribution: Distribution,
  validateArgs?: boolean | null,
];

/** A mixture of a batch of distributions. */
export class MixtureSameFamily extends Distribution {
  declare readonly mixtureDistribution: Categorical;
  declare readonly componentDistribution: Distribution;

  constructor(...args: Call<Positional, MixtureSameFamilyOptions>) {
    const call = parameters<MixtureSameFamilyOptions>(
      "MixtureSameFamily",
      ["mixtureDistribution!", "componentDistribution!"],
      args,
    );
    const { mixtureDistribution, componentDistribution, validateArgs } = call;
    if (!(mixtureDistribution instanceof Categorical))
      throw new Error(" The Mixture distribution needs to be an  instance of torch.distributions.Categorical");
    if (!(componentDistribution instanceof Distribution))
      throw new Error("The Component distribution need to be an instance of torch.distributions.Distribution");
    const batch = componentDistribution.batchShape.slice(0, -1);
    for (let i = 1; i <= Math.min(batch.length, mixtureDistribution.batchShape.length); i++) {
      const a = mixtureDistribution.batchShape[mixtureDistribution.batchShape.length - i];
      const b = batch[batch.length - i];
      if (a !== 1 && b !== 1 && a !== b)
        throw new Error(
          `\`mixture_distribution.batch_shape\` (${mixtureDistribution.batchShape}) is not compatible with ` +
            `\`component_distribution.batch_shape\`(torch.Size([${batch.join(", ")}]))`,
        );
    }
    const components = componentDistribution.batchShape[componentDistribution.batchShape.length - 1];
    const { numEvents } = mixtureDistribution;
    if (numEvents !== components)
      throw new Error(
        `\`mixture_distribution component\` (${numEvents}) does not equal \`component_distribution.batch_shape[-1]\` (${components})`,
      );
    super(batch, componentDistribution.eventShape, {}, validateArgs, { mixtureDistribution, componentDistribution });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return {};
  }

  override get support(): Constraint {
    return mixtureSameFamily(this.componentDistribution.support);
  }

  override expand(batchShape: SampleShape): this {
    const count = this.mixtureDistribution.numEvents;
    return this.copied(
      batchShape,
      {},
      {
        mixtureDistribution: this.mixtureDistribution.expand(batchShape),
        componentDistribution: this.componentDistribution.expand([...batchShape, count]),
      },
    );
  }

  /** Where the components lie among a value's dims, from the end. */
  private get dim(): number {
    return -1 - this.eventShape.length;
  }

  /** The weights, with a dim of 1 for each of a value's. */
  private get weights(): Tensor {
    const { probs } = this.mixtureDistribution;
    return probs.reshape([...probs.shape, ...this.eventShape.map(() => 1)]);
  }

  override get mean(): Tensor {
    return this.weights.mul(this.componentDistribution.mean).sum(this.dim);
  }

  override get variance(): Tensor {
    const { weights, componentDistribution: components, dim } = this;
    const within = weights.mul(components.variance).sum(dim);
    const between = weights.mul(components.mean.sub(this.mean.unsqueeze(dim)).pow(2)).sum(dim);
    return within.add(between);
  }

  override cdf(value: Tensor): Tensor {
    this.validate(value);
    const each = this.componentDistribution.cdf(value.unsqueeze(this.dim));
    return each.mul(this.mixtureDistribution.probs).sum(-1);
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const each = this.componentDistribution.logProb(value.unsqueeze(this.dim));
    return each.add(this.mixtureDistribution.logits.logSoftmax(-1)).logsumexp(-1);
  }

  override sample(sampleShape: SampleShape = []): Tensor {
    return noGrad(() => {
      const places = this.mixtureDistribution.sample(sampleShape);
      const all = this.componentDistribution.sample(sampleShape);
      const event = this.eventShape.map(() => 1);
      const index = places.reshape([...places.shape, 1, ...event]).expand([...places.shape, 1, ...this.eventShape]);
      return all
        .gather(sampleShape.length + this.batchShape.length, index)
        .squeeze(sampleShape.length + this.batchShape.length);
    });
  }

  override toString(): string {
    const { probs, logits } = this.mixtureDistribution;
    const mixture = `Categorical(probs: ${probs.shape}, logits: ${logits.shape})`;
    return `MixtureSameFamily(\n  ${mixture},\n  ${this.componentDistribution})`;
  }
}
