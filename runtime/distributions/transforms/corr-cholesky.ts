/** Vectors to Cholesky factors of correlation matrices. */

import { softplus } from "../../ops/activation.ts";
import { arange, eye } from "../../ops/create.ts";
import { cat } from "../../ops/join.ts";
import { finfo } from "../../tensor/dtype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Constraint, corrCholesky, realVector } from "../constraint.ts";
import { emptyOf, fullOf, runningProduct } from "../helpers.ts";
import { Transform } from "./transform.ts";

/** Places of the strictly lower triangle, row by row, in a matrix that is laid out flat. */
function places(size: number, like: Tensor): Tensor {
  const flat = arange(size * size, { device: like.device });
  return flat.at(flat.div(size, { roundingMode: "floor" }).gt(flat.remainder(size)));
}

/** D (D - 1) / 2 numbers to the Cholesky factor of a correlation matrix of D rows. */
export class CorrCholeskyTransform extends Transform {
  override get domain(): Constraint {
    return realVector;
  }

  override get codomain(): Constraint {
    return corrCholesky;
  }

  /** The vector as a strictly lower triangular matrix. */
  private matrix(vector: Tensor, size: number): Tensor {
    const batch = vector.shape.slice(0, -1);
    const flat = emptyOf(vector, [...batch, size * size]).zero_();
    return flat.indexCopy(-1, places(size, vector), vector).reshape([...batch, size, size]);
  }

  /** The strictly lower triangle as a vector. */
  private vector(matrix: Tensor): Tensor {
    const size = matrix.shape[matrix.ndim - 1];
    return matrix.reshape([...matrix.shape.slice(0, -2), size * size]).indexSelect(-1, places(size, matrix));
  }

  call_(x: Tensor): Tensor {
    const [size] = this.forwardShape(x.shape).slice(-1);
    const { eps } = finfo(x.dtype);
    const r = this.matrix(x.tanh().clamp(-1 + eps, 1 - eps), size);
    const left = runningProduct(r.pow(2).neg().add(1).sqrt());
    const unit = r.add(eyeLike(r));
    const shifted = padLeft(left.narrow(-1, 0, size - 1));
    return unit.mul(shifted);
  }

  inverse_(y: Tensor): Tensor {
    const size = y.shape[y.ndim - 1];
    const left = y.mul(y).cumsum(-1).neg().add(1);
    const shifted = padLeft(left.narrow(-1, 0, size - 1));
    const t = this.vector(y).div(this.vector(shifted).sqrt());
    return t.log1p().sub(t.neg().log1p()).div(2);
  }

  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    const left = y.mul(y).cumsum(-1).neg().add(1);
    const stick = this.vector(padLeft(left.narrow(-1, 0, y.shape[y.ndim - 1] - 1)));
    const tanh = x
      .add(softplus(x.mul(-2)))
      .sub(Math.log(2))
      .sum(-1)
      .mul(-2);
    return stick.log().sum(-1).mul(0.5).add(tanh);
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    if (shape.length < 1) throw new Error("Too few dimensions on input");
    const count = shape[shape.length - 1];
    const size = Math.round((0.25 + 2 * count) ** 0.5 + 0.5);
    if ((size * (size - 1)) / 2 !== count) throw new Error("Input is not a flattend lower-diagonal number");
    return [...shape.slice(0, -1), size, size];
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    if (shape.length < 2) throw new Error("Too few dimensions on input");
    const [rows, columns] = shape.slice(-2);
    if (rows !== columns) throw new Error("Input is not square");
    return [...shape.slice(0, -2), (rows * (rows - 1)) / 2];
  }
}

const eyeLike = (matrix: Tensor): Tensor =>
  eye(matrix.shape[matrix.ndim - 1], { dtype: matrix.dtype, device: matrix.device });
const padLeft = (matrix: Tensor): Tensor => cat([fullOf(matrix, [...matrix.shape.slice(0, -1), 1], 1), matrix], -1);
