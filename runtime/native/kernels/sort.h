#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

using Pair = std::pair<Tensor, Tensor>;

/** Values and int64 indices; stable; NaN counts as the largest. */
Pair sort(const Tensor& a, int64_t dim, bool descending);
Pair topk(const Tensor& a, int64_t k, int64_t dim, bool largest);

}  // namespace tangent::kernels
