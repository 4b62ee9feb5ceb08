#pragma once

#include "kernels/patches.h"

namespace tangent::kernels {

// Convolutions in the plane by shifted rows, without patches: for groups of few channels (depthwise ones among them), whose
// products would have too little depth. Elements are float or double.

bool directPays(DType dtype, const ConvolutionShape& shape);
void directForward(DType dtype, const ConvolutionShape& shape, const char* images, const char* weight, const char* bias,
                   char* outputs);

bool directImageGradientPays(DType dtype, const ConvolutionShape& shape);
/** Writes every element of `images`. */
void directImageGradient(DType dtype, const ConvolutionShape& shape, const char* grad, const char* weight, char* images);

bool directWeightGradientPays(DType dtype, const ConvolutionShape& shape);
/** Writes every element of `weight`. */
void directWeightGradient(DType dtype, const ConvolutionShape& shape, const char* grad, const char* images, char* weight);

}  // namespace tangent::kernels
