#pragma once

#include "tensor/tensor.h"

namespace tangent {

/** Whether elements that follow each other in the tensor's order lie far apart in memory, while another dim's do not. */
bool isTransposed(const Tensor& source);

/** Copies a transposed tensor to a contiguous one of the same sizes and dtype, tile by tile: each cache line once. */
void copyTransposed(const Tensor& target, const Tensor& source);

}  // namespace tangent
