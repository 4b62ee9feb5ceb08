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

/** Refuses to fold nothing where there is no answer for it. */
void requireElements(const char* name, const Tensor& a, const Dims& dims);

}  // namespace tangent::kernels
