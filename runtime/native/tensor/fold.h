#pragma once

#include "tensor/iterate.h"

namespace tangent {

/** A tensor with its dims in two groups: those that a reduction keeps, and those that it folds. */
struct Folded {
  Tensor tensor;  // kept dims first, then folded ones
  Dims kept;      // sizes of the kept dims
  Dims folded;    // sizes of the folded dims
  Dims result;    // sizes of the result
  int64_t outer;  // elements of the result
  int64_t inner;  // elements folded into each

  Folded(const Tensor& a, const Dims& dims, bool keepdim);
};

}  // namespace tangent
