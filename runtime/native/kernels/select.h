#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

Tensor where(const Tensor& condition, const Operand& a, const Operand& b, const Out& out);
Tensor maskedFill(const Tensor& a, const Tensor& mask, const Operand& value, const Out& out);
/** Nothing: no bound on that side. */
Tensor clamp(const Tensor& a, const std::optional<Operand>& min, const std::optional<Operand>& max, const Out& out);

}  // namespace tangent::kernels
