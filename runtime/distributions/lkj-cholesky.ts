/** Random correlation matrices, by their lower factors. */

import { noGrad } from "../autograd/mode.ts";
import type { Call } from "../nn/arguments.ts";
import { arange } from "../ops/create.ts";
import { cat } from "../ops/join.ts";
import { finfo } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Beta } from "./beta.ts";
import { type Constraint, corrCholesky, positive } from "./constraint.ts";
import { Distribution, type DistributionOptions, type Parameter, type SampleShape } from "./distribution.ts";
import { asTensor, fullOf, parameters, standardNormal } from "./helpers.ts";

export interface LKJCholeskyOptions extends DistributionOptions {
  /** The size of the matrices. */
  dim: number;
  /** The shape: 1 is uniform over correlation matrices; 1. */
  concentration?: Parameter;
}

type Positional = [dim: number, concentration?: Parameter, validateArgs?: boolean | null];

/** The LKJ distribution of correlation matrices, given by their lower Cholesky factors. */
export class LKJCholesky extends Distribution {
  declare readonly dim: number;
  declare readonly concentration: Tensor;

  constructor(...args: Call<Positional, LKJCholeskyOptions>) {
    const call = parameters<LKJCholeskyOptions>("LKJCholesky", ["dim!", "concentration"], args);
    const { dim, concentration = 1, validateArgs } = call;
    if (dim < 2) throw new Error(`Expected dim to be an integer greater than or equal to 2. Found dim=${dim}.`);
    const shape = asTensor(concentration);
    super(shape.shape, [dim, dim], { concentration: shape }, validateArgs, { dim });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { concentration: positive };
  }

  override get support(): Constraint {
    return corrCholesky;
  }

  /** By the onion method. */
  override sample(sampleShape: SampleShape = []): Tensor {
    const { dim, concentration } = this;
    return noGrad(() => {
      const marginal = concentration.add(0.5 * (dim - 2));
      const offset = cat([fullOf(concentration, [1], 0), arange(dim - 1, { dtype: concentration.dtype })], 0);
      const second = marginal.unsqueeze(-1).sub(offset.mul(0.5));
      const beta = new Beta(offset.add(0.5).expand(second.shape), second, { validateArgs: false });
      const y = beta.sample(sampleShape).unsqueeze(-1);
      const normal = standardNormal(this.extendedShape(sampleShape), concentration).tril(-1);
      const sphere = normal.div(normal.pow(2).sum(-1, true).sqrt());
      sphere.select(-2, 0).fill_(0);
      const w = y.sqrt().mul(sphere);
      const rest = w.pow(2).sum(-1).neg().add(1).clamp(finfo(w.dtype).tiny).sqrt();
      return w.add(rest.diagEmbed());
    });
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const { dim, concentration } = this;
    const diagonal = value.diagonal(0, -1, -2).narrow(-1, 1, dim - 1);
    const order = arange(2, dim + 1, { dtype: concentration.dtype });
    const powers = concentration.sub(1).mul(2).unsqueeze(-1).add(dim).sub(order);
    const unnormalized = powers.mul(diagonal.log()).sum(-1);
    const less = dim - 1;
    const alpha = concentration.add(0.5 * less);
    const denominator = alpha.lgamma().mul(less);
    const numerator = alpha
      .sub(0.5)
      .unsqueeze(-1)
      .sub(arange(less, { dtype: alpha.dtype }).mul(0.5))
      .lgamma()
      .sum(-1)
      .add((less * (less - 1) * Math.log(Math.PI)) / 4);
    const constant = numerator.add(0.5 * less * Math.log(Math.PI)).sub(denominator);
    return unnormalized.sub(constant);
  }
}
