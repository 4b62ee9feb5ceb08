#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

using Pair = std::pair<Tensor, Tensor>;

/** Running sums and products; integers become int64 where no dtype is asked for. */
Tensor cumsum(const Tensor& a, int64_t dim, const std::optional<DType>& dtype);
Tensor cumprod(const Tensor& a, int64_t dim, const std::optional<DType>& dtype);
/** Running extremes and where they are: the last of equals; the last NaN from the first on. */
Pair cummax(const Tensor& a, int64_t dim);
Pair cummin(const Tensor& a, int64_t dim);
/** log(exp(a0) + … + exp(ai)), without overflow. */
Tensor logcumsumexp(const Tensor& a, int64_t dim);
/** `y[i] = b[i] + a[i] * y[i - 1]`, from y[-1] = 0. */
Tensor recurrence(const Tensor& a, const Tensor& b, int64_t dim);

}  // namespace tangent::kernels
