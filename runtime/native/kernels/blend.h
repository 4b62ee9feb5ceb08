#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

/** `a + value * b * c`. */
Tensor addcmul(const Tensor& a, const Tensor& b, const Tensor& c, const Operand& value, const Out& out);
/** `a + value * b / c`. */
Tensor addcdiv(const Tensor& a, const Tensor& b, const Tensor& c, const Operand& value, const Out& out);
/** `a + weight * (b - a)`. */
Tensor lerp(const Tensor& a, const Tensor& b, const Operand& weight, const Out& out);

}  // namespace tangent::kernels
