#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

Tensor matmul(const Tensor& a, const Tensor& b, const Out& out);
/** `x @ weight.T + bias`, over the last dim of x. */
Tensor linear(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias);
/** `beta * c + alpha * (a @ b)`. */
Tensor addmm(const Tensor& c, const Tensor& a, const Tensor& b, double beta, double alpha, const Out& out);

}  // namespace tangent::kernels
