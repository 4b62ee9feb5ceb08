#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

/** How often each of 0, 1, 2 … occurs in a vector, or the sum of its weights; at least `minlength` of them. */
Tensor bincount(const Tensor& a, const std::optional<Tensor>& weights, int64_t minlength);

/** How the bin of a value is found; the numbers are those of `binKinds` in backend.ts. */
enum class Bins {
  formula,  // from the outer edges alone
  even,     // the edges decide, which lie at equal distances
  any,      // the edges decide
};

/**
 * The weights (or ones) of points, summed up by bins. `a` is [points, dims]; `edges` holds for each dim a vector of bin
 * edges in order. Bins hold their left edge, the last its right one too; points beyond the edges do not count.
 */
Tensor histogram(const Tensor& a, const std::vector<Tensor>& edges, const std::optional<Tensor>& weights, int64_t bins);

}  // namespace tangent::kernels
