#pragma once

#include <algorithm>
#include <cstdint>

namespace tangent::kernels {

/** Planes [images, channels, height, width], and where the first tile's corner lies in each. */
struct Planes {
  int64_t channels;
  int64_t height;
  int64_t width;
  int64_t padding[2];  // how far above and left of the plane the first tile begins
};

/** Rows of tiles [begin, end) of all images one below the other: each of `across` tiles, `down` rows an image. */
struct TileRows {
  int64_t begin;
  int64_t end;
  int64_t down;
  int64_t across;

  int64_t tiles() const { return (end - begin) * across; }
};

constexpr int64_t mostLanes = 16;  // floats in a vector

/** Tiles with what fills up the last vector. */
inline int64_t paddedTiles(const TileRows& rows) { return (rows.tiles() + mostLanes - 1) / mostLanes * mostLanes; }

/** Channels with what fills up the last vector, and keeps neighbouring rows out of each other's cache lines. */
inline int64_t paddedChannels(int64_t channels) {
  return (channels + mostLanes - 1) / mostLanes * mostLanes + mostLanes;
}

/** The transforms of winograd.cpp, of one channel or filter; `places` is 4 or 2, the sides of a tile of the result. */

/** The transformed tiles of one channel: an element of all tiles in `out + element * stride`. */
void inputTiles(int places, const Planes& planes, const TileRows& rows, const float* channel, float* out, int64_t stride);
/** The gradient's tiles of one filter, transformed as the reverse of what makes an output's. */
void gradientTiles(int places, const Planes& planes, const TileRows& rows, const float* channel, float* out, int64_t stride);
/** One filter's output from its products, which lie as inputTiles lays them. */
void outputTiles(int places, const Planes& planes, const TileRows& rows, const float* products, int64_t stride, float bias,
                 float* channel);
/** One filter's kernels, turned by half where `turned`: element e of channel c in `out[e * stride + c]`. */
void filterKernels(int places, const float* kernels, int64_t channels, bool turned, float* out, int64_t stride);
/** The gradients of one filter's kernels from those of their transformed elements. */
void kernelGradients(int places, const float* elements, int64_t stride, int64_t channels, float* kernels);

}  // namespace tangent::kernels
