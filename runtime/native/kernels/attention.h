#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

struct AttentionOptions {
  double scale;
  /** Whether query i sees keys 0…i alone. */
  bool causal;
};

/**
 * `softmax(scale q kᵀ + mask) v` for each batch and head, a block of queries at a time: all scores are never held at once.
 * `q` [N, H, L, E], `k` [N, Hk, S, E] and `v` [N, Hk, S, V], where Hk divides H; `mask` [N, H, L, S] or nothing. Gives the
 * result [N, H, L, V], whose memory is ordered as q's, and the logarithms of the sums [N, H, L].
 */
std::pair<Tensor, Tensor> attention(const Tensor& q, const Tensor& k, const Tensor& v, const std::optional<Tensor>& mask,
                                    const AttentionOptions& options);
/** The gradients of q, k and v, each with its memory ordered as theirs; `inputs` are q, k, v, the result and the sums. */
std::vector<Tensor> attentionBackward(const Tensor& grad, const std::vector<Tensor>& inputs,
                                      const std::optional<Tensor>& mask, const AttentionOptions& options);

}  // namespace tangent::kernels
