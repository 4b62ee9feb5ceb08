#include "kernels/tiles.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tiles.cpp"
#include "hwy/aligned_allocator.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, mostLanes>;
using V = hn::Vec<D>;

// The transforms of one row of a tile: `load(i)` gives its elements, `store(i, v)` takes the results. Tiles of the result
// have 4 x 4 places, from 6 x 6 pixels, or 2 x 2 from 4 x 4 (the points 0, 1, -1 and infinity).

HWY_INLINE V times(float factor, V x) { return hn::Mul(hn::Set(D(), factor), x); }
HWY_INLINE V plus(V sum, float factor, V x) { return hn::MulAdd(hn::Set(D(), factor), x, sum); }

template <int places>
struct Line;

template <>
struct Line<4> {
  static constexpr int size = 6;
  // The points 0, near, -near, far, -far and infinity. These err a sixth as much as 1 and 2 would, and have exact squares.
  static constexpr float near = 5.0f / 8, far = 3.0f / 2;
  static constexpr float near2 = near * near, far2 = far * far;
  static constexpr float product = near2 * far2, sum = near2 + far2;
  static constexpr float nearScale = 1 / (2 * near2 * (near2 - far2)), farScale = 1 / (2 * far2 * (far2 - near2));

  template <class L, class S>
  static HWY_INLINE void input(const L& load, const S& store) {
    const V d1 = load(1), d2 = load(2), d3 = load(3), d4 = load(4);
    store(0, plus(plus(d4, product, load(0)), -sum, d2));
    const V nearEven = plus(d4, -far2, d2), nearOdd = plus(d3, -far2, d1);
    store(1, plus(nearEven, near, nearOdd));
    store(2, plus(nearEven, -near, nearOdd));
    const V farEven = plus(d4, -near2, d2), farOdd = plus(d3, -near2, d1);
    store(3, plus(farEven, far, farOdd));
    store(4, plus(farEven, -far, farOdd));
    store(5, plus(plus(load(5), product, d1), -sum, d3));
  }

  template <class L, class S>
  static HWY_INLINE void filter(const L& load, const S& store) {
    const V g0 = load(0), g1 = load(1), g2 = load(2);
    store(0, times(1 / product, g0));
    const V nearEven = plus(times(nearScale, g0), nearScale * near2, g2);
    store(1, plus(nearEven, nearScale * near, g1));
    store(2, plus(nearEven, -nearScale * near, g1));
    const V farEven = plus(times(farScale, g0), farScale * far2, g2);
    store(3, plus(farEven, farScale * far, g1));
    store(4, plus(farEven, -farScale * far, g1));
    store(5, g2);
  }

  template <class L, class S>
  static HWY_INLINE void output(const L& load, const S& store) {
    const V m1 = load(1), m2 = load(2), m3 = load(3), m4 = load(4);
    const V nearEven = hn::Add(m1, m2), nearOdd = hn::Sub(m1, m2);
    const V farEven = hn::Add(m3, m4), farOdd = hn::Sub(m3, m4);
    store(0, hn::Add(hn::Add(load(0), nearEven), farEven));
    store(1, plus(times(near, nearOdd), far, farOdd));
    store(2, plus(times(near2, nearEven), far2, farEven));
    store(3, plus(plus(load(5), near2 * near, nearOdd), far2 * far, farOdd));
  }

  template <class L, class S>
  static HWY_INLINE void outputReversed(const L& load, const S& store) {
    const V g0 = load(0), g1 = load(1), g2 = load(2), g3 = load(3);
    store(0, g0);
    const V nearEven = plus(g0, near2, g2), nearOdd = plus(g1, near2, g3);
    store(1, plus(nearEven, near, nearOdd));
    store(2, plus(nearEven, -near, nearOdd));
    const V farEven = plus(g0, far2, g2), farOdd = plus(g1, far2, g3);
    store(3, plus(farEven, far, farOdd));
    store(4, plus(farEven, -far, farOdd));
    store(5, g3);
  }

  template <class L, class S>
  static HWY_INLINE void filterReversed(const L& load, const S& store) {
    const V u1 = load(1), u2 = load(2), u3 = load(3), u4 = load(4);
    const V nearEven = times(nearScale, hn::Add(u1, u2)), nearOdd = times(nearScale, hn::Sub(u1, u2));
    const V farEven = times(farScale, hn::Add(u3, u4)), farOdd = times(farScale, hn::Sub(u3, u4));
    store(0, hn::Add(plus(nearEven, 1 / product, load(0)), farEven));
    store(1, plus(times(near, nearOdd), far, farOdd));
    store(2, plus(plus(load(5), near2, nearEven), far2, farEven));
  }
};

template <>
struct Line<2> {
  static constexpr int size = 4;

  template <class L, class S>
  static HWY_INLINE void input(const L& load, const S& store) {
    const V d1 = load(1), d2 = load(2);
    store(0, hn::Sub(load(0), d2));
    store(1, hn::Add(d1, d2));
    store(2, hn::Sub(d2, d1));
    store(3, hn::Sub(d1, load(3)));
  }

  template <class L, class S>
  static HWY_INLINE void filter(const L& load, const S& store) {
    const V g0 = load(0), g2 = load(2);
    const V ends = times(0.5f, hn::Add(g0, g2)), middle = times(0.5f, load(1));
    store(0, g0);
    store(1, hn::Add(ends, middle));
    store(2, hn::Sub(ends, middle));
    store(3, g2);
  }

  template <class L, class S>
  static HWY_INLINE void output(const L& load, const S& store) {
    const V m1 = load(1), m2 = load(2);
    store(0, hn::Add(load(0), hn::Add(m1, m2)));
    store(1, hn::Sub(hn::Sub(m1, m2), load(3)));
  }

  template <class L, class S>
  static HWY_INLINE void outputReversed(const L& load, const S& store) {
    const V g0 = load(0), g1 = load(1);
    store(0, g0);
    store(1, hn::Add(g0, g1));
    store(2, hn::Sub(g0, g1));
    store(3, hn::Neg(g1));
  }

  template <class L, class S>
  static HWY_INLINE void filterReversed(const L& load, const S& store) {
    const V half = hn::Set(D(), 0.5f);
    const V u1 = hn::Mul(half, load(1)), u2 = hn::Mul(half, load(2));
    const V both = hn::Add(u1, u2);
    store(0, hn::Add(load(0), both));
    store(1, hn::Sub(u1, u2));
    store(2, hn::Add(load(3), both));
  }
};

/** Every `places`-th float from `from` on, for each remainder: to(remainder, v). */
template <int places, class S>
HWY_INLINE void loadApart(const float* from, const S& store) {
  V v0, v1;
  if constexpr (places == 4) {
    V v2, v3;
    hn::LoadInterleaved4(D(), from, v0, v1, v2, v3);
    store(0, v0), store(1, v1), store(2, v2), store(3, v3);
  } else {
    hn::LoadInterleaved2(D(), from, v0, v1);
    store(0, v0), store(1, v1);
  }
}

/** A thread's memory for the lines of one channel's tiles. */
float* scratch(int64_t count) {
  struct Kept {
    hwy::AlignedFreeUniquePtr<float[]> memory;
    int64_t count = 0;
  };
  thread_local Kept kept;
  if (kept.count < count) {
    kept.memory = hwy::AllocateAligned<float>(static_cast<size_t>(count));
    kept.count = count;
  }
  return kept.memory.get();
}

/** Copies floats a vector at a time: up to a vector more than `count` is read and written. */
HWY_INLINE void copyRoughly(const float* from, float* to, int64_t count) {
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  for (int64_t i = 0; i < count; i += lanes) hn::StoreU(hn::LoadU(d, from + i), d, to + i);
}

/** Floats from one line of tiles to the next: copyRoughly writes a vector more than it must. */
template <int places>
int64_t lineLength(const TileRows& rows) {
  return paddedTiles(rows) * places + mostLanes;
}

/** The rows of one channel that the tile rows [first, last) of an image see, with zeros around: `width` floats each. */
template <int places>
void padRows(const Planes& planes, const float* plane, int64_t first, int64_t last, int64_t width, float* padded) {
  const int64_t count = (last - first) * places + 2;
  const int64_t left = planes.padding[1];
  const int64_t inside = std::min(planes.width, width - left);
  for (int64_t i = 0; i < count; ++i, padded += width) {
    const int64_t y = first * places + i - planes.padding[0];
    if (y < 0 || y >= planes.height) {
      std::fill_n(padded, width, 0.0f);
      continue;
    }
    std::fill_n(padded, left, 0.0f);
    std::copy_n(plane + y * planes.width, inside, padded + left);
    std::fill_n(padded + left + inside, width - left - inside, 0.0f);
  }
}

/**
 * One channel's rows as tiles see them: of each of `size` rows of all tiles a line, in which tiles lie `places` apart; and
 * where a tile is wider than that, another line that begins there. Lines are `lineLength` apart.
 */
template <int places, int size>
void gatherLines(const Planes& planes, const TileRows& rows, const float* channel, float* padded, float* lines) {
  constexpr int parts = size > places ? 2 : 1;
  const int64_t imageStride = planes.channels * planes.height * planes.width;
  const int64_t length = rows.across * places;
  const int64_t width = length + 2;
  const int64_t line = lineLength<places>(rows);
  int64_t at = 0;
  for (int64_t row = rows.begin; row < rows.end;) {
    const int64_t first = row % rows.down;
    const int64_t last = std::min(rows.down, first + rows.end - row);
    padRows<places>(planes, channel + row / rows.down * imageStride, first, last, width, padded);
    for (int part = 0; part < parts; ++part) {
      for (int r = 0; r < size; ++r) {
        float* to = lines + (r * parts + part) * line + at;
        const float* from = padded + r * width + part * places;
        for (int64_t i = first; i < last; ++i, to += length, from += places * width) copyRoughly(from, to, length);
      }
    }
    at += (last - first) * length;
    row += last - first;
  }
  for (int i = 0; i < size * parts; ++i) std::fill_n(lines + i * line + at, line - at, 0.0f);
}

/** Floats that gatherLines needs beside the lines: an image's padded rows, and a vector after each. */
template <int places>
int64_t paddedRoom(const TileRows& rows) {
  const int64_t most = std::min(rows.down, rows.end - rows.begin);
  return (most * places + 2) * (rows.across * places + 2) + 2 * mostLanes;
}

/** The transformed tiles of one channel: an element of all tiles in `out + element * stride`. */
template <int places>
void inputTiles(const Planes& planes, const TileRows& rows, const float* channel, float* out, int64_t stride) {
  constexpr int size = Line<places>::size;
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const int64_t tiles = paddedTiles(rows);
  const int64_t line = lineLength<places>(rows);
  float* lines = scratch(line * size * 2 + paddedRoom<places>(rows));
  gatherLines<places, size>(planes, rows, channel, lines + line * size * 2, lines);
  HWY_ALIGN float half[size * size * mostLanes];
  for (int64_t t = 0; t < tiles; t += lanes) {
    for (int r = 0; r < size; ++r) {
      const float* from = lines + 2 * r * line + t * places;
      const auto store = [&](int i, V v) HWY_ATTR { hn::Store(v, d, half + (r * size + i) * mostLanes); };
      V v0, v1, v2, v3;
      if constexpr (places == 4) {
        V v4, v5, unused;
        hn::LoadInterleaved4(d, from, v0, v1, v2, v3);
        hn::LoadInterleaved4(d, from + line, v4, v5, unused, unused);
        Line<places>::input(
            [&](int i) HWY_ATTR { return i == 0 ? v0 : i == 1 ? v1 : i == 2 ? v2 : i == 3 ? v3 : i == 4 ? v4 : v5; }, store);
      } else {
        hn::LoadInterleaved2(d, from, v0, v1);
        hn::LoadInterleaved2(d, from + line, v2, v3);
        Line<places>::input([&](int i) HWY_ATTR { return i == 0 ? v0 : i == 1 ? v1 : i == 2 ? v2 : v3; }, store);
      }
    }
    for (int i = 0; i < size; ++i) {
      Line<places>::input([&](int r) HWY_ATTR { return hn::Load(d, half + (r * size + i) * mostLanes); },
                          [&](int r, V v) HWY_ATTR { hn::Store(v, d, out + (r * size + i) * stride + t); });
    }
  }
}

/** The gradient's tiles of one filter, transformed as the reverse of what makes an output's. */
template <int places>
void gradientTiles(const Planes& planes, const TileRows& rows, const float* channel, float* out, int64_t stride) {
  constexpr int size = Line<places>::size;
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const int64_t tiles = paddedTiles(rows);
  const int64_t line = lineLength<places>(rows);
  float* lines = scratch(line * places + paddedRoom<places>(rows));
  gatherLines<places, places>(planes, rows, channel, lines + line * places, lines);
  HWY_ALIGN float half[size * places * mostLanes];
  for (int64_t t = 0; t < tiles; t += lanes) {
    for (int r = 0; r < places; ++r) {
      HWY_ALIGN float pixels[places * mostLanes];
      loadApart<places>(lines + r * line + t * places,
                        [&](int j, V v) HWY_ATTR { hn::Store(v, d, pixels + j * mostLanes); });
      Line<places>::outputReversed([&](int i) HWY_ATTR { return hn::Load(d, pixels + i * mostLanes); },
                                   [&](int i, V v) HWY_ATTR { hn::Store(v, d, half + (r * size + i) * mostLanes); });
    }
    for (int i = 0; i < size; ++i) {
      Line<places>::outputReversed([&](int r) HWY_ATTR { return hn::Load(d, half + (r * size + i) * mostLanes); },
                                   [&](int r, V v) HWY_ATTR { hn::Store(v, d, out + (r * size + i) * stride + t); });
    }
  }
}

/** One filter's output from its products: the reverse order of inputTiles. */
template <int places>
void outputTiles(const Planes& planes, const TileRows& rows, const float* products, int64_t stride, float bias,
                 float* channel) {
  constexpr int size = Line<places>::size;
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const int64_t tiles = paddedTiles(rows);
  float* lines = scratch(tiles * places * places);
  HWY_ALIGN float half[places * size * mostLanes];
  const V shift = hn::Set(d, bias);
  for (int64_t t = 0; t < tiles; t += lanes) {
    for (int i = 0; i < size; ++i) {
      Line<places>::output([&](int r) HWY_ATTR { return hn::Load(d, products + (r * size + i) * stride + t); },
                           [&](int r, V v) HWY_ATTR { hn::Store(v, d, half + (r * size + i) * mostLanes); });
    }
    for (int r = 0; r < places; ++r) {
      HWY_ALIGN float pixels[places * mostLanes];
      Line<places>::output([&](int i) HWY_ATTR { return hn::Load(d, half + (r * size + i) * mostLanes); },
                           [&](int i, V v) HWY_ATTR { hn::Store(hn::Add(v, shift), d, pixels + i * mostLanes); });
      float* line = lines + (r * tiles + t) * places;
      const V v0 = hn::Load(d, pixels), v1 = hn::Load(d, pixels + mostLanes);
      if constexpr (places == 4) {
        hn::StoreInterleaved4(v0, v1, hn::Load(d, pixels + 2 * mostLanes), hn::Load(d, pixels + 3 * mostLanes), d, line);
      } else {
        hn::StoreInterleaved2(v0, v1, d, line);
      }
    }
  }
  const int64_t imageStride = planes.channels * planes.height * planes.width;
  const int64_t length = rows.across * places;
  for (int64_t row = rows.begin; row < rows.end; ++row) {
    for (int r = 0; r < places; ++r) {
      const int64_t y = row % rows.down * places + r;
      if (y >= planes.height) break;
      std::copy_n(lines + r * tiles * places + (row - rows.begin) * length, planes.width,
                  channel + row / rows.down * imageStride + y * planes.width);
    }
  }
}

/** The nine elements of each of a vector's kernels apart: [9][mostLanes]. */
HWY_INLINE void loadKernels(const float* from, float* apart) {
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  HWY_ALIGN float columns[3][3 * mostLanes];
  V a, b, c;
  for (int i = 0; i < 3; ++i) {
    hn::LoadInterleaved3(d, from + i * 3 * lanes, a, b, c);
    hn::Store(a, d, columns[0] + i * lanes);
    hn::Store(b, d, columns[1] + i * lanes);
    hn::Store(c, d, columns[2] + i * lanes);
  }
  for (int j = 0; j < 3; ++j) {
    hn::LoadInterleaved3(d, columns[j], a, b, c);
    hn::Store(a, d, apart + j * mostLanes);
    hn::Store(b, d, apart + (3 + j) * mostLanes);
    hn::Store(c, d, apart + (6 + j) * mostLanes);
  }
}

HWY_INLINE void storeKernels(const float* apart, float* to) {
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  HWY_ALIGN float columns[3][3 * mostLanes];
  for (int j = 0; j < 3; ++j) {
    hn::StoreInterleaved3(hn::Load(d, apart + j * mostLanes), hn::Load(d, apart + (3 + j) * mostLanes),
                          hn::Load(d, apart + (6 + j) * mostLanes), d, columns[j]);
  }
  for (int i = 0; i < 3; ++i) {
    hn::StoreInterleaved3(hn::Load(d, columns[0] + i * lanes), hn::Load(d, columns[1] + i * lanes),
                          hn::Load(d, columns[2] + i * lanes), d, to + i * 3 * lanes);
  }
}

/** One filter's kernels, turned by half where `turned`: element e of channel c in `out[e * stride + c]`. */
template <int places>
void filterKernels(const float* kernels, int64_t channels, bool turned, float* out, int64_t stride) {
  constexpr int size = Line<places>::size;
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  HWY_ALIGN float apart[9 * mostLanes];
  HWY_ALIGN float half[size * 3 * mostLanes];
  HWY_ALIGN float last[9 * mostLanes] = {};
  for (int64_t c = 0; c < channels; c += lanes) {
    const float* from = kernels + c * 9;
    if (c + lanes > channels) {
      std::copy_n(from, (channels - c) * 9, last);
      from = last;
    }
    loadKernels(from, apart);
    for (int j = 0; j < 3; ++j) {
      Line<places>::filter(
          [&](int i) HWY_ATTR { return hn::Load(d, apart + (turned ? 8 - (i * 3 + j) : i * 3 + j) * mostLanes); },
          [&](int i, V v) HWY_ATTR { hn::Store(v, d, half + (i * 3 + j) * mostLanes); });
    }
    for (int i = 0; i < size; ++i) {
      Line<places>::filter([&](int j) HWY_ATTR { return hn::Load(d, half + (i * 3 + j) * mostLanes); },
                           [&](int j, V v) HWY_ATTR { hn::Store(v, d, out + (i * size + j) * stride + c); });
    }
  }
}

/** The gradients of one filter's kernels from those of their transformed elements. */
template <int places>
void kernelGradients(const float* elements, int64_t stride, int64_t channels, float* kernels) {
  constexpr int size = Line<places>::size;
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  HWY_ALIGN float apart[9 * mostLanes];
  HWY_ALIGN float half[3 * size * mostLanes];
  HWY_ALIGN float last[9 * mostLanes];
  for (int64_t c = 0; c < channels; c += lanes) {
    for (int i = 0; i < size; ++i) {
      Line<places>::filterReversed([&](int r) HWY_ATTR { return hn::Load(d, elements + (r * size + i) * stride + c); },
                                   [&](int r, V v) HWY_ATTR { hn::Store(v, d, half + (r * size + i) * mostLanes); });
    }
    for (int r = 0; r < 3; ++r) {
      Line<places>::filterReversed([&](int i) HWY_ATTR { return hn::Load(d, half + (r * size + i) * mostLanes); },
                                   [&](int i, V v) HWY_ATTR { hn::Store(v, d, apart + (r * 3 + i) * mostLanes); });
    }
    if (c + lanes <= channels) {
      storeKernels(apart, kernels + c * 9);
    } else {
      storeKernels(apart, last);
      std::copy_n(last, (channels - c) * 9, kernels + c * 9);
    }
  }
}

}  // namespace

void InputTiles(int places, const Planes& planes, const TileRows& rows, const float* channel, float* out, int64_t stride) {
  if (places == 4) inputTiles<4>(planes, rows, channel, out, stride);
  else inputTiles<2>(planes, rows, channel, out, stride);
}

void GradientTiles(int places, const Planes& planes, const TileRows& rows, const float* channel, float* out,
                   int64_t stride) {
  if (places == 4) gradientTiles<4>(planes, rows, channel, out, stride);
  else gradientTiles<2>(planes, rows, channel, out, stride);
}

void OutputTiles(int places, const Planes& planes, const TileRows& rows, const float* products, int64_t stride, float bias,
                 float* channel) {
  if (places == 4) outputTiles<4>(planes, rows, products, stride, bias, channel);
  else outputTiles<2>(planes, rows, products, stride, bias, channel);
}

void FilterKernels(int places, const float* kernels, int64_t channels, bool turned, float* out, int64_t stride) {
  if (places == 4) filterKernels<4>(kernels, channels, turned, out, stride);
  else filterKernels<2>(kernels, channels, turned, out, stride);
}

void KernelGradients(int places, const float* elements, int64_t stride, int64_t channels, float* kernels) {
  if (places == 4) kernelGradients<4>(elements, stride, channels, kernels);
  else kernelGradients<2>(elements, stride, channels, kernels);
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {

HWY_EXPORT(InputTiles);
HWY_EXPORT(GradientTiles);
HWY_EXPORT(OutputTiles);
HWY_EXPORT(FilterKernels);
HWY_EXPORT(KernelGradients);

void inputTiles(int places, const Planes& planes, const TileRows& rows, const float* channel, float* out, int64_t stride) {
  HWY_DYNAMIC_DISPATCH(InputTiles)(places, planes, rows, channel, out, stride);
}

void gradientTiles(int places, const Planes& planes, const TileRows& rows, const float* channel, float* out,
                   int64_t stride) {
  HWY_DYNAMIC_DISPATCH(GradientTiles)(places, planes, rows, channel, out, stride);
}

void outputTiles(int places, const Planes& planes, const TileRows& rows, const float* products, int64_t stride, float bias,
                 float* channel) {
  HWY_DYNAMIC_DISPATCH(OutputTiles)(places, planes, rows, products, stride, bias, channel);
}

void filterKernels(int places, const float* kernels, int64_t channels, bool turned, float* out, int64_t stride) {
  HWY_DYNAMIC_DISPATCH(FilterKernels)(places, kernels, channels, turned, out, stride);
}

void kernelGradients(int places, const float* elements, int64_t stride, int64_t channels, float* kernels) {
  HWY_DYNAMIC_DISPATCH(KernelGradients)(places, elements, stride, channels, kernels);
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
