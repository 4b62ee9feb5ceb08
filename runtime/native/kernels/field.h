#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels/patches.h"

namespace tangent::kernels {

/** Along one dim: place `p` reads row `p * stride + tap * dilation - padding` of a source whose rows lie `spread` apart. */
struct Axis {
  int64_t source;
  int64_t places;
  int64_t kernel;
  int64_t stride;
  int64_t spread;
  int64_t padding;
  int64_t dilation;

  int64_t reach() const { return (kernel - 1) * dilation; }
};

constexpr int64_t slack = 64;                   // elements that vectors may read behind the last row
constexpr int64_t filterBlock = 8;              // filters whose weight gradients share a copy of the image
constexpr int64_t mostBand = int64_t{1} << 14;  // elements of rows at once: they stay in the first cache, or near it

/** A sum of shifted rows, of each group's channels to its filters. */
struct Field {
  int64_t batch;
  int64_t groups;
  int64_t channels;  // of a group
  int64_t filters;
  Axis down;
  Axis across;

  /** Columns of one remainder of the stride. */
  int64_t columns() const { return across.places + across.reach() / across.stride; }
  int64_t row() const { return columns() * across.stride; }
  int64_t rows(int64_t places) const { return (places - 1) * down.stride + down.reach() + 1; }
  int64_t plane(int64_t places) const { return rows(places) * row(); }
  int64_t patch() const { return channels * down.kernel * across.kernel; }
  int64_t places() const { return down.places * across.places; }
  /** Rows of output at once. */
  int64_t band() const {
    const int64_t room = mostBand / std::max<int64_t>(1, channels * row());
    return std::clamp<int64_t>((room - down.reach()) / down.stride, 1, down.places);
  }

  /** Of every tap of a patch where its rows begin in the copy. */
  std::vector<int64_t> offsets() const {
    std::vector<int64_t> result;
    for (int64_t c = 0; c < channels; ++c) {
      for (int64_t h = 0; h < down.kernel; ++h) {
        for (int64_t w = 0; w < across.kernel; ++w) {
          const int64_t shift = w * across.dilation;
          result.push_back(c * plane(band()) + h * down.dilation * row() + shift % across.stride * columns() +
                           shift / across.stride);
        }
      }
    }
    return result;
  }
};

/** Of a convolution. */
inline Field forwardField(const ConvolutionShape& shape) {
  const auto axis = [&](size_t i) {
    return Axis{shape.image[i], shape.output[i], shape.kernel[i], shape.stride[i], 1, shape.padding[i], shape.dilation[i]};
  };
  return {shape.batch, shape.groups, shape.groupChannels(), shape.groupFilters(), axis(1), axis(2)};
}

/** Of its image's gradient, whose taps are reversed. */
inline Field gradientField(const ConvolutionShape& shape) {
  const auto axis = [&](size_t i) {
    const int64_t reach = (shape.kernel[i] - 1) * shape.dilation[i];
    return Axis{shape.output[i], shape.image[i], shape.kernel[i], 1, shape.stride[i], reach - shape.padding[i],
                shape.dilation[i]};
  };
  return {shape.batch, shape.groups, shape.groupFilters(), shape.groupChannels(), axis(1), axis(2)};
}

}  // namespace tangent::kernels
