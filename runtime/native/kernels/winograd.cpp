#include "kernels/winograd.h"

#include <algorithm>

#include "kernels/gemm.h"
#include "kernels/tiles.h"
#include "tensor/tensor.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

constexpr int64_t leastChannels = 16;
constexpr int64_t blockBytes = int64_t{6} << 20;  // of transformed tiles at once: they stay in the last cache
constexpr int64_t kernelWeight = 24;              // tiles whose products cost as much as transforming a kernel

int64_t tilesAlong(int64_t size, int64_t places) { return (size + places - 1) / places; }

/** What the multiplications, and the transforms of kernels, cost an image's channel and filter. */
int64_t costOf(const ConvolutionShape& shape, int64_t places) {
  const int64_t size = places + 2;
  const int64_t tiles = shape.batch * tilesAlong(shape.output[1], places) * tilesAlong(shape.output[2], places);
  return size * size * (tiles + kernelWeight);
}

int placesOf(const ConvolutionShape& shape) { return costOf(shape, 4) <= costOf(shape, 2) ? 4 : 2; }

Tensor memory(int64_t count) { return Tensor::empty({count}, DType::Float32); }

/** The blocks of tile rows that are transformed together. */
template <class F>
void eachBlock(int64_t images, int64_t down, int64_t across, int64_t bytesOfTile, const F& f) {
  const int64_t rows = images * down;
  const int64_t most = std::max<int64_t>(1, std::max<int64_t>(blockBytes / bytesOfTile, 64) / across);
  const int64_t blocks = (rows + most - 1) / most;
  for (int64_t i = 0; i < blocks; ++i) f(TileRows{i * rows / blocks, (i + 1) * rows / blocks, down, across}, i == 0);
}

/** One convolution of `from` by transformed kernels: element e of filter k and channel c at e * stride + k * rowStride + c * columnStride. */
struct Kernels {
  const float* elements;
  int64_t stride;
  int64_t rowStride;
  int64_t columnStride;
};

void convolve(int places, int64_t images, const Planes& from, const Planes& to, const float* source, const Kernels& kernels,
              const float* bias, float* target) {
  const int64_t elements = (places + 2) * (places + 2);
  const int64_t bytes = elements * (from.channels + to.channels) * static_cast<int64_t>(sizeof(float));
  const int64_t down = tilesAlong(to.height, places);
  const int64_t across = tilesAlong(to.width, places);
  eachBlock(images, down, across, bytes, [&](const TileRows& rows, bool) {
    const int64_t tiles = paddedTiles(rows);
    const Tensor transformed = memory(elements * from.channels * tiles);
    const Tensor products = memory(elements * to.channels * tiles);
    auto* inputs = transformed.data<float>();
    auto* sums = products.data<float>();
    parallelFor(from.channels, grainFor(from.channels, tiles * elements), [&](int64_t begin, int64_t end) {
      for (int64_t c = begin; c < end; ++c) {
        inputTiles(places, from, rows, source + c * from.height * from.width, inputs + c * tiles,
                                         from.channels * tiles);
      }
    });
    parallelFor(elements, 1, [&](int64_t begin, int64_t end) {
      for (int64_t e = begin; e < end; ++e) {
        gemm(DType::Float32,
             {.rows = to.channels,
              .columns = tiles,
              .depth = from.channels,
              .a = {reinterpret_cast<const char*>(kernels.elements + e * kernels.stride), kernels.rowStride,
                    kernels.columnStride},
              .b = {reinterpret_cast<const char*>(inputs + e * from.channels * tiles), tiles, 1},
              .c = reinterpret_cast<char*>(sums + e * to.channels * tiles),
              .stride = tiles});
      }
    });
    parallelFor(to.channels, grainFor(to.channels, tiles * elements), [&](int64_t begin, int64_t end) {
      for (int64_t k = begin; k < end; ++k) {
        outputTiles(places, to, rows, sums + k * tiles, to.channels * tiles,
                                          bias == nullptr ? 0 : bias[k], target + k * to.height * to.width);
      }
    });
  });
}

/** The kernels of all filters, transformed: element e of filter k and channel c at (e * filters + k) * padded + c. */
Tensor transformedKernels(int places, const ConvolutionShape& shape, const float* weight, bool turned) {
  const int64_t elements = (places + 2) * (places + 2);
  const int64_t padded = paddedChannels(shape.channels);
  const Tensor result = memory(elements * shape.filters * padded);
  parallelFor(shape.filters, grainFor(shape.filters, shape.channels * elements), [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; ++k) {
      filterKernels(places, weight + k * shape.channels * 9, shape.channels, turned,
                                          result.data<float>() + k * padded, shape.filters * padded);
    }
  });
  return result;
}

Planes imagePlanes(const ConvolutionShape& shape) {
  return {shape.channels, shape.image[1], shape.image[2], {shape.padding[1], shape.padding[2]}};
}

Planes outputPlanes(const ConvolutionShape& shape, int64_t paddingDown, int64_t paddingAcross) {
  return {shape.filters, shape.output[1], shape.output[2], {paddingDown, paddingAcross}};
}

}  // namespace

bool winogradPays(DType dtype, const ConvolutionShape& shape) {
  const bool fits = dtype == DType::Float32 && shape.groups == 1 && shape.image[0] == 1 && shape.kernel == Spatial{1, 3, 3} &&
                    shape.stride == Spatial{1, 1, 1} && shape.dilation == Spatial{1, 1, 1} && shape.padding[0] == 0 &&
                    shape.padding[1] <= 2 && shape.padding[2] <= 2;
  if (!fits || shape.channels < leastChannels || shape.filters < leastChannels) return false;
  return std::min(costOf(shape, 4), costOf(shape, 2)) < shape.batch * shape.places() * 9;
}

void winogradForward(const ConvolutionShape& shape, const float* images, const float* weight, const float* bias,
                     float* outputs) {
  const int places = placesOf(shape);
  const Tensor kernels = transformedKernels(places, shape, weight, false);
  const int64_t padded = paddedChannels(shape.channels);
  convolve(places, shape.batch, imagePlanes(shape), outputPlanes(shape, 0, 0), images,
           {kernels.data<float>(), shape.filters * padded, padded, 1}, bias, outputs);
}

void winogradImageGradient(const ConvolutionShape& shape, const float* grad, const float* weight, float* images) {
  const int places = placesOf(shape);
  const Tensor kernels = transformedKernels(places, shape, weight, true);
  const int64_t padded = paddedChannels(shape.channels);
  convolve(places, shape.batch, outputPlanes(shape, 2 - shape.padding[1], 2 - shape.padding[2]), imagePlanes(shape), grad,
           {kernels.data<float>(), shape.filters * padded, 1, padded}, nullptr, images);
}

void winogradWeightGradient(const ConvolutionShape& shape, const float* grad, const float* images, float* weight) {
  const int places = placesOf(shape);
  const int64_t elements = (places + 2) * (places + 2);
  const Planes from = imagePlanes(shape);
  const Planes to = outputPlanes(shape, 0, 0);
  const int64_t padded = paddedChannels(shape.channels);
  const Tensor sums = memory(elements * shape.filters * padded);
  const int64_t bytes = elements * (shape.channels + shape.filters) * static_cast<int64_t>(sizeof(float));
  eachBlock(shape.batch, tilesAlong(to.height, places), tilesAlong(to.width, places), bytes,
            [&](const TileRows& rows, bool first) {
    const int64_t tiles = paddedTiles(rows);
    const Tensor inputs = memory(elements * shape.channels * tiles);
    const Tensor gradients = memory(elements * shape.filters * tiles);
    const int64_t both = shape.channels + shape.filters;
    parallelFor(both, grainFor(both, tiles * elements), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        if (i < shape.channels) {
          inputTiles(places, from, rows, images + i * from.height * from.width,
                                           inputs.data<float>() + i * tiles, shape.channels * tiles);
          continue;
        }
        const int64_t k = i - shape.channels;
        gradientTiles(places, to, rows, grad + k * to.height * to.width,
                                            gradients.data<float>() + k * tiles, shape.filters * tiles);
      }
    });
    parallelFor(elements, 1, [&](int64_t begin, int64_t end) {
      for (int64_t e = begin; e < end; ++e) {
        gemm(DType::Float32,
             {.rows = shape.filters,
              .columns = shape.channels,
              .depth = tiles,
              .a = {reinterpret_cast<const char*>(gradients.data<float>() + e * shape.filters * tiles), tiles, 1},
              .b = {reinterpret_cast<const char*>(inputs.data<float>() + e * shape.channels * tiles), 1, tiles},
              .c = reinterpret_cast<char*>(sums.data<float>() + e * shape.filters * padded),
              .stride = padded,
              .beta = first ? 0.0 : 1.0});
      }
    });
  });
  parallelFor(shape.filters, grainFor(shape.filters, shape.channels * elements), [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; ++k) {
      kernelGradients(places, sums.data<float>() + k * padded, shape.filters * padded, shape.channels,
                                            weight + k * shape.channels * 9);
    }
  });
}

}  // namespace tangent::kernels
