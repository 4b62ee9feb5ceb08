/** Random covariance matrices. */

import type { Call } from "../nn/arguments.ts";
import { float } from "../nn/python.ts";
import { expectTensor } from "../ops/core.ts";
import { arange } from "../ops/create.ts";
import { cholesky, choleskyInverse, choleskySolve } from "../ops/linalg/triangular.ts";
import { broadcastShapes } from "../ops/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Chi2 } from "./chi2.ts";
import { type Constraint, greaterThan, lowerCholesky, positiveDefinite } from "./constraint.ts";
import { type DistributionOptions, ExponentialFamily, type Parameter, type SampleShape } from "./distribution.ts";
import { asTensor, choose, emptyOf, parameters, standardNormal } from "./helpers.ts";
import { halfLogDet, precisionToTril } from "./matrices.ts";
import { givenMatrix } from "./multivariate-normal.ts";

export interface WishartOptions extends DistributionOptions {
  /** The degrees of freedom, above the matrix' size less 1. */
  df: Parameter;
  covarianceMatrix?: Tensor | null;
  /** The covariance's inverse, in its place. */
  precisionMatrix?: Tensor | null;
  /** The covariance's lower factor, in its place. */
  scaleTril?: Tensor | null;
}

type Positional = [
  df: Parameter,
  covarianceMatrix?: Tensor | null,
  precisionMatrix?: Tensor | null,
  scaleTril?: Tensor | null,
  validateArgs?: boolean | null,
];

/** The Wishart distribution, of positive definite matrices. */
export class Wishart extends ExponentialFamily {
  declare readonly df: Tensor;
  /** @internal The covariance's lower factor. */
  declare readonly tril_: Tensor;

  constructor(...args: Call<Positional, WishartOptions>) {
    const names = ["df!", "covarianceMatrix", "precisionMatrix", "scaleTril"];
    const call = parameters<WishartOptions>("Wishart", names, args);
    const [form, given] = givenMatrix(call);
    expectTensor(given, "Wishart", form);
    if (given.ndim < 2)
      throw new Error("scale_tril must be at least two-dimensional, with optional leading batch dimensions");
    const df = asTensor(call.df, given);
    const batch = broadcastShapes(df.shape, given.shape.slice(0, -2));
    const event = given.shape.slice(-2);
    const values = { df: df.expand(batch), [form]: given.expand([...batch, ...event]) };
    if (
      df
        .le(event[0] - 1)
        .any()
        .item()
    )
      throw new Error(`Value of df=${asText(df)} expected to be greater than ndim - 1 = ${event[0] - 1}.`);
    super(batch, event, values, call.validateArgs);
    const matrix = values[form];
    Object.assign(this, {
      tril_: form === "scaleTril" ? matrix : form === "covarianceMatrix" ? cholesky(matrix) : precisionToTril(matrix),
    });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return {
      covarianceMatrix: positiveDefinite,
      precisionMatrix: positiveDefinite,
      scaleTril: lowerCholesky,
      df: greaterThan(this.eventShape[0] - 1),
    };
  }

  override get support(): Constraint {
    return positiveDefinite;
  }

  override get hasRsample(): boolean {
    return true;
  }

  private whole(matrix: Tensor): Tensor {
    return matrix.expand([...this.batchShape, ...this.eventShape]);
  }

  get scaleTril(): Tensor {
    return this.own("scaleTril") ?? this.whole(this.tril_);
  }

  get covarianceMatrix(): Tensor {
    return this.own("covarianceMatrix") ?? this.whole(this.tril_.matmul(this.tril_.mT));
  }

  get precisionMatrix(): Tensor {
    return this.own("precisionMatrix") ?? this.whole(choleskyInverse(this.tril_));
  }

  private get dfs(): Tensor {
    return this.df.reshape([...this.batchShape, 1, 1]);
  }

  override get mean(): Tensor {
    return this.dfs.mul(this.covarianceMatrix);
  }

  override get mode(): Tensor {
    const factor = this.df.sub(this.eventShape[0] + 1);
    return choose(factor.le(0), Number.NaN, factor)
      .reshape([...this.batchShape, 1, 1])
      .mul(this.covarianceMatrix);
  }

  override get variance(): Tensor {
    const v = this.covarianceMatrix;
    const diagonal = v.diagonal(0, -2, -1);
    const products = diagonal.unsqueeze(-1).mul(diagonal.unsqueeze(-2));
    return this.dfs.mul(v.pow(2).add(products));
  }

  /** By Bartlett's decomposition. */
  override rsample(sampleShape: SampleShape = []): Tensor {
    const [p] = this.eventShape;
    const shape = [...sampleShape, ...this.batchShape];
    const dfs = this.df.unsqueeze(-1).sub(arange(p, { dtype: this.df.dtype }));
    const diagonal = new Chi2(dfs, { validateArgs: false }).rsample(sampleShape).clamp(1e-30).sqrt().diagEmbed();
    const below = standardNormal([...shape, (p * (p - 1)) / 2], this.df);
    const flat = arange(p * p);
    const places = flat.at(flat.div(p, { roundingMode: "floor" }).gt(flat.remainder(p)));
    const noise = emptyOf(this.df, [...shape, p * p])
      .zero_()
      .indexCopy(-1, places, below)
      .reshape([...shape, p, p])
      .add(diagonal);
    const factor = this.scaleTril.matmul(noise);
    return factor.matmul(factor.mT);
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const { df } = this;
    const [p] = this.eventShape;
    const inverse = choleskySolve(value, this.tril_.expand(value.shape));
    return df
      .mul(halfLogDet(this.tril_))
      .neg()
      .sub(df.mul((p * Math.log(2)) / 2))
      .sub(logGamma(df.div(2), p))
      .add(halfLogDet(cholesky(value)).mul(df.sub(p + 1)))
      .sub(inverse.diagonal(0, -2, -1).sum(-1).div(2));
  }

  get naturalParams_(): Tensor[] {
    return [this.precisionMatrix.neg().div(2), this.df.sub(this.eventShape[0] + 1).div(2)];
  }

  logNormalizer_(x: Tensor, y: Tensor): Tensor {
    const p = x.shape[x.ndim - 1];
    const half = y.add((p + 1) / 2);
    const logDet = halfLogDet(cholesky(x.mul(-2))).mul(2);
    return half.mul(logDet.neg().add(Math.log(2) * p)).add(logGamma(half, p));
  }

  override entropy(): Tensor {
    const { df } = this;
    const [p] = this.eventShape;
    return halfLogDet(this.tril_)
      .mul(p + 1)
      .add((p * (p + 1) * Math.log(2)) / 2)
      .add(logGamma(df.div(2), p))
      .sub(
        df
          .sub(p + 1)
          .div(2)
          .mul(digamma(df.div(2), p)),
      )
      .add(df.mul(p / 2));
  }
}

/** Arguments of the multivariate functions' terms. */
const steps = (x: Tensor, p: number): Tensor => x.unsqueeze(-1).sub(arange(p, { dtype: x.dtype }).mul(0.5));
const logGamma = (x: Tensor, p: number): Tensor =>
  steps(x, p)
    .lgamma()
    .sum(-1)
    .add((p * (p - 1) * Math.log(Math.PI)) / 4);
const digamma = (x: Tensor, p: number): Tensor => steps(x, p).digamma().sum(-1);
const asText = (value: Tensor): string => (value.ndim === 0 ? plain(value) : String(value));
const plain = (value: Tensor): string => float(Number(value.item()));
