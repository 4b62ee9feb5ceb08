/** How often categories occur. */

import { noGrad } from "../autograd/mode.ts";
import type { Call } from "../nn/arguments.ts";
import { full } from "../ops/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Binomial } from "./binomial.ts";
import { Categorical } from "./categorical.ts";
import { type Constraint, independent, multinomial, real, simplex } from "./constraint.ts";
import { Distribution, type DistributionOptions, type SampleShape } from "./distribution.ts";
import { choose, emptyOf, parameters } from "./helpers.ts";

export interface MultinomialOptions extends DistributionOptions {
  /** How many trials; 1. */
  totalCount?: number;
  /** Weights of the categories, along the last dim. */
  probs?: Tensor | null;
  /** Their logarithms, in `probs`' place. */
  logits?: Tensor | null;
}

type Positional = [totalCount?: number, probs?: Tensor | null, logits?: Tensor | null, validateArgs?: boolean | null];

/** The multinomial distribution: how often each category occurs in `totalCount` trials. */
export class Multinomial extends Distribution {
  declare readonly totalCount: number;
  /** @internal */
  declare readonly categorical_: Categorical;

  constructor(...args: Call<Positional, MultinomialOptions>) {
    const {
      totalCount = 1,
      probs,
      logits,
      validateArgs,
    } = parameters<MultinomialOptions>("Multinomial", ["totalCount", "probs", "logits"], args);
    if (typeof totalCount !== "number") throw new Error("inhomogeneous total_count is not supported");
    const categorical_ = new Categorical({ probs, logits, validateArgs });
    super(categorical_.batchShape, [categorical_.numEvents], {}, validateArgs, { totalCount, categorical_ });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { probs: simplex, logits: independent(real, 1) };
  }

  override get support(): Constraint {
    return multinomial(this.totalCount);
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

  override get mean(): Tensor {
    return this.probs.mul(this.totalCount);
  }

  override get variance(): Tensor {
    return this.probs.mul(this.totalCount).mul(this.probs.neg().add(1));
  }

  override sample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    return noGrad(() => {
      const drawn = this.categorical_.sample([this.totalCount, ...sampleShape]);
      const last = drawn.permute([...drawn.shape.map((_, dim) => dim).slice(1), 0]);
      const counts = emptyOf(drawn, shape).zero_();
      return counts.scatterAdd_(-1, last, last.mul(0).add(1)).to(this.probs.dtype);
    });
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const impossible = value.eq(0).logicalAnd(this.logits.eq(Number.NEGATIVE_INFINITY));
    const logits = choose(impossible, 0, this.logits);
    return value.sum(-1).add(1).lgamma().sub(value.add(1).lgamma().sum(-1)).add(logits.mul(value).sum(-1));
  }

  override entropy(): Tensor {
    const n = full([], this.totalCount, { dtype: this.probs.dtype });
    const binomial = new Binomial(this.totalCount, { probs: this.probs, validateArgs: false });
    const support = binomial.enumerateSupport(false).narrow(0, 1, this.totalCount);
    const weight = binomial.logProb(support).exp();
    const rest = weight.mul(support.add(1).lgamma()).sum([0, -1]);
    return n.mul(this.categorical_.entropy()).sub(n.add(1).lgamma()).add(rest);
  }
}
