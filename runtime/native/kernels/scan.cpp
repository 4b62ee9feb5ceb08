#include "kernels/scan.h"

#include <array>
#include <cmath>
#include <utility>

#include "kernels/copy.h"
#include "tensor/lines.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

constexpr int64_t interruptible = 1 << 18;  // steps between two looks at the flag
constexpr int64_t together = 4;             // lines side by side in memory order: one's step waits for its last
constexpr int64_t columns = 64;             // neighbouring lines that are walked row by row

/** Walks `width` lines that start at `starts`, their elements `inner` apart. */
template <int64_t width, class State, class Step>
void scanApart(const std::array<int64_t, static_cast<size_t>(width)>& starts, const Lines& lines, const State& first,
               const Step& step) {
  std::array<State, static_cast<size_t>(width)> states;
  states.fill(first);
  for (int64_t begin = 0; begin < lines.count; begin += interruptible) {
    checkInterrupt();
    const int64_t end = std::min(begin + interruptible, lines.count);
    for (int64_t i = begin; i < end; ++i) {
      for (size_t j = 0; j < static_cast<size_t>(width); ++j) step(states[j], i, starts[j] + i * lines.inner);
    }
  }
}

/** Walks lines that lie next to each other: their elements are read row by row. */
template <class State, class Step>
void scanBeside(int64_t start, int64_t width, const Lines& lines, const State& first, const Step& step) {
  std::array<State, static_cast<size_t>(columns)> states;
  states.fill(first);
  Ticker ticker;
  for (int64_t i = 0; i < lines.count; ++i) {
    ticker.tick(width);
    const int64_t at = start + i * lines.inner;
    if (width == columns) {
      for (int64_t j = 0; j < columns; ++j) step(states[static_cast<size_t>(j)], i, at + j);
    } else {
      for (int64_t j = 0; j < width; ++j) step(states[static_cast<size_t>(j)], i, at + j);
    }
  }
}

/** Calls `step(state, i, at)` for the elements of each line in order: element i lies at `at`. */
template <class State, class Step>
void scan(const Lines& lines, int64_t cost, const State& first, const Step& step) {
  if (lines.lines == 0) return;
  if (lines.inner == 1) {
    parallelFor(lines.lines, grainFor(lines.lines, lines.count * cost), [&](int64_t begin, int64_t end) {
      int64_t line = begin;
      for (; line + together <= end; line += together) {
        std::array<int64_t, static_cast<size_t>(together)> starts;
        for (int64_t j = 0; j < together; ++j) starts[static_cast<size_t>(j)] = lines.start(line + j);
        scanApart<together>(starts, lines, first, step);
      }
      for (; line < end; ++line) scanApart<1>({lines.start(line)}, lines, first, step);
    });
    return;
  }
  const int64_t blocks = (lines.inner + columns - 1) / columns;
  const int64_t pieces = lines.lines / lines.inner * blocks;
  parallelFor(pieces, grainFor(pieces, lines.count * columns * cost), [&](int64_t begin, int64_t end) {
    for (int64_t piece = begin; piece < end; ++piece) {
      const int64_t first_ = piece % blocks * columns;
      scanBeside(lines.start(piece / blocks * lines.inner + first_), std::min(columns, lines.inner - first_), lines, first,
                 step);
    }
  });
}

template <class T>
using TotalOf = std::conditional_t<std::is_floating_point_v<T>, double, uint64_t>;

/** Sums or products, accumulated in double or modulo 2^64. */
Tensor running(const Tensor& a, int64_t dim, const std::optional<DType>& dtype, bool product) {
  const char* name = product ? "cumprod_out_cpu" : "cumsum_out_cpu";
  const int at = wrapDim(dim, a.dims());
  const DType type = dtype.value_or(isFloating(a.dtype()) ? a.dtype() : DType::Int64);
  require(type != DType::Bool, "\"", name, "\" not implemented for 'Bool'");
  const Tensor source = contiguous(to(a, computeType(type)));
  Tensor result = Tensor::empty(a.sizes(), computeType(type));
  const Lines lines(a.sizes(), at);
  visitCompute(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    using Total = TotalOf<T>;
    const T* __restrict in = source.data<T>();
    T* __restrict out = result.data<T>();
    if (product) {
      scan(lines, 2, Total{1}, [in, out](Total& total, int64_t, int64_t i) {
        total *= static_cast<Total>(in[i]);
        out[i] = cast<T>(total);
      });
    } else {
      scan(lines, 2, Total{0}, [in, out](Total& total, int64_t, int64_t i) {
        total += static_cast<Total>(in[i]);
        out[i] = cast<T>(total);
      });
    }
  });
  return to(result, type);
}

template <class T>
struct Best {
  T value;
  int64_t place;
};

template <bool largest>
Pair runningExtreme(const Tensor& a, int64_t dim) {
  const int at = wrapDim(dim, a.dims());
  const Tensor source = contiguous(to(a, computeType(a.dtype())));
  Tensor values = Tensor::empty(a.sizes(), computeType(a.dtype()));
  Tensor indices = Tensor::empty(a.sizes(), DType::Int64);
  const Lines lines(a.sizes(), at);
  visitCompute(a.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T* __restrict in = source.data<T>();
    T* __restrict out = values.data<T>();
    int64_t* __restrict places = indices.data<int64_t>();
    using Limits = std::numeric_limits<T>;
    constexpr T least = Limits::has_infinity ? (largest ? -Limits::infinity() : Limits::infinity())
                                             : (largest ? Limits::lowest() : Limits::max());
    scan(lines, 3, Best<T>{least, 0}, [in, out, places](Best<T>& best, int64_t step, int64_t i) {
      const T x = in[i];
      // A branch: most elements change nothing, and prediction knows it.
      if (!(largest ? x < best.value : x > best.value) && (best.value == best.value || x != x)) best = {x, step};
      out[i] = best.value;
      places[i] = best.place;
    });
  });
  return {to(values, a.dtype()), indices};
}

}  // namespace

Tensor cumsum(const Tensor& a, int64_t dim, const std::optional<DType>& dtype) { return running(a, dim, dtype, false); }

Tensor cumprod(const Tensor& a, int64_t dim, const std::optional<DType>& dtype) { return running(a, dim, dtype, true); }

Pair cummax(const Tensor& a, int64_t dim) { return runningExtreme<true>(a, dim); }

Pair cummin(const Tensor& a, int64_t dim) { return runningExtreme<false>(a, dim); }

Tensor logcumsumexp(const Tensor& a, int64_t dim) {
  const int at = wrapDim(dim, a.dims());
  require(isFloating(a.dtype()), "\"logcumsumexp_out_cpu\" not implemented for '", dtypeName(a.dtype()), "'");
  const Tensor source = contiguous(to(a, computeType(a.dtype())));
  Tensor result = Tensor::empty(a.sizes(), computeType(a.dtype()));
  const Lines lines(a.sizes(), at);
  visitCompute(a.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (std::is_floating_point_v<T>) {
      const T* __restrict in = source.data<T>();
      T* __restrict out = result.data<T>();
      scan(lines, 20, -std::numeric_limits<double>::infinity(), [in, out](double& total, int64_t, int64_t i) {
        const auto x = static_cast<double>(in[i]);
        const double low = x != x || x < total ? x : total;
        const double high = x != x || x > total ? x : total;
        // Equal infinities stay: their difference is NaN.
        total = low != high || std::isfinite(low) ? std::log1p(std::exp(low - high)) + high : x;
        out[i] = static_cast<T>(total);
      });
    }
  });
  return to(result, a.dtype());
}

Tensor recurrence(const Tensor& a, const Tensor& b, int64_t dim) {
  const int at = wrapDim(dim, b.dims());
  require(a.sizes() == b.sizes() && a.dtype() == b.dtype(), "recurrence(): shapes and dtypes differ: ", a.sizes(), " ",
          dtypeName(a.dtype()), " and ", b.sizes(), " ", dtypeName(b.dtype()));
  require(isFloating(a.dtype()), "recurrence(): expected floating point, but got ", dtypeName(a.dtype()));
  const DType compute = computeType(a.dtype());
  const Tensor factors = contiguous(to(a, compute));
  const Tensor terms = contiguous(to(b, compute));
  Tensor result = Tensor::empty(b.sizes(), compute);
  visitCompute(a.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (std::is_floating_point_v<T>) {
      const T* __restrict factor = factors.data<T>();
      const T* __restrict term = terms.data<T>();
      T* __restrict out = result.data<T>();
      // The first factor is not read: infinity times nothing would be NaN.
      scan(Lines(b.sizes(), at), 3, 0.0, [factor, term, out](double& last, int64_t step, int64_t i) {
        last = static_cast<double>(term[i]) + (step == 0 ? 0.0 : static_cast<double>(factor[i]) * last);
        out[i] = static_cast<T>(last);
      });
    }
  });
  return to(result, a.dtype());
}

}  // namespace tangent::kernels
