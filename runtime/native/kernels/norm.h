#pragma once

#include "kernels/convolution.h"
#include "tensor/tensor.h"

namespace tangent::kernels {

/**
 * Each element of the leading dims normalised over the last ones, whose sizes are `shape`: the result, and the means and
 * the reciprocals of the deviations that the gradient needs, in the shape of `a` with 1 for the last dims.
 */
std::vector<Tensor> layerNorm(const Tensor& a, const Dims& shape, const std::optional<Tensor>& weight,
                              const std::optional<Tensor>& bias, double eps);
/** The gradients of `a`, and of weight and bias, which a null weight does without. */
Gradients layerNormBackward(const Tensor& grad, const Tensor& a, const Dims& shape, const std::optional<Tensor>& weight,
                            const Tensor& mean, const Tensor& reciprocal);

struct BatchNormOptions {
  /** Statistics of the batch, which update the running ones; else the running ones are used. */
  bool training;
  double momentum;
  double eps;
};

/** Each channel (dim 1) normalised over all others: the result, the means and the reciprocals of the deviations. */
std::vector<Tensor> batchNorm(const Tensor& a, const std::optional<Tensor>& weight, const std::optional<Tensor>& bias,
                              const std::optional<Tensor>& runningMean, const std::optional<Tensor>& runningVar,
                              const BatchNormOptions& options);
/** The gradients of `a`, weight and bias. */
std::vector<Tensor> batchNormBackward(const Tensor& grad, const Tensor& a, const std::optional<Tensor>& weight,
                                      const Tensor& mean, const Tensor& reciprocal, bool training);

}  // namespace tangent::kernels
