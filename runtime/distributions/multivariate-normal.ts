/** Normal vectors. */

import type { Call } from "../nn/arguments.ts";
import { expectTensor } from "../ops/core.ts";
import { cholesky, choleskyInverse } from "../ops/linalg/triangular.ts";
import { broadcastShapes } from "../ops/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, lowerCholesky, positiveDefinite, realVector } from "./constraint.ts";
import { Distribution, type DistributionOptions, type SampleShape } from "./distribution.ts";
import { matVec, parameters, standardNormal } from "./helpers.ts";
import { halfLogDet, mahalanobis, precisionToTril } from "./matrices.ts";

export interface MultivariateNormalOptions extends DistributionOptions {
  /** The mean. */
  loc: Tensor;
  covarianceMatrix?: Tensor | null;
  /** The covariance's inverse, in its place. */
  precisionMatrix?: Tensor | null;
  /** The covariance's lower factor, in its place. */
  scaleTril?: Tensor | null;
}

type Positional = [
  loc: Tensor,
  covarianceMatrix?: Tensor | null,
  precisionMatrix?: Tensor | null,
  scaleTril?: Tensor | null,
  validateArgs?: boolean | null,
];
type Form = "covarianceMatrix" | "precisionMatrix" | "scaleTril";
const forms: readonly Form[] = ["covarianceMatrix", "precisionMatrix", "scaleTril"];
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** @internal The one matrix that is given. */
export function givenMatrix(call: Partial<Record<Form, Tensor | null>>): [Form, Tensor] {
  const given = forms.filter((form) => call[form] != null);
  if (given.length !== 1)
    throw new Error("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.");
  return [given[0], call[given[0]] as Tensor];
}

/** The normal distribution of vectors, which a covariance, its inverse or its lower factor describes. */
export class MultivariateNormal extends Distribution {
  declare readonly loc: Tensor;
  /** @internal The covariance's lower factor, of the matrix' own batch. */
  declare readonly tril_: Tensor;

  constructor(...args: Call<Positional, MultivariateNormalOptions>) {
    const call = parameters<MultivariateNormalOptions>("MultivariateNormal", ["loc!", ...forms], args);
    expectTensor(call.loc, "MultivariateNormal", "loc");
    if (call.loc.ndim < 1) throw new Error("loc must be at least one-dimensional.");
    const [form, matrix] = givenMatrix(call);
    expectTensor(matrix, "MultivariateNormal", form);
    if (matrix.ndim < 2)
      throw new Error(
        `${snake(form)} must be at least two-dimensional${form === "scaleTril" ? ", with optional leading batch dimensions" : ", with optional leading batch dimensions"}`,
      );
    const batch = broadcastShapes(matrix.shape.slice(0, -2), call.loc.shape.slice(0, -1));
    const event = call.loc.shape.slice(-1);
    const values = {
      loc: call.loc.expand([...batch, ...event]),
      [form]: matrix.expand([...batch, ...matrix.shape.slice(-2)]),
    };
    super(batch, event, values, call.validateArgs);
    Object.assign(this, {
      tril_: form === "scaleTril" ? matrix : form === "covarianceMatrix" ? cholesky(matrix) : precisionToTril(matrix),
    });
  }

  override get argConstraints(): Readonly<Record<string, Constraint>> {
    return {
      loc: realVector,
      covarianceMatrix: positiveDefinite,
      precisionMatrix: positiveDefinite,
      scaleTril: lowerCholesky,
    };
  }

  override get support(): Constraint {
    return realVector;
  }

  override get hasRsample(): boolean {
    return true;
  }

  private whole(matrix: Tensor): Tensor {
    return matrix.expand([...this.batchShape, ...matrix.shape.slice(-2)]);
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

  override get mean(): Tensor {
    return this.loc;
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    return this.tril_
      .pow(2)
      .sum(-1)
      .expand([...this.batchShape, ...this.eventShape]);
  }

  override rsample(sampleShape: SampleShape = []): Tensor {
    const noise = standardNormal(this.extendedShape(sampleShape), this.loc);
    return this.loc.add(matVec(this.tril_, noise));
  }

  override logProb(value: Tensor): Tensor {
    this.validate(value);
    const distance = mahalanobis(this.tril_, value.sub(this.loc));
    return distance
      .add(this.eventShape[0] * Math.log(2 * Math.PI))
      .mul(-0.5)
      .sub(halfLogDet(this.tril_));
  }

  override entropy(): Tensor {
    const entropy = halfLogDet(this.tril_).add(0.5 * this.eventShape[0] * (1 + Math.log(2 * Math.PI)));
    return entropy.expand(this.batchShape);
  }
}
