#pragma once

#include "kernels/patches.h"

namespace tangent::kernels {

/**
 * Convolutions of floats by kernels of 3 x 3 that skip nothing, with a fourth to a half of the multiplications: tiles of
 * the image and the kernels are transformed, multiplied element by element (for all channels and filters a matrix product
 * an element), and transformed back (Winograd, 1980; Lavin and Gray, 2015).
 */
bool winogradPays(DType dtype, const ConvolutionShape& shape);

/** `bias` may be null. */
void winogradForward(const ConvolutionShape& shape, const float* images, const float* weight, const float* bias,
                     float* outputs);
void winogradImageGradient(const ConvolutionShape& shape, const float* grad, const float* weight, float* images);
void winogradWeightGradient(const ConvolutionShape& shape, const float* grad, const float* images, float* weight);

}  // namespace tangent::kernels
