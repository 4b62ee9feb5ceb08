#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

using Pair = std::pair<Tensor, Tensor>;

/** PyTorch's codes. */
enum class Reduction { none, mean, sum };

/** `input` [N, C, …] or [C] log-probabilities, `target` [N, …] or []. Gives the loss and the total weight. */
Pair nllLoss(const Tensor& input, const Tensor& target, const std::optional<Tensor>& weight, int reduction,
             int64_t ignoreIndex);
Tensor nllLossBackward(const Tensor& grad, const Tensor& input, const Tensor& target,
                       const std::optional<Tensor>& weight, int reduction, int64_t ignoreIndex,
                       const Tensor& totalWeight);

}  // namespace tangent::kernels
