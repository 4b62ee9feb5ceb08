#pragma once

#include "tensor/generator.h"
#include "tensor/tensor.h"

namespace tangent::kernels {

Tensor uniform_(const Tensor& target, double from, double to, Generator& generator);
Tensor normal_(const Tensor& target, double mean, double std, Generator& generator);
Tensor random_(const Tensor& target, int64_t from, const std::optional<int64_t>& to, Generator& generator);
Tensor bernoulli_(const Tensor& target, const Operand& p, Generator& generator);
Tensor exponential_(const Tensor& target, double lambda, Generator& generator);
Tensor randperm(int64_t n, DType dtype, Generator& generator);
Tensor multinomial(const Tensor& weights, int64_t count, bool replacement, Generator& generator);

}  // namespace tangent::kernels
