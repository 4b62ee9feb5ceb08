/** What distributions with matrices share. */

import { eye } from "../ops/create.ts";
import { cholesky, solveTriangular } from "../ops/linalg/triangular.ts";
import { broadcastShapes } from "../ops/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The lower factor of a matrix that is given by its inverse. */
export function precisionToTril(precision: Tensor): Tensor {
  const factor = cholesky(precision.flip([-2, -1]));
  const inverse = factor.flip([-2, -1]).mT;
  return solveTriangular(inverse, identity(precision), { upper: false });
}

/** The identity of a matrix' size. */
export function identity(like: Tensor): Tensor {
  return eye(like.shape[like.ndim - 1], { dtype: like.dtype, device: like.device });
}

/** `L⁻¹ b` for batches of lower factors and of matrices. */
export function solveLower(factor: Tensor, right: Tensor): Tensor {
  const batch = broadcastShapes(factor.shape.slice(0, -2), right.shape.slice(0, -2));
  const a = factor.expand([...batch, ...factor.shape.slice(-2)]);
  return solveTriangular(a, right.expand([...batch, ...right.shape.slice(-2)]), { upper: false });
}

/** The squared distances `xᵀ (L Lᵀ)⁻¹ x`. */
export function mahalanobis(factor: Tensor, x: Tensor): Tensor {
  return solveLower(factor, x.unsqueeze(-1)).pow(2).sum([-2, -1]);
}

/** `tr((L₂ L₂ᵀ)⁻¹ L₁ L₁ᵀ)` and its kin: the sum of squares of a matrix' elements. */
export const squares = (matrix: Tensor): Tensor => matrix.pow(2).sum([-2, -1]);

/** The logarithm of a factor's determinant. */
export const halfLogDet = (factor: Tensor): Tensor => factor.diagonal(0, -2, -1).log().sum(-1);
