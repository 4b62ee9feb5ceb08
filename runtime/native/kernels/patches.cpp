#include "kernels/patches.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "tensor/threads.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/patches.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {
namespace {

template <class F>
void visitElement(DType dtype, const F& f) {
  if (dtype == DType::Float32) f(Type<float>{});
  else if (dtype == DType::Float64) f(Type<double>{});
  else f(Type<int64_t>{});
}

/** Of the output places from..to of a row those whose tap falls on the image. */
struct Inside {
  int64_t begin;
  int64_t end;

  Inside(const ConvolutionShape& shape, int64_t tap, int64_t from, int64_t to) {
    const int64_t shift = shape.padding[2] - tap * shape.dilation[2];  // place * stride - shift is the pixel
    const int64_t step = shape.stride[2];
    const int64_t least = shift <= 0 ? 0 : step == 1 ? shift : (shift + step - 1) / step;
    const int64_t room = shape.image[2] - 1 + shift;
    const int64_t most = room < 0 ? 0 : (step == 1 ? room : step == 2 ? room / 2 : room / step) + 1;
    begin = std::clamp(least, from, to);
    end = std::clamp(most, begin, to);
  }
};

/** A row of output places. */
struct Row {
  int64_t d;
  int64_t h;
};

/** A row of the image, or null where the tap is above or below it. */
template <class T>
HWY_INLINE T* rowUnder(const ConvolutionShape& shape, T* channel, Row row, int64_t depthTap, int64_t rowTap) {
  const int64_t d = row.d * shape.stride[0] - shape.padding[0] + depthTap * shape.dilation[0];
  const int64_t h = row.h * shape.stride[1] - shape.padding[1] + rowTap * shape.dilation[1];
  if (d < 0 || d >= shape.image[0] || h < 0 || h >= shape.image[1]) return nullptr;
  return channel + (d * shape.image[1] + h) * shape.image[2];
}

/** Calls `f(tap, depthTap, rowTap, columnTap)` for every tap of a kernel. */
template <class F>
void eachTap(const ConvolutionShape& shape, const F& f) {
  int64_t tap = 0;
  for (int64_t d = 0; d < shape.kernel[0]; ++d) {
    for (int64_t h = 0; h < shape.kernel[1]; ++h) {
      for (int64_t w = 0; w < shape.kernel[2]; ++w) f(tap++, d, h, w);
    }
  }
}

/** Calls `f(row, from, to, offset)` for the rows of output that hold the places begin..end. */
template <class F>
HWY_INLINE void eachRow(const ConvolutionShape& shape, int64_t begin, int64_t end, const F& f) {
  const int64_t width = shape.output[2];
  const int64_t first = begin / width;
  int64_t from = begin - first * width;
  Row row{first / shape.output[1], first % shape.output[1]};
  for (int64_t at = begin; at < end;) {
    const int64_t to = std::min(width, from + end - at);
    f(row, from, to, at - begin);
    at += to - from;
    from = 0;
    if (++row.h == shape.output[1]) {
      row.h = 0;
      ++row.d;
    }
  }
}

constexpr int64_t chunkBytes = 64;

/** Copies `count` elements; where `end` is far enough, whole chunks, which write up to one more than they must. */
template <class T>
HWY_INLINE void copyLine(const T* from, const T* end, T* to, int64_t count) {
  constexpr int64_t chunk = chunkBytes / sizeof(T);
  int64_t i = 0;
  for (; i < count && end - (from + i) >= chunk; i += chunk) std::memcpy(to + i, from + i, chunkBytes);
  for (; i < count; ++i) to[i] = from[i];
}

/** Every second element of a row, and the others. */
template <class T>
HWY_NOINLINE void splitRow(const T* __restrict row, int64_t width, T* __restrict even, T* __restrict odd) {
  for (int64_t i = 0; i < width / 2; ++i) {
    even[i] = row[2 * i];
    odd[i] = row[2 * i + 1];
  }
  if (width % 2 == 1) even[width / 2] = row[width - 1];
}

/** As gather, of a whole image where the kernel moves by one pixel: a row of output is a row of the image, shifted. */
template <class T>
void gatherRows(const ConvolutionShape& shape, const T* image, T* columns, int64_t width) {
  constexpr int64_t chunk = chunkBytes / sizeof(T);
  const T* last = image + shape.groupChannels() * shape.pixels();
  const int64_t across = shape.output[2];
  const int64_t rows = shape.output[0] * shape.output[1];
  for (int64_t c = 0; c < shape.groupChannels(); ++c) {
    const T* channel = image + c * shape.pixels();
    eachTap(shape, [&](int64_t tap, int64_t depthTap, int64_t rowTap, int64_t columnTap) {
      T* target = columns + (c * shape.taps() + tap) * width;
      const Inside inside(shape, columnTap, 0, across);
      const int64_t count = inside.end - inside.begin;
      const int64_t shift = columnTap * shape.dilation[2] - shape.padding[2] + inside.begin;
      Row row{0, 0};
      for (int64_t i = 0; i < rows; ++i, target += across) {
        const T* source = rowUnder(shape, channel, row, depthTap, rowTap);
        if (++row.h == shape.output[1]) {
          row.h = 0;
          ++row.d;
        }
        if (source == nullptr) {
          std::fill_n(target, across, T(0));
          continue;
        }
        for (int64_t w = 0; w < inside.begin; ++w) target[w] = 0;
        const T* end = (rows - i) * across - inside.end < chunk ? source : last;
        copyLine(source + shift, end, target + inside.begin, count);
        for (int64_t w = inside.end; w < across; ++w) target[w] = 0;
      }
    });
  }
}

/** What a copy writes too much of a line, the next row of the line writes over. */
template <class T>
void gather(const ConvolutionShape& shape, const T* image, int64_t begin, int64_t end, T* columns, int64_t width) {
  if (shape.stride[2] == 1 && begin == 0 && end == shape.places()) return gatherRows(shape, image, columns, width);
  constexpr int64_t chunk = chunkBytes / sizeof(T);
  const bool halves = shape.stride[2] == 2 && shape.kernel[2] > 1;
  const int64_t room = shape.image[2] / 2 + 1 + chunk;
  std::vector<T> split(halves ? static_cast<size_t>(2 * room) : 0);
  const T* last = image + shape.groupChannels() * shape.pixels();
  const int64_t rowTaps = shape.kernel[2];
  for (int64_t c = 0; c < shape.groupChannels(); ++c) {
    const T* channel = image + c * shape.pixels();
    for (int64_t tap = 0; tap < shape.taps(); tap += rowTaps) {
      const int64_t depthTap = tap / rowTaps / shape.kernel[1];
      const int64_t rowTap = tap / rowTaps % shape.kernel[1];
      // With a stride of 2 a row is split once for all of its taps; else each tap's line is written at one go.
      const int64_t together = halves ? rowTaps : 1;
      for (int64_t first = 0; first < rowTaps; first += together) {
        eachRow(shape, begin, end, [&](Row row, int64_t from, int64_t to, int64_t offset) {
          const T* source = rowUnder(shape, channel, row, depthTap, rowTap);
          if (halves && source != nullptr) splitRow(source, shape.image[2], split.data(), split.data() + room);
          for (int64_t columnTap = first; columnTap < first + together; ++columnTap) {
            T* target = columns + (c * shape.taps() + tap + columnTap) * width + offset - from;
            if (source == nullptr) {
              std::fill(target + from, target + to, T(0));
              continue;
            }
            const Inside inside(shape, columnTap, from, to);
            for (int64_t w = from; w < inside.begin; ++w) target[w] = 0;
            const int64_t shift = columnTap * shape.dilation[2] - shape.padding[2];
            const int64_t count = inside.end - inside.begin;
            if (shape.stride[2] == 1) {
              const T* pixels = source + shift + inside.begin;
              const int64_t follow = end - begin - offset - (inside.end - from);
              copyLine(pixels, follow < chunk ? pixels : last, target + inside.begin, count);
            } else if (halves) {
              const int64_t odd = shift & 1;
              std::copy_n(split.data() + odd * room + inside.begin + (shift - odd) / 2, count, target + inside.begin);
            } else {
              for (int64_t w = inside.begin; w < inside.end; ++w) target[w] = source[shift + w * shape.stride[2]];
            }
            for (int64_t w = inside.end; w < to; ++w) target[w] = 0;
          }
        });
      }
    }
  }
}

template <class T>
T add(T a, T b) {
  if constexpr (std::is_integral_v<T>) return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
  else return a + b;
}

template <class T>
T multiply(T a, T b) {
  if constexpr (std::is_integral_v<T>) return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
  else return a * b;
}

template <class T>
void scatter(const ConvolutionShape& shape, T* image, int64_t begin, int64_t end, const T* columns, int64_t width) {
  for (int64_t c = 0; c < shape.groupChannels(); ++c) {
    T* channel = image + c * shape.pixels();
    eachTap(shape, [&](int64_t tap, int64_t depthTap, int64_t rowTap, int64_t columnTap) {
      const T* line = columns + (c * shape.taps() + tap) * width;
      eachRow(shape, begin, end, [&](Row row, int64_t from, int64_t to, int64_t offset) {
        T* target = rowUnder(shape, channel, row, depthTap, rowTap);
        if (target == nullptr) return;
        const T* __restrict source = line + offset - from;
        const Inside inside(shape, columnTap, from, to);
        T* __restrict pixels = target + columnTap * shape.dilation[2] - shape.padding[2];
        if (shape.stride[2] == 1) {
          for (int64_t w = inside.begin; w < inside.end; ++w) pixels[w] = add(pixels[w], source[w]);
        } else {
          const int64_t step = shape.stride[2];
          for (int64_t w = inside.begin; w < inside.end; ++w) pixels[w * step] = add(pixels[w * step], source[w]);
        }
      });
    });
  }
}

/**
 * Calls `f(tap, out, row of the image shifted to the tap, first place, last place)` for every tap and every row of output of one
 * image's channel; a place's pixel is `place * stride` on that row.
 */
template <class T, class U, class F>
void eachTapRow(const ConvolutionShape& shape, T* output, U* channel, const F& f) {
  const int64_t width = shape.output[2];
  eachRow(shape, 0, shape.places(), [&](Row row, int64_t, int64_t, int64_t offset) {
    eachTap(shape, [&](int64_t tap, int64_t depthTap, int64_t rowTap, int64_t columnTap) {
      U* pixels = rowUnder(shape, channel, row, depthTap, rowTap);
      if (pixels == nullptr) return;
      const Inside inside(shape, columnTap, 0, width);
      f(tap, output + offset, pixels + columnTap * shape.dilation[2] - shape.padding[2], inside.begin, inside.end);
    });
  });
}

template <class T>
HWY_NOINLINE void multiplyRow(T* __restrict target, const T* __restrict source, T factor, int64_t begin, int64_t end,
                              int64_t targetStep, int64_t sourceStep) {
  if (targetStep == 1 && sourceStep == 1) {
    for (int64_t i = begin; i < end; ++i) target[i] = add(target[i], multiply(factor, source[i]));
    return;
  }
  for (int64_t i = begin; i < end; ++i) {
    target[i * targetStep] = add(target[i * targetStep], multiply(factor, source[i * sourceStep]));
  }
}

template <class T>
HWY_NOINLINE T dotRow(const T* a, const T* b, int64_t begin, int64_t end, int64_t step) {
  constexpr int64_t width = 16;  // partial sums, which the compiler keeps in vectors
  std::array<T, width> sums{};
  int64_t i = begin;
  if (step == 1) {
    for (; i + width <= end; i += width) {
      for (int64_t j = 0; j < width; ++j) {
        sums[static_cast<size_t>(j)] = add(sums[static_cast<size_t>(j)], multiply(a[i + j], b[i + j]));
      }
    }
  }
  T total = 0;
  for (const T sum : sums) total = add(total, sum);
  for (; i < end; ++i) total = add(total, multiply(a[i], b[i * step]));
  return total;
}

}  // namespace

void GatherPatches(DType dtype, const ConvolutionShape& shape, const char* image, int64_t begin, int64_t end,
                   char* columns, int64_t width) {
  visitElement(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    gather(shape, reinterpret_cast<const T*>(image), begin, end, reinterpret_cast<T*>(columns), width);
  });
}

void ScatterPatches(DType dtype, const ConvolutionShape& shape, char* image, int64_t begin, int64_t end,
                    const char* columns, int64_t width) {
  visitElement(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    scatter(shape, reinterpret_cast<T*>(image), begin, end, reinterpret_cast<const T*>(columns), width);
  });
}

void DepthwiseForward(DType dtype, const ConvolutionShape& shape, const char* image, const char* weight, const char* bias,
                      char* output) {
  visitElement(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    const int64_t planes = shape.batch * shape.filters;
    parallelFor(planes, grainFor(planes, shape.places() * shape.taps()), [&](int64_t begin, int64_t end) {
      for (int64_t plane = begin; plane < end; ++plane) {
        const int64_t filter = plane % shape.filters;
        const int64_t channel = plane / shape.filters * shape.channels + filter / shape.groupFilters();
        const T* taps = reinterpret_cast<const T*>(weight) + filter * shape.taps();
        T* out = reinterpret_cast<T*>(output) + plane * shape.places();
        std::fill_n(out, shape.places(), bias == nullptr ? T(0) : reinterpret_cast<const T*>(bias)[filter]);
        eachTapRow(shape, out, reinterpret_cast<const T*>(image) + channel * shape.pixels(),
                   [&](int64_t tap, T* row, const T* pixels, int64_t from, int64_t to) {
                     multiplyRow(row, pixels, taps[tap], from, to, 1, shape.stride[2]);
                   });
      }
    });
  });
}

void DepthwiseImageGradient(DType dtype, const ConvolutionShape& shape, const char* grad, const char* weight,
                            char* image) {
  visitElement(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    const int64_t planes = shape.batch * shape.channels;
    parallelFor(planes, grainFor(planes, shape.places() * shape.taps()), [&](int64_t begin, int64_t end) {
      for (int64_t plane = begin; plane < end; ++plane) {
        T* pixelsOfPlane = reinterpret_cast<T*>(image) + plane * shape.pixels();
        for (int64_t i = 0; i < shape.groupFilters(); ++i) {
          const int64_t filter = plane % shape.channels * shape.groupFilters() + i;
          const T* taps = reinterpret_cast<const T*>(weight) + filter * shape.taps();
          const T* out = reinterpret_cast<const T*>(grad) +
                         (plane / shape.channels * shape.filters + filter) * shape.places();
          eachTapRow(shape, out, pixelsOfPlane, [&](int64_t tap, const T* row, T* pixels, int64_t from, int64_t to) {
            multiplyRow(pixels, row, taps[tap], from, to, shape.stride[2], 1);
          });
        }
      }
    });
  });
}

void DepthwiseWeightGradient(DType dtype, const ConvolutionShape& shape, const char* grad, const char* image,
                             char* weight) {
  visitElement(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    parallelFor(shape.filters, grainFor(shape.filters, shape.batch * shape.places() * shape.taps()),
                [&](int64_t begin, int64_t end) {
      for (int64_t filter = begin; filter < end; ++filter) {
        T* taps = reinterpret_cast<T*>(weight) + filter * shape.taps();
        std::fill_n(taps, shape.taps(), T(0));
        for (int64_t n = 0; n < shape.batch; ++n) {
          const int64_t channel = n * shape.channels + filter / shape.groupFilters();
          eachTapRow(shape, reinterpret_cast<const T*>(grad) + (n * shape.filters + filter) * shape.places(),
                     reinterpret_cast<const T*>(image) + channel * shape.pixels(),
                     [&](int64_t tap, const T* row, const T* pixels, int64_t from, int64_t to) {
                       taps[tap] = add(taps[tap], dotRow(row, pixels, from, to, shape.stride[2]));
                     });
        }
      }
    });
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {

HWY_EXPORT(GatherPatches);
HWY_EXPORT(ScatterPatches);
HWY_EXPORT(DepthwiseForward);
HWY_EXPORT(DepthwiseImageGradient);
HWY_EXPORT(DepthwiseWeightGradient);

void gatherPatches(DType dtype, const ConvolutionShape& shape, const char* image, int64_t begin, int64_t end,
                   char* columns, int64_t width) {
  HWY_DYNAMIC_DISPATCH(GatherPatches)(dtype, shape, image, begin, end, columns, width);
}

void scatterPatches(DType dtype, const ConvolutionShape& shape, char* image, int64_t begin, int64_t end,
                    const char* columns, int64_t width) {
  HWY_DYNAMIC_DISPATCH(ScatterPatches)(dtype, shape, image, begin, end, columns, width);
}

void depthwiseForward(DType dtype, const ConvolutionShape& shape, const char* image, const char* weight, const char* bias,
                      char* output) {
  HWY_DYNAMIC_DISPATCH(DepthwiseForward)(dtype, shape, image, weight, bias, output);
}

void depthwiseImageGradient(DType dtype, const ConvolutionShape& shape, const char* grad, const char* weight,
                            char* image) {
  HWY_DYNAMIC_DISPATCH(DepthwiseImageGradient)(dtype, shape, grad, weight, image);
}

void depthwiseWeightGradient(DType dtype, const ConvolutionShape& shape, const char* grad, const char* image,
                             char* weight) {
  HWY_DYNAMIC_DISPATCH(DepthwiseWeightGradient)(dtype, shape, grad, image, weight);
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
