#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

/** `logProbs` [T, N, C]; int64 `targets` [N, S] or one after the other, lengths [N]. Gives the losses [N]. */
Tensor ctcLoss(const Tensor& logProbs, const Tensor& targets, const Tensor& inputLengths, const Tensor& targetLengths,
               int64_t blank);
/** The gradient of `logProbs`, as PyTorch gives it: that of the logits of a log-softmax; `grad` [N]. */
Tensor ctcLossBackward(const Tensor& grad, const Tensor& logProbs, const Tensor& targets, const Tensor& inputLengths,
                       const Tensor& targetLengths, int64_t blank, bool zeroInfinity);

}  // namespace tangent::kernels
