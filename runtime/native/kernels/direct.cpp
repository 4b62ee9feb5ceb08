#include "kernels/direct.h"

#include "kernels/field.h"
#include "tensor/tensor.h"
#include "tensor/threads.h"

// Rows of a group's images are copied between margins of zeros, where a kernel's tap is a row shifted: a row of output sums
// rows times a factor each. With a stride the columns of each remainder lie side by side, so that these rows are whole too.
// The image's gradient is such a sum as well, of the output's gradient with its pixels spread by the stride, taps reversed.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/direct.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <class T>
using Tag = hn::CappedTag<T, 16>;

// AVX2 and later leave what a mask excludes alone; the other targets would read and write behind a tensor's end.
constexpr bool hasMasks = HWY_TARGET <= HWY_AVX2;

/** The first `rest` elements, and zeros. */
template <class T>
HWY_INLINE hn::Vec<Tag<T>> loadRest(const T* HWY_RESTRICT from, int64_t rest) {
  const Tag<T> d;
  if constexpr (hasMasks) return hn::MaskedLoad(hn::FirstN(d, static_cast<size_t>(rest)), d, from);
  HWY_ALIGN T lanes[16] = {};
  std::copy_n(from, rest, lanes);
  return hn::Load(d, lanes);
}

template <class T>
HWY_INLINE void storeRest(const hn::Vec<Tag<T>>& v, T* HWY_RESTRICT to, int64_t rest) {
  const Tag<T> d;
  if constexpr (hasMasks) return hn::BlendedStore(v, hn::FirstN(d, static_cast<size_t>(rest)), d, to);
  HWY_ALIGN T lanes[16];
  hn::Store(v, d, lanes);
  std::copy_n(lanes, rest, to);
}

template <class F>
void visitElement(DType dtype, const F& f) {
  if (dtype == DType::Float32) f(Type<float>{});
  else f(Type<double>{});
}

/** One row of the source, or null for zeros; the margins and what lies between spread pixels are zeros already. */
template <class T>
HWY_INLINE void copyRow(const Axis& axis, int64_t columns, const T* HWY_RESTRICT source, T* HWY_RESTRICT row) {
  if (source == nullptr) {
    std::fill_n(row, columns * axis.stride, T(0));
    return;
  }
  if (axis.spread > 1) {
    const int64_t spread = axis.spread;
    const int64_t begin = axis.padding >= 0 ? 0 : (spread - 1 - axis.padding) / spread;
    const int64_t end = std::min(axis.source, axis.padding >= columns ? 0 : (columns - 1 - axis.padding) / spread + 1);
    for (int64_t i = begin; i < end; ++i) row[i * spread + axis.padding] = source[i];
    return;
  }
  const Tag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const int64_t step = axis.stride;
  for (int64_t r = 0; r < step; ++r, row += columns) {
    const int64_t shift = axis.padding - r;  // column * stride - shift is the pixel
    const int64_t least = shift <= 0 ? 0 : step == 1 ? shift : (shift + step - 1) / step;
    const int64_t room = axis.source - 1 + shift;
    const int64_t most = room < 0 ? 0 : (step == 1 ? room : step == 2 ? room / 2 : room / step) + 1;
    const int64_t begin = std::min(least, columns);
    const int64_t end = std::clamp(most, begin, columns);
    const T* HWY_RESTRICT pixels = source + (begin * step - shift);
    T* HWY_RESTRICT to = row + begin;
    const int64_t count = end - begin;
    int64_t i = 0;
    if (step == 1) {
      for (; i + lanes <= count; i += lanes) hn::StoreU(hn::LoadU(d, pixels + i), d, to + i);
      if (i < count) storeRest<T>(loadRest<T>(pixels + i, count - i), to + i, count - i);
    } else if (step == 2) {
      hn::Vec<Tag<T>> even, odd;
      for (; i + lanes < count; i += lanes) {
        hn::LoadInterleaved2(d, pixels + 2 * i, even, odd);
        hn::StoreU(even, d, to + i);
      }
      for (; i < count; ++i) to[i] = pixels[2 * i];
    } else {
      for (; i < count; ++i) to[i] = pixels[i * step];
    }
  }
}

/** The rows that the places first..last down read, of all channels of a group. */
template <class T>
void copyRows(const Field& field, const T* source, int64_t first, int64_t last, T* copy) {
  const Axis& down = field.down;
  const int64_t plane = field.plane(field.band());
  const int64_t rows = field.rows(last - first);
  for (int64_t c = 0; c < field.channels; ++c) {
    const T* channel = source + c * down.source * field.across.source;
    for (int64_t i = 0; i < rows; ++i) {
      const int64_t at = first * down.stride + i - down.padding;
      const bool inside = at >= 0 && at % down.spread == 0 && at / down.spread < down.source;
      copyRow(field.across, field.columns(), inside ? channel + at / down.spread * field.across.source : nullptr,
              copy + c * plane + i * field.row());
    }
  }
}

/** The taps of one filter. */
template <class T>
struct Taps {
  const T* weight;
  const int64_t* offsets;
  int64_t count;
};

/** Up to four vectors of a row of one filter; of the last one `rest` lanes. */
template <int vectors, class T>
HWY_INLINE void sumOne(const Taps<T>& taps, T bias, const T* HWY_RESTRICT source, T* HWY_RESTRICT target, int64_t rest) {
  const Tag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  using V = hn::Vec<Tag<T>>;
  V s0 = hn::Set(d, bias), s1 = s0, s2 = s0, s3 = s0;
  for (int64_t t = 0; t < taps.count; ++t) {
    const T* HWY_RESTRICT from = source + taps.offsets[t];
    const V w = hn::Set(d, taps.weight[t]);
    s0 = hn::MulAdd(w, hn::LoadU(d, from), s0);
    if constexpr (vectors > 1) s1 = hn::MulAdd(w, hn::LoadU(d, from + lanes), s1);
    if constexpr (vectors > 2) s2 = hn::MulAdd(w, hn::LoadU(d, from + 2 * lanes), s2);
    if constexpr (vectors > 3) s3 = hn::MulAdd(w, hn::LoadU(d, from + 3 * lanes), s3);
  }
  const auto store = [&](int at, const V& sum) HWY_ATTR {
    T* HWY_RESTRICT to = target + at * lanes;
    if (at + 1 < vectors || rest == lanes) hn::StoreU(sum, d, to);
    else storeRest<T>(sum, to, rest);
  };
  store(0, s0);
  if constexpr (vectors > 1) store(1, s1);
  if constexpr (vectors > 2) store(2, s2);
  if constexpr (vectors > 3) store(3, s3);
}

/** One or two vectors of a row of four filters, whose planes lie `step` apart. */
template <int vectors, class T>
HWY_INLINE void sumFour(const Taps<T>& taps, const T* bias, const T* HWY_RESTRICT source, T* HWY_RESTRICT target,
                        int64_t step, int64_t rest) {
  const Tag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  using V = hn::Vec<Tag<T>>;
  V s0 = hn::Set(d, bias[0]), s1 = hn::Set(d, bias[1]), s2 = hn::Set(d, bias[2]), s3 = hn::Set(d, bias[3]);
  V t0 = s0, t1 = s1, t2 = s2, t3 = s3;
  const T* HWY_RESTRICT weight = taps.weight;
  for (int64_t t = 0; t < taps.count; ++t) {
    const T* HWY_RESTRICT from = source + taps.offsets[t];
    const V x = hn::LoadU(d, from);
    const V y = vectors > 1 ? hn::LoadU(d, from + lanes) : x;
    const auto add = [&](int64_t filter, V& s, V& u) HWY_ATTR {
      const V w = hn::Set(d, weight[filter * taps.count + t]);
      s = hn::MulAdd(w, x, s);
      if constexpr (vectors > 1) u = hn::MulAdd(w, y, u);
    };
    add(0, s0, t0);
    add(1, s1, t1);
    add(2, s2, t2);
    add(3, s3, t3);
  }
  const auto store = [&](int64_t filter, const V& s, const V& u) HWY_ATTR {
    T* HWY_RESTRICT to = target + filter * step;
    if constexpr (vectors > 1) hn::StoreU(s, d, to);
    const V& last = vectors > 1 ? u : s;
    T* HWY_RESTRICT end = to + (vectors - 1) * lanes;
    if (rest == lanes) hn::StoreU(last, d, end);
    else storeRest<T>(last, end, rest);
  };
  store(0, s0, t0);
  store(1, s1, t1);
  store(2, s2, t2);
  store(3, s3, t3);
}

template <class T>
HWY_INLINE void sumRowOne(const Taps<T>& taps, T bias, const T* source, T* target, int64_t width) {
  const auto lanes = static_cast<int64_t>(hn::Lanes(Tag<T>()));
  for (int64_t w = 0; w < width; w += 4 * lanes) {
    const int64_t left = width - w;
    const T* from = source + w;
    T* to = target + w;
    if (left > 3 * lanes) sumOne<4>(taps, bias, from, to, std::min(left - 3 * lanes, lanes));
    else if (left > 2 * lanes) sumOne<3>(taps, bias, from, to, left - 2 * lanes);
    else if (left > lanes) sumOne<2>(taps, bias, from, to, left - lanes);
    else sumOne<1>(taps, bias, from, to, left);
  }
}

template <class T>
HWY_INLINE void sumRowFour(const Taps<T>& taps, const T* bias, const T* source, T* target, int64_t step, int64_t width) {
  const auto lanes = static_cast<int64_t>(hn::Lanes(Tag<T>()));
  for (int64_t w = 0; w < width; w += 2 * lanes) {
    const int64_t left = width - w;
    if (left > lanes) sumFour<2>(taps, bias, source + w, target + w, step, std::min(left - lanes, lanes));
    else sumFour<1>(taps, bias, source + w, target + w, step, left);
  }
}

/** The rows of a band of a group's filters. */
template <class T>
HWY_NOINLINE void sumBand(const Field& field, const int64_t* offsets, const T* copy, const T* weight, const T* bias,
                          int64_t rows, T* target) {
  const int64_t width = field.across.places;
  const int64_t step = field.down.stride * field.row();
  const T zeros[4] = {0, 0, 0, 0};
  for (int64_t filter = 0; filter < field.filters;) {
    const Taps<T> taps{weight + filter * field.patch(), offsets, field.patch()};
    T* plane = target + filter * field.places();
    const T* biases = bias == nullptr ? zeros : bias + filter;
    if (filter + 4 <= field.filters) {
      for (int64_t i = 0; i < rows; ++i) sumRowFour(taps, biases, copy + i * step, plane + i * width, field.places(), width);
      filter += 4;
    } else {
      for (int64_t i = 0; i < rows; ++i) sumRowOne(taps, *biases, copy + i * step, plane + i * width, width);
      filter += 1;
    }
  }
}

/** Memory for copies of one band after another. */
template <class T>
T* emptyCopy(const Field& field, Tensor& buffer, DType dtype) {
  const int64_t size = field.channels * field.plane(field.band());
  buffer = Tensor::empty({size + slack}, dtype);
  std::fill_n(buffer.data<T>(), size + slack, T(0));
  return buffer.data<T>();
}

template <class T>
void sumField(DType dtype, const Field& field, const T* source, const T* weight, const T* bias, T* target) {
  const int64_t band = field.band();
  const int64_t bands = (field.down.places + band - 1) / band;
  const std::vector<int64_t> offsets = field.offsets();
  const int64_t pixels = field.down.source * field.across.source;
  const int64_t items = field.batch * field.groups * bands;
  const int64_t cost = band * field.across.places * field.filters * field.patch() / 8 + field.channels * field.plane(band) / 4;
  parallelFor(items, grainFor(items, cost), [&](int64_t begin, int64_t end) {
    Tensor buffer;
    T* copy = emptyCopy<T>(field, buffer, dtype);
    for (int64_t item = begin; item < end; ++item) {
      const int64_t plane = item / bands;
      const int64_t group = plane % field.groups;
      const int64_t first = item % bands * band;
      const int64_t last = std::min(first + band, field.down.places);
      copyRows(field, source + plane * field.channels * pixels, first, last, copy);
      sumBand(field, offsets.data(), copy, weight + group * field.filters * field.patch(),
              bias == nullptr ? nullptr : bias + group * field.filters, last - first,
              target + plane * field.filters * field.places() + first * field.across.places);
    }
  });
}

// Registers for the sums of nine taps of two filters, which share their loads.
constexpr int filtersAtOnce = HWY_TARGET <= HWY_AVX3 ? 2 : 1;

/**
 * Adds to `sums`, a vector a tap, what rows of a filter's gradient times the rows under each of `count` taps come to. A second
 * filter's gradient lies `gradStep` behind, its sums `sumStep`.
 */
template <int count, int filters, class T>
HWY_NOINLINE void dotTaps(const Field& field, const int64_t* offsets, const T* HWY_RESTRICT copy, const T* HWY_RESTRICT grad,
                          int64_t gradStep, int64_t rows, T* HWY_RESTRICT sums, int64_t sumStep) {
  const Tag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  using V = hn::Vec<Tag<T>>;
  const int64_t width = field.across.places;
  const int64_t step = field.down.stride * field.row();
  V s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0;
  V t0 = s0, t1 = s0, t2 = s0, t3 = s0, t4 = s0, t5 = s0, t6 = s0, t7 = s0, t8 = s0;
  const auto addAll = [&](const V& g, const V& h, const T* HWY_RESTRICT from, const auto& load) HWY_ATTR {
    const auto add = [&](int64_t tap, V& s, V& t) HWY_ATTR {
      const V x = load(from + offsets[tap]);
      s = hn::MulAdd(g, x, s);
      if constexpr (filters > 1) t = hn::MulAdd(h, x, t);
    };
    add(0, s0, t0);
    if constexpr (count > 1) add(1, s1, t1);
    if constexpr (count > 2) add(2, s2, t2);
    if constexpr (count > 3) add(3, s3, t3);
    if constexpr (count > 4) add(4, s4, t4);
    if constexpr (count > 5) add(5, s5, t5);
    if constexpr (count > 6) add(6, s6, t6);
    if constexpr (count > 7) add(7, s7, t7);
    if constexpr (count > 8) add(8, s8, t8);
  };
  const auto loadWhole = [&](const T* HWY_RESTRICT from) HWY_ATTR { return hn::LoadU(d, from); };
  const T* HWY_RESTRICT second = grad + (filters > 1 ? gradStep : 0);
  for (int64_t i = 0; i < rows; ++i, grad += width, second += width, copy += step) {
    int64_t w = 0;
    for (; w + lanes <= width; w += lanes) addAll(hn::LoadU(d, grad + w), hn::LoadU(d, second + w), copy + w, loadWhole);
    if (w == width) continue;
    const int64_t rest = width - w;
    addAll(loadRest<T>(grad + w, rest), loadRest<T>(second + w, rest), copy + w,
           [&](const T* HWY_RESTRICT from) HWY_ATTR { return loadRest<T>(from, rest); });
  }
  const auto keep = [&](int64_t tap, const V& s, const V& t) HWY_ATTR {
    T* HWY_RESTRICT to = sums + tap * lanes;
    hn::StoreU(hn::Add(hn::LoadU(d, to), s), d, to);
    if constexpr (filters > 1) hn::StoreU(hn::Add(hn::LoadU(d, to + sumStep), t), d, to + sumStep);
  };
  keep(0, s0, t0);
  if constexpr (count > 1) keep(1, s1, t1);
  if constexpr (count > 2) keep(2, s2, t2);
  if constexpr (count > 3) keep(3, s3, t3);
  if constexpr (count > 4) keep(4, s4, t4);
  if constexpr (count > 5) keep(5, s5, t5);
  if constexpr (count > 6) keep(6, s6, t6);
  if constexpr (count > 7) keep(7, s7, t7);
  if constexpr (count > 8) keep(8, s8, t8);
}

/** As dotTaps, of all taps. */
template <int filters, class T>
void dotPatch(const Field& field, const int64_t* offsets, const T* copy, const T* grad, int64_t rows, T* sums) {
  const auto lanes = static_cast<int64_t>(hn::Lanes(Tag<T>()));
  const int64_t patch = field.patch();
  const auto run = [&](auto dot, int64_t tap) {
    dot(field, offsets + tap, copy, grad, field.places(), rows, sums + tap * lanes, patch * lanes);
  };
  int64_t tap = 0;
  for (; tap + 9 <= patch; tap += 9) run(dotTaps<9, filters, T>, tap);
  for (; tap + 5 <= patch; tap += 5) run(dotTaps<5, filters, T>, tap);
  for (; tap + 3 <= patch; tap += 3) run(dotTaps<3, filters, T>, tap);
  for (; tap < patch; ++tap) run(dotTaps<1, filters, T>, tap);
}

template <class T>
void dotField(DType dtype, const Field& field, const T* grad, const T* source, T* weight) {
  const int64_t band = field.band();
  const std::vector<int64_t> offsets = field.offsets();
  const int64_t pixels = field.down.source * field.across.source;
  const int64_t patch = field.patch();
  const int64_t blocks = (field.filters + filterBlock - 1) / filterBlock;
  // Each part sums its images by itself; their number depends on the shape alone, so that threads change no bit.
  const int64_t parts = std::clamp<int64_t>(16 / (field.groups * blocks), 1, field.batch);
  const int64_t size = field.groups * field.filters * patch;
  const auto lanes = static_cast<int64_t>(hn::Lanes(Tag<T>()));
  std::vector<T> sums(static_cast<size_t>(parts * size * lanes), T(0));
  parallelFor(field.groups * blocks * parts, 1, [&](int64_t begin, int64_t end) {
    Tensor buffer;
    T* copy = emptyCopy<T>(field, buffer, dtype);
    for (int64_t item = begin; item < end; ++item) {
      const int64_t part = item % parts;
      const int64_t group = item / parts / blocks;
      const int64_t block = item / parts % blocks * filterBlock;
      for (int64_t n = part * field.batch / parts; n < (part + 1) * field.batch / parts; ++n) {
        const int64_t plane = n * field.groups + group;
        for (int64_t first = 0; first < field.down.places; first += band) {
          const int64_t rows = std::min(band, field.down.places - first);
          copyRows(field, source + plane * field.channels * pixels, first, first + rows, copy);
          const int64_t end = std::min(block + filterBlock, field.filters);
          for (int64_t filter = block; filter < end;) {
            const T* from = grad + (plane * field.filters + filter) * field.places() + first * field.across.places;
            T* to = sums.data() + (part * size + (group * field.filters + filter) * patch) * lanes;
            if (filtersAtOnce > 1 && filter + 1 < end) {
              dotPatch<filtersAtOnce>(field, offsets.data(), copy, from, rows, to);
              filter += filtersAtOnce;
            } else {
              dotPatch<1>(field, offsets.data(), copy, from, rows, to);
              filter += 1;
            }
          }
        }
      }
    }
  });
  for (int64_t i = 0; i < size; ++i) {
    double total = 0;
    for (int64_t part = 0; part < parts; ++part) {
      for (int64_t j = 0; j < lanes; ++j) total += sums[static_cast<size_t>((part * size + i) * lanes + j)];
    }
    weight[i] = static_cast<T>(total);
  }
}

}  // namespace

void DirectForward(DType dtype, const ConvolutionShape& shape, const char* images, const char* weight, const char* bias,
                   char* outputs) {
  visitElement(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    sumField(dtype, forwardField(shape), reinterpret_cast<const T*>(images), reinterpret_cast<const T*>(weight),
             reinterpret_cast<const T*>(bias), reinterpret_cast<T*>(outputs));
  });
}

void DirectImageGradient(DType dtype, const ConvolutionShape& shape, const char* grad, const char* weight, char* images) {
  visitElement(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    const int64_t filters = shape.groupFilters();
    const int64_t channels = shape.groupChannels();
    const int64_t taps = shape.taps();
    std::vector<T> turned(static_cast<size_t>(shape.filters * channels * taps));
    const T* from = reinterpret_cast<const T*>(weight);
    for (int64_t filter = 0; filter < shape.filters; ++filter) {
      for (int64_t channel = 0; channel < channels; ++channel, from += taps) {
        T* to = turned.data() + ((filter / filters * channels + channel) * filters + filter % filters) * taps;
        std::reverse_copy(from, from + taps, to);
      }
    }
    sumField(dtype, gradientField(shape), reinterpret_cast<const T*>(grad), turned.data(), static_cast<const T*>(nullptr),
             reinterpret_cast<T*>(images));
  });
}

void DirectWeightGradient(DType dtype, const ConvolutionShape& shape, const char* grad, const char* images, char* weight) {
  visitElement(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    dotField(dtype, forwardField(shape), reinterpret_cast<const T*>(grad), reinterpret_cast<const T*>(images),
             reinterpret_cast<T*>(weight));
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {

namespace {

constexpr int64_t mostBuffer = int64_t{1} << 18;  // where a single row of output needs more, products are made
constexpr int64_t mostReach = 256;                // of a dilated kernel
constexpr int64_t mostChannels = 4;               // of a group: this and the following are what products were slower at
constexpr int64_t mostPatch = 160;
constexpr int64_t mostSpreadPatch = 64;
constexpr int64_t mostDotPatch = 64;

/** Whether it is a plane's, of elements that vectors hold, with few channels and taps that lie near. */
bool fits(DType dtype, const ConvolutionShape& shape) {
  if (dtype != DType::Float32 && dtype != DType::Float64) return false;
  if (shape.image[0] != 1 || shape.output[0] != 1 || shape.kernel[0] != 1 || shape.padding[0] != 0) return false;
  for (const size_t i : {1u, 2u}) {
    if (shape.kernel[i] > mostReach || shape.dilation[i] > mostReach || shape.stride[i] > mostReach) return false;
    if ((shape.kernel[i] - 1) * shape.dilation[i] > mostReach || shape.padding[i] > mostReach) return false;
  }
  return shape.taps() > 1 && shape.pixels() > 0 && shape.groupChannels() > 0 && shape.groupChannels() <= mostChannels;
}

bool isDepthwise(const ConvolutionShape& shape) { return shape.groups > 1 && shape.groupChannels() == 1; }

bool isSmall(const Field& field) { return field.channels * field.plane(1) <= mostBuffer; }

}  // namespace

HWY_EXPORT(DirectForward);
HWY_EXPORT(DirectImageGradient);
HWY_EXPORT(DirectWeightGradient);

bool directPays(DType dtype, const ConvolutionShape& shape) {
  if (!fits(dtype, shape) || !isSmall(forwardField(shape))) return false;
  return isDepthwise(shape) || shape.patch() <= mostPatch;
}

void directForward(DType dtype, const ConvolutionShape& shape, const char* images, const char* weight, const char* bias,
                   char* outputs) {
  HWY_DYNAMIC_DISPATCH(DirectForward)(dtype, shape, images, weight, bias, outputs);
}

bool directImageGradientPays(DType dtype, const ConvolutionShape& shape) {
  if (!fits(dtype, shape) || std::max(shape.stride[1], shape.stride[2]) > 2) return false;
  return shape.groupFilters() * shape.taps() <= mostSpreadPatch && isSmall(gradientField(shape));
}

void directImageGradient(DType dtype, const ConvolutionShape& shape, const char* grad, const char* weight, char* images) {
  HWY_DYNAMIC_DISPATCH(DirectImageGradient)(dtype, shape, grad, weight, images);
}

bool directWeightGradientPays(DType dtype, const ConvolutionShape& shape) {
  return directPays(dtype, shape) && (isDepthwise(shape) || shape.patch() <= mostDotPatch);
}

void directWeightGradient(DType dtype, const ConvolutionShape& shape, const char* grad, const char* images, char* weight) {
  HWY_DYNAMIC_DISPATCH(DirectWeightGradient)(dtype, shape, grad, images, weight);
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
