#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

using Buffers = std::vector<std::optional<Tensor>>;

struct SgdOptions {
  double lr;
  double momentum;
  double dampening;
  double weightDecay;
  bool nesterov;
  bool maximize;
};

/** PyTorch's SGD in place; gives the momentum buffers, made where there were none. */
Buffers sgdStep(const std::vector<Tensor>& parameters, const std::vector<Tensor>& gradients, const Buffers& buffers,
                const SgdOptions& options);

struct AdamOptions {
  double lr;
  double beta1;
  double beta2;
  double eps;
  double weightDecay;
  bool decoupled;
  bool maximize;
  int64_t step;
};

/** PyTorch's Adam, or AdamW (`decoupled`), in place; with AMSGrad where `maxSquares` are given. */
void adamStep(const std::vector<Tensor>& parameters, const std::vector<Tensor>& gradients,
              const std::vector<Tensor>& averages, const std::vector<Tensor>& squares,
              const std::optional<std::vector<Tensor>>& maxSquares, const AdamOptions& options);

}  // namespace tangent::kernels
