#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

/** x * Φ(x), exactly by the error function, or PyTorch's approximation by tanh. */
Tensor gelu(const Tensor& a, bool byTanh, const Out& out);
/** grad * gelu'(a). */
Tensor geluBackward(const Tensor& grad, const Tensor& a, bool byTanh);

}  // namespace tangent::kernels
