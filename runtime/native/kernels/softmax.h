#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

Tensor softmax(const Tensor& a, int64_t dim);
Tensor logSoftmax(const Tensor& a, int64_t dim);
Tensor softmaxBackward(const Tensor& grad, const Tensor& output, int64_t dim);
Tensor logSoftmaxBackward(const Tensor& grad, const Tensor& output, int64_t dim);

}  // namespace tangent::kernels
