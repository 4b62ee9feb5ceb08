#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

/** The names are those of `reduceKernels` in backend.ts. */
enum class Reduce { sum, nansum, prod, mean, amax, amin, all, any, countNonzero };

/** No dims: over all of them. */
Tensor reduce(Reduce function, const Tensor& a, const Dims& dims, bool keepdim, const std::optional<DType>& dtype);
Tensor sumTo(const Tensor& a, const Dims& sizes);
/** The variance, or (`root`) the standard deviation. */
Tensor variance(const Tensor& a, const Dims& dims, double correction, bool keepdim, const std::optional<bool>& root);

using Pair = std::pair<Tensor, Tensor>;
Pair max(const Tensor& a, int64_t dim, bool keepdim);
Pair min(const Tensor& a, int64_t dim, bool keepdim);
/** Nothing: over the flattened tensor. */
Tensor argmax(const Tensor& a, const std::optional<int64_t>& dim, bool keepdim);
Tensor argmin(const Tensor& a, const std::optional<int64_t>& dim, bool keepdim);

}  // namespace tangent::kernels
