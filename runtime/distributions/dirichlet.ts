/** Points of the simplex. */

import type { Call } from "../nn/arguments.ts";
import { expectTensor } from "../ops/core.ts";
import { arange } from "../ops/create.ts";
import { sampleDirichlet } from "../ops/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, independent, positive, simplex } from "./constraint.ts";
import { type DistributionOptions, ExponentialFamily, type SampleShape } from "./distribution.ts";
import { choose, parameters } from "./helpers.ts";

export interface DirichletOptions extends DistributionOptions {
  /** How much weight each share has, along the last dim. */
  concentration: Tensor;
}

/** The Dirichlet distribution, of shares that sum up to 1. */
export class Dirichlet extends ExponentialFamily {
  declare readonly concentration: Tensor;

  constructor(...args: Call<[concentration: Tensor, validateArgs?: boolean | null], DirichletOptions>) {
    const { concentration, validateArgs } = parameters<DirichletOptions>("Dirichlet", ["concentration!"], args);
    expectTensor(concentration, "Dirichlet", "concentration");
    if (concentration.ndim < 1) throw new Error("`concentration` parameter must be at least one-dimensional.");
    super(concentration.shape.slice(0, -1), concentration.shape.slice(-1), { concentration }, validateArgs);
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { concentration: independent(positive, 1) };
  }

  override get support(): Constraint {
    return simplex;
  }

  override get hasRsample(): boolean {
    return true;
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    return sampleDirichlet(this.concentration.expand(this.extendedShape(sampleShape)));
  }

  override get mean(): Tensor {
    return this.concentration.div(this.concentration.sum(-1, true));
  }

  override get mode(): Tensor {
    const less = this.concentration.sub(1).clamp(0);
    const mode = less.div(less.sum(-1, true));
    const flat = this.concentration.lt(1).all(-1, true);
    const { shape } = mode;
    const corner = mode.argmax(-1, true);
    const places = arange(shape[shape.length - 1], { device: mode.device });
    return choose(flat, places.eq(corner).to(mode.dtype), mode);
  }

  override get variance(): Tensor {
    const total = this.concentration.sum(-1, true);
    return this.concentration.mul(total.sub(this.concentration)).div(total.pow(2).mul(total.add(1)));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const { concentration } = this;
    return concentration
      .sub(1)
      .xlogy(value)
      .sum(-1)
      .add(concentration.sum(-1).lgamma())
      .sub(concentration.lgamma().sum(-1));
  }

  override entropy(): Tensor {
    const { concentration } = this;
    const [k] = this.eventShape;
    const total = concentration.sum(-1);
    return concentration
      .lgamma()
      .sum(-1)
      .sub(total.lgamma())
      .sub(total.neg().add(k).mul(total.digamma()))
      .sub(concentration.sub(1).mul(concentration.digamma()).sum(-1));
  }

  get naturalParams_(): Tensor[] {
    return [this.concentration];
  }

  logNormalizer_(x: Tensor): Tensor {
    return x.lgamma().sum(-1).sub(x.sum(-1).lgamma());
  }
}
