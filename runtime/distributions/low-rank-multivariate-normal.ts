/** Normal vectors with a covariance of low rank. */

import type { Call } from "../nn/arguments.ts";
import { expectTensor } from "../ops/core.ts";
import { cholesky } from "../ops/linalg/triangular.ts";
import { broadcastShapes } from "../ops/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, independent, positive, real, realVector } from "./constraint.ts";
import { Distribution, type DistributionOptions, type SampleShape } from "./distribution.ts";
import { matVec, parameters, standardNormal } from "./helpers.ts";
import { halfLogDet, identity, mahalanobis, solveLower } from "./matrices.ts";

export interface LowRankMultivariateNormalOptions extends DistributionOptions {
  /** The mean. */
  loc: Tensor;
  /** The part W of the covariance W Wᵀ + D. */
  covFactor: Tensor;
  /** The diagonal of D. */
  covDiag: Tensor;
}

type Positional = [loc: Tensor, covFactor: Tensor, covDiag: Tensor, validateArgs?: boolean | null];

/** The normal distribution of vectors whose covariance is a matrix of low rank and a diagonal one. */
export class LowRankMultivariateNormal extends Distribution {
  declare readonly loc: Tensor;
  declare readonly covFactor: Tensor;
  declare readonly covDiag: Tensor;

  constructor(...args: Call<Positional, LowRankMultivariateNormalOptions>) {
    const names = ["loc!", "covFactor!", "covDiag!"];
    const call = parameters<LowRankMultivariateNormalOptions>("LowRankMultivariateNormal", names, args);
    const { loc, covFactor, covDiag } = call;
    for (const [name, value] of Object.entries({ loc, covFactor, covDiag }))
      expectTensor(value, "LowRankMultivariateNormal", name);
    if (loc.ndim < 1) throw new Error("loc must be at least one-dimensional.");
    const event = loc.shape.slice(-1);
    if (covFactor.ndim < 2)
      throw new Error("cov_factor must be at least two-dimensional, with optional leading batch dimensions");
    if (covFactor.shape[covFactor.ndim - 2] !== event[0])
      throw new Error(`cov_factor must be a batch of matrices with shape ${event[0]} x m`);
    if (covDiag.shape[covDiag.ndim - 1] !== event[0])
      throw new Error(`cov_diag must be a batch of vectors with shape torch.Size([${event[0]}])`);
    const batch = broadcastShapes(loc.shape.slice(0, -1), covFactor.shape.slice(0, -2), covDiag.shape.slice(0, -1));
    const values = {
      loc: loc.expand([...batch, ...event]),
      covFactor: covFactor.expand([...batch, ...covFactor.shape.slice(-2)]),
      covDiag: covDiag.expand([...batch, ...event]),
    };
    super(batch, event, values, call.validateArgs);
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return { loc: realVector, covFactor: independent(real, 2), covDiag: independent(positive, 1) };
  }

  override get support(): Constraint {
    return realVector;
  }

  override get hasRsample(): boolean {
    return true;
  }

  override get mean(): Tensor {
    return this.loc;
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    return this.covFactor.pow(2).sum(-1).add(this.covDiag);
  }

  /** @internal `Wᵀ D⁻¹`. */
  get scaled_(): Tensor {
    return this.covFactor.mT.div(this.covDiag.unsqueeze(-2));
  }

  /** @internal The lower factor of `I + Wᵀ D⁻¹ W`. */
  get capacitance_(): Tensor {
    const product = this.scaled_.matmul(this.covFactor);
    return cholesky(product.add(identity(product)));
  }

  get covarianceMatrix(): Tensor {
    return this.covFactor.matmul(this.covFactor.mT).add(this.covDiag.diagEmbed());
  }

  get scaleTril(): Tensor {
    return cholesky(this.covarianceMatrix);
  }

  get precisionMatrix(): Tensor {
    const a = solveLower(this.capacitance_, this.scaled_);
    return this.covDiag.reciprocal().diagEmbed().sub(a.mT.matmul(a));
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    const rank = this.covFactor.shape[this.covFactor.ndim - 1];
    const low = standardNormal([...shape.slice(0, -1), rank], this.loc);
    const own = standardNormal(shape, this.loc);
    return this.loc.add(matVec(this.covFactor, low)).add(this.covDiag.sqrt().mul(own));
  }

  /** @internal The logarithm of the covariance's determinant. */
  logDet_(): Tensor {
    return halfLogDet(this.capacitance_).mul(2).add(this.covDiag.log().sum(-1));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const difference = value.sub(this.loc);
    const inner = mahalanobis(this.capacitance_, matVec(this.scaled_, difference));
    const distance = difference.pow(2).div(this.covDiag).sum(-1).sub(inner);
    return distance
      .add(this.logDet_())
      .add(this.eventShape[0] * Math.log(2 * Math.PI))
      .mul(-0.5);
  }

  override entropy(): Tensor {
    return this.logDet_()
      .add(this.eventShape[0] * (1 + Math.log(2 * Math.PI)))
      .mul(0.5)
      .expand(this.batchShape);
  }
}
