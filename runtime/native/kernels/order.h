#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

using Pair = std::pair<Tensor, Tensor>;

/** Each gives a value of every line along `dim` and where it is; the dim stays, with size 1. NaN counts as the largest. */

/** The `k`th smallest, counted from 1. */
Pair kthvalue(const Tensor& a, int64_t k, int64_t dim);
/** The lower of two middle elements: a NaN where there is one, or, with `ignoresNan`, of the others. */
Pair median(const Tensor& a, int64_t dim, bool ignoresNan);
/** The most frequent element, the smallest of those. */
Pair mode(const Tensor& a, int64_t dim);
/** The lower of two middle elements of all, 0-d. */
Tensor medianOfAll(const Tensor& a, bool ignoresNan);

}  // namespace tangent::kernels
