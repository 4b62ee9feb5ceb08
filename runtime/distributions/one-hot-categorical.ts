/** Categories as vectors with one 1. */

import { noGrad } from "../autograd/mode.ts";
import { eye } from "../ops/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Categorical, type CategoricalArguments } from "./categorical.ts";
import { type Constraint, independent, oneHot, real, simplex } from "./constraint.ts";
import { Distribution, type SampleShape } from "./distribution.ts";
import { isExpanded } from "./helpers.ts";

/** The distribution of categories, each as a vector with a 1 at its place. */
export class OneHotCategorical extends Distribution {
  /** @internal */
  declare readonly categorical_: Categorical;

  constructor(...args: CategoricalArguments) {
    const categorical_ = new Categorical(...args);
    const { batchShape, numEvents, validates_ } = categorical_;
    super(batchShape, [numEvents], {}, validates_, { categorical_ });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { probs: simplex, logits: independent(real, 1) };
  }

  override get support(): Constraint {
    return oneHot;
  }

  override get hasEnumerateSupport(): boolean {
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

  get paramShape(): readonly number[] {
    return this.categorical_.paramShape;
  }

  override get mean(): Tensor {
    return this.probs;
  }

  override get mode(): Tensor {
    return this.encoded(this.probs.argmax(-1));
  }

  override get variance(): Tensor {
    return this.probs.mul(this.probs.neg().add(1));
  }

  /** Numbers of categories as vectors. */
  private encoded(index: Tensor): Tensor {
    const { dtype, device } = this.probs;
    const rows = eye(this.eventShape[0], { dtype, device }).indexSelect(0, index.reshape(-1));
    return rows.reshape([...index.shape, this.eventShape[0]]);
  }

  override sample(sampleShape: SampleShape = []): Tensor {
    return noGrad(() => this.encoded(this.categorical_.sample(sampleShape)));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    return this.categorical_.logProb(value.argmax(-1));
  }

  override entropy(): Tensor {
    return this.categorical_.entropy();
  }

  override enumerateSupport(expand: boolean | { expand?: boolean } = true): Tensor {
    const [count] = this.eventShape;
    const { dtype, device } = this.probs;
    const values = eye(count, { dtype, device }).reshape([count, ...this.batchShape.map(() => 1), count]);
    return isExpanded(expand) ? values.expand([count, ...this.batchShape, count]) : values;
  }
}

/** As OneHotCategorical, with gradients of samples that are those of the probabilities (Bengio et al. 2013). */
export class OneHotCategoricalStraightThrough extends OneHotCategorical {
  override get hasRsample(): boolean {
    return true;
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const samples = this.sample(sampleShape);
    return samples.add(this.probs.sub(this.probs.detach()));
  }
}
