#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

/** The p-norms of the differences of each row of x [..., m, k] and each of y [..., n, k]: [..., m, n]. */
Tensor cdist(const Tensor& x, const Tensor& y, double p);
/** The gradient of x; `distances` is what cdist gave. */
Tensor cdistBackward(const Tensor& grad, const Tensor& x, const Tensor& y, double p, const Tensor& distances);

}  // namespace tangent::kernels
