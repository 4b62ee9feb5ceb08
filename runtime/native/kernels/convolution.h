#pragma once

#include <array>
#include <tuple>

#include "tensor/tensor.h"

namespace tangent::kernels {

/** How a kernel moves: one number a spatial dim each, of which there are one, two or three. */
struct ConvolutionOptions {
  Dims stride;
  Dims padding;
  Dims dilation;
  bool transposed;
  Dims outputPadding;
  int64_t groups;
};

/** PyTorch's convolution of [N, C, …] with [O, C / groups, …], or [C, O / groups, …] where it is transposed. */
Tensor convolution(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
                   const ConvolutionOptions& options);

using Gradients = std::vector<std::optional<Tensor>>;

/** The gradients of input, weight and bias; `wanted` says which. */
Gradients convolutionBackward(const Tensor& grad, const Tensor& input, const Tensor& weight,
                              const ConvolutionOptions& options, const std::vector<bool>& wanted);

}  // namespace tangent::kernels
