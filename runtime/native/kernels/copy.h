#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

Tensor contiguous(const Tensor& a);
Tensor clone(const Tensor& a);
Tensor to(const Tensor& a, DType dtype);
/** Writes `source`, broadcast and converted, into `target`. */
Tensor copyInto(const Tensor& target, const Operand& source);
Tensor cat(const std::vector<Tensor>& tensors, int64_t dim);
Tensor tril(const Tensor& a, int64_t diagonal);
Tensor triu(const Tensor& a, int64_t diagonal);

}  // namespace tangent::kernels
