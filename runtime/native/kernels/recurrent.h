#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace tangent::kernels {

enum class Cell { tanh, relu, lstm, gru };

/** Which cell, and how its rows lie: `batchSizes[t]` of them belong to step t, never more than to the step before. */
struct RecurrentOptions {
  int cell;
  std::vector<int64_t> batchSizes;
  bool reverse;
};

/**
 * One direction of a recurrent layer. `gates` [rows, gates × hidden] is the input's part of the gates with all biases that
 * are not `bias`, which is the GRU's of the hidden part; `weight` [gates × hidden, hidden]; `h0` [batch, hidden], `c0` so
 * for an LSTM. Gives the output [rows, hidden], the last hidden state, the last cell, the gates as they opened, the cells.
 */
std::vector<Tensor> recurrent(const Tensor& gates, const Tensor& weight, const std::optional<Tensor>& bias,
                              const Tensor& h0, const std::optional<Tensor>& c0, const RecurrentOptions& options);
/**
 * The gradients of `gates`, of the hidden part of the gates (which only a GRU tells apart), of weight, h0 and c0.
 * `results` are those of the forward kernel, `gradients` those of its first three (null: none came).
 */
std::vector<Tensor> recurrentBackward(const std::vector<std::optional<Tensor>>& gradients,
                                      const std::vector<Tensor>& results, const Tensor& weight, const Tensor& h0,
                                      const std::optional<Tensor>& c0, const RecurrentOptions& options);

}  // namespace tangent::kernels
