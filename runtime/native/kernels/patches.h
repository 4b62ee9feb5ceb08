#pragma once

#include <array>

#include "tensor/dtype.h"

namespace tangent::kernels {

using Spatial = std::array<int64_t, 3>;

/** A convolution without its tensors, over three spatial dims; those that a 1-d or 2-d one lacks have the size 1. */
struct ConvolutionShape {
  int64_t batch = 0;
  int64_t channels = 0;  // of the image
  int64_t filters = 0;   // channels of the output
  int64_t groups = 1;
  Spatial image{1, 1, 1};
  Spatial kernel{1, 1, 1};
  Spatial output{1, 1, 1};
  Spatial stride{1, 1, 1};
  Spatial padding{0, 0, 0};
  Spatial dilation{1, 1, 1};

  int64_t groupChannels() const { return channels / groups; }
  int64_t groupFilters() const { return filters / groups; }
  int64_t pixels() const { return image[0] * image[1] * image[2]; }
  int64_t taps() const { return kernel[0] * kernel[1] * kernel[2]; }
  int64_t places() const { return output[0] * output[1] * output[2]; }
  /** Elements under the kernel at one place. */
  int64_t patch() const { return groupChannels() * taps(); }
};

/**
 * What lies under the kernel at the places [begin, end) of one image, a column a place: `columns` is [patch, width].
 * `image` begins at the group's first channel. Elements are float, double or int64.
 */
void gatherPatches(DType dtype, const ConvolutionShape& shape, const char* image, int64_t begin, int64_t end,
                   char* columns, int64_t width);
/** Adds columns back to the image that they came from. */
void scatterPatches(DType dtype, const ConvolutionShape& shape, char* image, int64_t begin, int64_t end,
                    const char* columns, int64_t width);

/** Convolutions whose groups have one channel each, place by place: matrices of one row would be slow. */
void depthwiseForward(DType dtype, const ConvolutionShape& shape, const char* image, const char* weight,
                      const char* bias, char* output);
/** `image` holds zeros. */
void depthwiseImageGradient(DType dtype, const ConvolutionShape& shape, const char* grad, const char* weight, char* image);
void depthwiseWeightGradient(DType dtype, const ConvolutionShape& shape, const char* grad, const char* image, char* weight);

}  // namespace tangent::kernels
