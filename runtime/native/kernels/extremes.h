#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

using Pair = std::pair<Tensor, Tensor>;
Pair max(const Tensor& a, int64_t dim, bool keepdim);
Pair min(const Tensor& a, int64_t dim, bool keepdim);
/** Nothing: over the flattened tensor. */
Tensor argmax(const Tensor& a, const std::optional<int64_t>& dim, bool keepdim);
Tensor argmin(const Tensor& a, const std::optional<int64_t>& dim, bool keepdim);

}  // namespace tangent::kernels
