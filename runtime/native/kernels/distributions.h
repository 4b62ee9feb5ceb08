#pragma once

#include "tensor/generator.h"
#include "tensor/tensor.h"

namespace tangent::kernels {

Tensor cauchy_(const Tensor& target, double median, double sigma, Generator& generator);
Tensor logNormal_(const Tensor& target, double mean, double std, Generator& generator);
Tensor geometric_(const Tensor& target, double p, Generator& generator);
Tensor poisson(const Tensor& rates, Generator& generator);
Tensor binomial(const Tensor& counts, const Tensor& probabilities, Generator& generator);
Tensor standardGamma(const Tensor& concentrations, Generator& generator);
Tensor standardGammaGrad(const Tensor& concentrations, const Tensor& samples);
Tensor dirichletGrad(const Tensor& samples, const Tensor& concentrations, const Tensor& totals);

}  // namespace tangent::kernels
