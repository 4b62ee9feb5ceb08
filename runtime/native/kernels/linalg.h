#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

using Tensors = std::vector<Tensor>;

/** All take float32 or float64, matrices in the last two dims, and batches of them in equal dims before. */

/** The triangular factor, and int32: the order of the first leading minor that is not positive-definite, or 0. */
Tensors cholesky(const Tensor& a, bool upper);
/** L and U of P a, int32 pivots, and int32: the first zero (from 1) on U's diagonal, or 0. */
Tensors luFactor(const Tensor& a);
Tensor luSolve(const Tensor& lu, const Tensor& pivots, const Tensor& b, bool transposed);
Tensor triangularSolve(const Tensor& a, const Tensor& b, bool upper, bool unit);
/** R with Householder's vectors below it, and their coefficients. */
Tensors qrFactor(const Tensor& a);
/** The first columns of the product of the reflectors that `qrFactor` gives. */
Tensor reflectorProduct(const Tensor& a, const Tensor& tau);
/** That product, or its transpose, times c. */
Tensor reflect(const Tensor& a, const Tensor& tau, const Tensor& c, bool transposed);
/** L and D of P a Pᵀ, int32 pivots, and int32: the first zero block of D, or 0. */
Tensors ldlFactor(const Tensor& a);
Tensor ldlSolve(const Tensor& ld, const Tensor& pivots, const Tensor& b);
/** U, S and Vᵀ, or S alone, and last int32: 1 where it could not be computed. */
Tensors svd(const Tensor& a, bool full, bool vectors);
/** Eigenvalues and vectors, or values alone, and last int32: 1 where they could not be computed. */
Tensors eigh(const Tensor& a, bool upper, bool vectors);
/** As eigh, of any square matrix; complex numbers are the last dim of 2. */
Tensors eig(const Tensor& a, bool vectors);
/** The solution, int64 ranks, and singular values. */
Tensors leastSquares(const Tensor& a, const Tensor& b, double rcond, int64_t driver);

}  // namespace tangent::kernels
