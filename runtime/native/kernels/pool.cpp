#include "kernels/pool.h"

#include <array>
#include <bit>

#include "kernels/copy.h"
#include "kernels/create.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

// PyTorch's pooling: a window moves over each plane of the last dims, or the plane is cut into regions (adaptive).

namespace tangent::kernels {
namespace {

constexpr int64_t mostWindow = int64_t{1} << 20;  // of a kernel, stride, padding or dilation: what they make up fits 63 bits

using Spatial = std::array<int64_t, 3>;

/** What one output place covers along one dim: the pixels begin, begin + step, … below end, and the window's whole width. */
struct Span {
  int64_t begin;
  int64_t end;
  int64_t step;
  int64_t width;
};

/** Planes and the spans of every output place along each of three dims; those that are lacking have the size 1. */
struct Windows {
  int64_t planes = 1;
  Spatial image{1, 1, 1};
  Spatial output{1, 1, 1};
  std::array<std::vector<Span>, 3> spans;
  Dims sizes;  // of the result
  bool pairs = false;  // whether all are of 2 x 2 pixels of a plane, side by side

  int64_t pixels() const { return image[0] * image[1] * image[2]; }
  int64_t places() const { return output[0] * output[1] * output[2]; }

  /** Calls `f(place, spans)` for every output place of a plane. */
  template <class F>
  void eachPlace(const F& f) const {
    int64_t place = 0;
    for (const Span& d : spans[0]) {
      for (const Span& h : spans[1]) {
        for (const Span& w : spans[2]) f(place++, d, h, w);
      }
    }
  }

  /** Calls `f(pixel)` for the pixels under a window. */
  template <class F>
  void eachPixel(const Span& d, const Span& h, const Span& w, const F& f) const {
    for (int64_t z = d.begin; z < d.end; z += d.step) {
      for (int64_t y = h.begin; y < h.end; y += h.step) {
        const int64_t row = (z * image[1] + y) * image[2];
        for (int64_t x = w.begin; x < w.end; x += w.step) f(row + x);
      }
    }
  }
};

/** PyTorch's rule for the number of windows: one that ceilMode adds must begin inside the image or its left padding. */
int64_t windowCount(int64_t size, int64_t kernel, int64_t stride, int64_t padding, int64_t dilation, bool ceilMode) {
  const int64_t room = size + 2 * padding - dilation * (kernel - 1) - 1 + (ceilMode ? stride - 1 : 0);
  int64_t count = (room >= 0 ? room / stride : -((-room + stride - 1) / stride)) + 1;
  if (ceilMode && (count - 1) * stride >= size + padding) --count;
  return count;
}

Windows planesOf(const Tensor& a, int dims) {
  require(dims >= 1 && dims <= 3, "a pool has 1, 2 or 3 spatial dims, but got ", dims);
  const bool batched = a.dims() == dims + 2;
  bool empty = !(batched || a.dims() == dims + 1);
  for (int i = batched ? 1 : 0; i < a.dims(); ++i) empty |= a.size(i) == 0;
  require(!empty, "Expected ", dims + 1, "D or ", dims + 2,
          "D (batch mode) tensor with optional 0 dim batch size for input, but got:", a.sizes());
  Windows windows;
  windows.sizes = a.sizes();
  for (int i = 0; i < a.dims() - dims; ++i) windows.planes *= a.size(i);
  for (int i = 0; i < dims; ++i) {
    windows.image[static_cast<size_t>(3 - dims + i)] = a.size(a.dims() - dims + i);
  }
  for (std::vector<Span>& spans : windows.spans) spans = {{0, 1, 1, 1}};
  return windows;
}

/** As PyTorch prints a plane: channels, then the spatial dims. */
std::string plane(const Dims& sizes, int dims) {
  std::ostringstream stream;
  for (int i = sizes.count() - dims - 1; i < sizes.count(); ++i) {
    stream << (stream.tellp() > 0 ? "x" : "") << sizes[i];
  }
  return stream.str();
}

bool areTwo(const Dims& values) { return values.count() == 2 && values[0] == 2 && values[1] == 2; }

Windows slidingWindows(const Tensor& a, const PoolOptions& options) {
  const int dims = options.kernel.count();
  const auto check = [&](const char* name, const Dims& values, int64_t least) {
    require(values.count() == dims, "pool: ", name, " must have ", dims, " values, but got ", values);
    for (const int64_t value : values) {
      require(value >= least && value < mostWindow, "pool: ", name, " should be at least ", least, " and below ", mostWindow,
              ", but got ", values);
    }
  };
  for (const int64_t stride : options.stride) require(stride != 0, "stride should not be zero");
  check("kernel_size", options.kernel, 1);
  check("stride", options.stride, 1);
  check("padding", options.padding, 0);
  check("dilation", options.dilation, 1);
  Windows windows = planesOf(a, dims);
  for (int i = 0; i < dims; ++i) {
    const int64_t reach = (options.kernel[i] - 1) * options.dilation[i] + 1;
    require(options.padding[i] <= reach / 2, "pad should be at most half of effective kernel size, but got pad=",
            options.padding[i], ", kernel_size=", options.kernel[i], " and dilation=", options.dilation[i]);
  }
  bool small = false;
  for (int i = 0; i < dims; ++i) {
    const auto at = static_cast<size_t>(3 - dims + i);
    const int64_t size = windows.image[at];
    const int64_t kernel = options.kernel[i];
    const int64_t step = options.dilation[i];
    require(size < int64_t{1} << 31, "pool: sizes beyond 2^31 in ", a.sizes());
    const int64_t count = windowCount(size, kernel, options.stride[i], options.padding[i], step, options.ceilMode);
    windows.sizes[a.dims() - dims + i] = windows.output[at] = count;
    small |= count < 1;
    windows.spans[at].clear();
    for (int64_t o = 0; o < count; ++o) {
      const int64_t first = o * options.stride[i] - options.padding[i];
      const int64_t last = first + (kernel - 1) * step + 1;
      const int64_t width = std::min(last, size + options.padding[i]) - first;  // averages count padding, but not what ceilMode adds
      const int64_t begin = first < 0 ? first + (-first + step - 1) / step * step : first;
      windows.spans[at].push_back({begin, std::min(last, size), step, width});
    }
  }
  require(!small, "Given input size: (", plane(a.sizes(), dims), "). Calculated output size: (", plane(windows.sizes, dims),
          "). Output size is too small");
  bool plain = areTwo(options.kernel) && areTwo(options.stride) && !options.ceilMode;
  for (int i = 0; i < dims; ++i) plain &= options.padding[i] == 0 && options.dilation[i] == 1;
  windows.pairs = plain;
  return windows;
}

Windows regions(const Tensor& a, const Dims& sizes) {
  const int dims = sizes.count();
  for (const int64_t size : sizes) {
    require(size >= 0 && size < int64_t{1} << 31, "adaptive_avg_pool", dims,
            "d: elements of output_size must be greater than or equal to 0 but received ", sizes);
  }
  Windows windows = planesOf(a, dims);
  for (int i = 0; i < dims; ++i) {
    const auto at = static_cast<size_t>(3 - dims + i);
    const int64_t size = windows.image[at];
    const int64_t count = sizes[i];
    require(size < int64_t{1} << 31, "pool: sizes beyond 2^31 in ", a.sizes());
    windows.sizes[a.dims() - dims + i] = windows.output[at] = count;
    checkedBytes(windows.sizes, DType::Float64);
    windows.spans[at].clear();
    for (int64_t o = 0; o < count; ++o) {
      const int64_t begin = o * size / count;
      const int64_t end = ((o + 1) * size + count - 1) / count;
      windows.spans[at].push_back({begin, end, 1, end - begin});
    }
  }
  return windows;
}

template <class F>
void eachPlane(const Windows& windows, const F& f) {
  parallelFor(windows.planes, grainFor(windows.planes, windows.pixels() * 2), [&](int64_t begin, int64_t end) {
    for (int64_t plane = begin; plane < end; ++plane) f(plane);
  });
}

template <class T>
T lowest() {
  if constexpr (std::numeric_limits<T>::has_infinity) return -std::numeric_limits<T>::infinity();
  else return std::numeric_limits<T>::lowest();
}

/** The place of the largest under a window, and its value; of several NaN the last, as PyTorch has it. */
template <class T>
int64_t findLargest(const T* in, int64_t height, int64_t width, Span d, Span h, Span w, T& value) {
  // A dilated window may lie on nothing but padding.
  const bool empty = d.begin >= d.end || h.begin >= h.end || w.begin >= w.end;
  int64_t best = empty ? 0 : (d.begin * height + h.begin) * width + w.begin;
  T most = empty ? lowest<T>() : in[best];
  for (int64_t z = d.begin; z < d.end; z += d.step) {
    for (int64_t y = h.begin; y < h.end; y += h.step) {
      const int64_t row = (z * height + y) * width;
      for (int64_t x = w.begin; x < w.end; x += w.step) {
        const T candidate = in[row + x];
        const bool better = (candidate > most) | (candidate != candidate);
        best = better ? row + x : best;
        most = better ? candidate : most;
      }
    }
  }
  value = most;
  return best;
}

/** `a` where `first`, else `b`, without a branch that real numbers would make guesses of. */
template <class T>
T choose(bool first, T a, T b) {
  using Bits = std::conditional_t<sizeof(T) == 1, uint8_t,
                                  std::conditional_t<sizeof(T) == 2, uint16_t,
                                                     std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>>>;
  const Bits mask = static_cast<Bits>(-static_cast<int64_t>(first));
  const auto other = std::bit_cast<Bits>(b);
  return std::bit_cast<T>(static_cast<Bits>(other ^ ((other ^ std::bit_cast<Bits>(a)) & mask)));
}

/** Windows of 2 x 2 side by side, the most usual, without loops over a window. */
template <class T>
void largestOfPairs(const Windows& windows, const T* in, T* __restrict out, int64_t* __restrict indices) {
  const int64_t width = windows.image[2];
  int64_t place = 0;
  for (int64_t row = 0; row < windows.output[1]; ++row) {
    const int64_t first = 2 * row * width;
    const T* __restrict upper = in + first;
    const T* __restrict lower = upper + width;
    for (int64_t i = 0; i < windows.output[2]; ++i, ++place) {
      T most = upper[2 * i];
      int64_t best = first + 2 * i;
      const auto consider = [&](T candidate, int64_t at) {
        const bool better = (candidate > most) | (candidate != candidate);
        best = choose(better, at, best);
        most = choose(better, candidate, most);
      };
      consider(upper[2 * i + 1], first + 2 * i + 1);
      consider(lower[2 * i], first + width + 2 * i);
      consider(lower[2 * i + 1], first + width + 2 * i + 1);
      out[place] = most;
      indices[place] = best;
    }
  }
}

Pair largest(const Tensor& a, const Windows& windows) {
  const DType compute = computeType(a.dtype());
  const Tensor source = contiguous(to(a, compute));
  const Pair result{Tensor::empty(windows.sizes, compute), Tensor::empty(windows.sizes, DType::Int64)};
  visitCompute(compute, [&](auto type) {
    using T = typename decltype(type)::type;
    eachPlane(windows, [&](int64_t plane) {
      const T* in = source.data<T>() + plane * windows.pixels();
      T* out = result.first.data<T>() + plane * windows.places();
      int64_t* indices = result.second.data<int64_t>() + plane * windows.places();
      if (windows.pairs) return largestOfPairs(windows, in, out, indices);
      windows.eachPlace([&](int64_t place, const Span& d, const Span& h, const Span& w) {
        indices[place] = findLargest(in, windows.image[1], windows.image[2], d, h, w, out[place]);
      });
    });
  });
  return {to(result.first, a.dtype()), result.second};
}

/** What a window's sum is divided by. */
struct Divisor {
  bool includesPadding = true;
  std::optional<int64_t> fixed;

  int64_t of(const Span& d, const Span& h, const Span& w) const {
    if (fixed) return *fixed;
    const auto count = [&](const Span& span) { return includesPadding ? span.width : span.end - span.begin; };
    return count(d) * count(h) * count(w);
  }
};

Tensor average(const Tensor& a, const Windows& windows, const Divisor& divisor) {
  const DType compute = computeType(a.dtype());
  const Tensor source = contiguous(to(a, compute));
  const Tensor result = Tensor::empty(windows.sizes, compute);
  visitCompute(compute, [&](auto type) {
    using T = typename decltype(type)::type;
    using Total = std::conditional_t<std::is_floating_point_v<T>, T, uint64_t>;
    eachPlane(windows, [&](int64_t plane) {
      const T* in = source.data<T>() + plane * windows.pixels();
      T* out = result.data<T>() + plane * windows.places();
      windows.eachPlace([&](int64_t place, const Span& d, const Span& h, const Span& w) {
        Total total = 0;
        windows.eachPixel(d, h, w, [&](int64_t pixel) { total += static_cast<Total>(in[pixel]); });
        const int64_t by = divisor.of(d, h, w);
        if constexpr (std::is_floating_point_v<T>) out[place] = total / static_cast<T>(by);
        else out[place] = cast<T>(by == -1 ? static_cast<int64_t>(-total) : static_cast<int64_t>(total) / by);
      });
    });
  });
  return to(result, a.dtype());
}

Tensor spread(const Tensor& grad, const Tensor& a, const Windows& windows, const Divisor& divisor) {
  require(grad.sizes() == windows.sizes, "expected grad of shape ", windows.sizes, ", but got ", grad.sizes());
  const DType compute = computeType(a.dtype());
  const Tensor given = contiguous(to(grad, compute));
  const Tensor result = full(a.sizes(), Scalar(int64_t{0}), compute);
  visitCompute(compute, [&](auto type) {
    using T = typename decltype(type)::type;
    if constexpr (std::is_floating_point_v<T>) {
      eachPlane(windows, [&](int64_t plane) {
        const T* in = given.data<T>() + plane * windows.places();
        T* out = result.data<T>() + plane * windows.pixels();
        windows.eachPlace([&](int64_t place, const Span& d, const Span& h, const Span& w) {
          const T share = in[place] / static_cast<T>(divisor.of(d, h, w));
          windows.eachPixel(d, h, w, [&](int64_t pixel) { out[pixel] += share; });
        });
      });
    }
  });
  return to(result, a.dtype());
}

void requireNumbers(const char* name, const Tensor& a) {
  require(a.dtype() != DType::Bool, "\"", name, "\" not implemented for 'Bool'");
}

void requireReal(const char* name, const Tensor& a) {
  require(isFloating(a.dtype()), "\"", name, "\" not implemented for '", dtypeName(a.dtype()), "'");
}

Divisor divisorOf(bool countIncludePad, const std::optional<int64_t>& divisor) {
  require(!divisor || *divisor != 0, "divisor must be not zero");
  return {countIncludePad, divisor};
}

void requireNoDilation(const PoolOptions& options) {
  for (const int64_t dilation : options.dilation) require(dilation == 1, "avgPool(): dilation must be 1, but got ", options.dilation);
}

}  // namespace

Pair maxPool(const Tensor& a, const PoolOptions& options) {
  requireNumbers("max_pool2d", a);
  return largest(a, slidingWindows(a, options));
}

Pair adaptiveMaxPool(const Tensor& a, const Dims& sizes) {
  requireNumbers("adaptive_max_pool2d", a);
  return largest(a, regions(a, sizes));
}

Tensor maxPoolBackward(const Tensor& grad, const Tensor& a, const Tensor& indices, int64_t dims) {
  requireReal("max_pool2d_backward", a);
  require(grad.sizes() == indices.sizes(), "expected grad of shape ", indices.sizes(), ", but got ", grad.sizes());
  require(indices.dtype() == DType::Int64, "expected int64 indices, but got ", dtypeName(indices.dtype()));
  require(indices.dims() == a.dims(), "expected indices of ", a.dims(), " dims, but got ", indices.sizes());
  require(dims >= 1 && dims <= 3 && dims < a.dims(), "a pool has 1, 2 or 3 spatial dims, but got ", dims, " for ", a.sizes());
  const int lead = a.dims() - static_cast<int>(dims);
  for (int i = 0; i < lead; ++i) {
    require(a.size(i) == indices.size(i), "expected indices for planes of ", a.sizes(), ", but got ", indices.sizes());
  }
  const DType compute = computeType(a.dtype());
  const Tensor result = full(a.sizes(), Scalar(int64_t{0}), compute);
  int64_t planes = 1;
  for (int i = 0; i < lead; ++i) planes *= a.size(i);
  if (a.numel() == 0 || indices.numel() == 0) return to(result, a.dtype());
  const int64_t pixels = a.numel() / planes;
  const int64_t places = indices.numel() / planes;
  const Tensor given = contiguous(to(grad, compute));
  const Tensor at = contiguous(indices);
  visitCompute(compute, [&](auto type) {
    using T = typename decltype(type)::type;
    if constexpr (std::is_floating_point_v<T>) {
      parallelFor(planes, grainFor(planes, pixels), [&](int64_t begin, int64_t end) {
        for (int64_t plane = begin; plane < end; ++plane) {
          T* out = result.data<T>() + plane * pixels;
          for (int64_t i = plane * places; i < (plane + 1) * places; ++i) {
            const int64_t pixel = at.data<int64_t>()[i];
            require(pixel >= 0 && pixel < pixels, "index ", pixel, " is out of bounds for a plane of ", pixels);
            out[pixel] += given.data<T>()[i];
          }
        }
      });
    }
  });
  return to(result, a.dtype());
}

Tensor avgPool(const Tensor& a, const PoolOptions& options, bool countIncludePad, const std::optional<int64_t>& divisor) {
  requireNumbers("avg_pool2d_out_frame", a);
  requireNoDilation(options);
  return average(a, slidingWindows(a, options), divisorOf(countIncludePad, divisor));
}

Tensor avgPoolBackward(const Tensor& grad, const Tensor& a, const PoolOptions& options, bool countIncludePad,
                       const std::optional<int64_t>& divisor) {
  requireReal("avg_pool2d_backward_out_frame", a);
  requireNoDilation(options);
  return spread(grad, a, slidingWindows(a, options), divisorOf(countIncludePad, divisor));
}

Tensor adaptiveAvgPool(const Tensor& a, const Dims& sizes) {
  requireReal("adaptive_avg_pool2d_cpu", a);
  return average(a, regions(a, sizes), {});
}

Tensor adaptiveAvgPoolBackward(const Tensor& grad, const Tensor& a, int64_t dims) {
  requireReal("adaptive_avg_pool2d_backward_cpu", a);
  require(dims >= 1 && dims <= 3 && dims < a.dims(), "a pool has 1, 2 or 3 spatial dims, but got ", dims, " for ", a.sizes());
  require(grad.dims() == a.dims(), "expected grad of ", a.dims(), " dims, but got ", grad.sizes());
  Dims sizes;
  for (int i = a.dims() - static_cast<int>(dims); i < a.dims(); ++i) sizes.push(grad.size(i));
  return spread(grad, a, regions(a, sizes), {});
}

}  // namespace tangent::kernels
