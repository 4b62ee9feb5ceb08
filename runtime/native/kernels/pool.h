#pragma once

#include "kernels/extremes.h"
#include "tensor/tensor.h"

namespace tangent::kernels {

/** A window over the last one, two or three dims, a number each. */
struct PoolOptions {
  Dims kernel;
  Dims stride;
  Dims padding;
  Dims dilation;
  bool ceilMode;
};

/** The largest of each window and its int64 place in its plane: the first of equals, but the last NaN. */
Pair maxPool(const Tensor& a, const PoolOptions& options);
/** The largest of each of `sizes` regions that cover the plane evenly. */
Pair adaptiveMaxPool(const Tensor& a, const Dims& sizes);
/** Gradients added at the places that were chosen, in zeros of the shape of `a`; `dims` are spatial. */
Tensor maxPoolBackward(const Tensor& grad, const Tensor& a, const Tensor& indices, int64_t dims);

/** `divisor`: instead of the window's size. */
Tensor avgPool(const Tensor& a, const PoolOptions& options, bool countIncludePad, const std::optional<int64_t>& divisor);
Tensor avgPoolBackward(const Tensor& grad, const Tensor& a, const PoolOptions& options, bool countIncludePad,
                       const std::optional<int64_t>& divisor);
Tensor adaptiveAvgPool(const Tensor& a, const Dims& sizes);
Tensor adaptiveAvgPoolBackward(const Tensor& grad, const Tensor& a, int64_t dims);

}  // namespace tangent::kernels
