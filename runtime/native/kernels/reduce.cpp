#include "kernels/reduce.h"

#include <array>
#include <cmath>

#include "kernels/copy.h"
#include "tensor/fold.h"
#include "tensor/promotion.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduce.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {

namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr int64_t longPiece = 4096;  // elements read at once where they lie together

/** How one reduction runs: `T` the elements read, `A` what they are accumulated in. */
template <class T>
struct Sum {
  using A = std::conditional_t<std::is_floating_point_v<T>, double, T>;
  static constexpr A start = 0;
  static A fold(const T* x, int64_t count) {
    if constexpr (std::is_floating_point_v<T>) {
      // Four vectors of partial sums: as fast as memory, and of a rounding error that hardly grows with the count.
      const hn::ScalableTag<T> d;
      const auto lanes = static_cast<int64_t>(hn::Lanes(d));
      auto sum0 = hn::Zero(d), sum1 = sum0, sum2 = sum0, sum3 = sum0;
      int64_t i = 0;
      for (; i + 4 * lanes <= count; i += 4 * lanes) {
        sum0 = hn::Add(sum0, hn::LoadU(d, x + i));
        sum1 = hn::Add(sum1, hn::LoadU(d, x + i + lanes));
        sum2 = hn::Add(sum2, hn::LoadU(d, x + i + 2 * lanes));
        sum3 = hn::Add(sum3, hn::LoadU(d, x + i + 3 * lanes));
      }
      HWY_ALIGN T partial[hn::MaxLanes(d)];
      hn::Store(hn::Add(hn::Add(sum0, sum1), hn::Add(sum2, sum3)), d, partial);
      double total = 0;
      for (int64_t j = 0; j < lanes; ++j) total += static_cast<double>(partial[j]);
      for (; i < count; ++i) total += static_cast<double>(x[i]);
      return total;
    } else {
      A total = 0;
      for (int64_t i = 0; i < count; ++i) total = join(total, x[i]);
      return total;
    }
  }
  static A join(A a, A b) {
    if constexpr (std::is_floating_point_v<A>) return a + b;
    else return static_cast<A>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
  }
  static A lift(T x) { return static_cast<A>(x); }
};

/** The sum of what is not NaN. */
template <class T>
struct NanSum {
  using A = typename Sum<T>::A;
  static constexpr A start = 0;
  static A join(A a, A b) { return Sum<T>::join(a, b); }
  static A lift(T x) { return x == x ? static_cast<A>(x) : A{0}; }
  static A fold(const T* x, int64_t count) {
    constexpr size_t width = 16;
    std::array<T, width> lanes{};
    int64_t i = 0;
    for (; i + static_cast<int64_t>(width) <= count; i += static_cast<int64_t>(width)) {
      for (size_t j = 0; j < width; ++j) {
        const T value = x[i + static_cast<int64_t>(j)];
        lanes[j] += value == value ? value : T{0};
      }
    }
    A total = 0;
    for (const T lane : lanes) total = join(total, lift(lane));
    for (; i < count; ++i) total = join(total, lift(x[i]));
    return total;
  }
};

/** How many are not zero. */
template <class T>
struct Count {
  using A = int64_t;
  static constexpr A start = 0;
  static A join(A a, A b) { return a + b; }
  static A lift(T x) { return x != T{0}; }
  static A fold(const T* x, int64_t count) {
    uint32_t total = 0;  // of a piece
    for (int64_t i = 0; i < count; ++i) total += x[i] != T{0};
    return total;
  }
};

template <class T>
struct Product {
  using A = std::conditional_t<std::is_floating_point_v<T>, double, T>;
  static constexpr A start = 1;
  static A join(A a, A b) {
    if constexpr (std::is_floating_point_v<A>) return a * b;
    else return static_cast<A>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
  }
  static A lift(T x) { return static_cast<A>(x); }
  static A fold(const T* x, int64_t count) {
    A total = 1;
    for (int64_t i = 0; i < count; ++i) total = join(total, static_cast<A>(x[i]));
    return total;
  }
};

template <class T, bool largest>
struct Extreme {
  using A = T;
  static constexpr A start = std::numeric_limits<T>::has_infinity
                                 ? (largest ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::infinity())
                                 : (largest ? std::numeric_limits<T>::lowest() : std::numeric_limits<T>::max());
  static A join(A a, A b) { return a != a || (largest ? a > b : a < b) ? a : b; }
  static A lift(T x) { return x; }
  static A fold(const T* x, int64_t count) {
    if constexpr (std::is_floating_point_v<T>) return foldReal(x, count);
    A best = start;
    for (int64_t i = 0; i < count; ++i) best = join(best, x[i]);
    return best;
  }

 private:
  /** Vectors know no order among NaN: those are counted beside. */
  static A foldReal(const T* x, int64_t count) {
    const hn::ScalableTag<T> d;
    const auto lanes = static_cast<int64_t>(hn::Lanes(d));
    const auto first = hn::Set(d, start);
    auto best0 = first, best1 = first, sound0 = first, sound1 = first;
    const auto take = [&](auto v, auto& best, auto& sound) HWY_ATTR {
      best = largest ? hn::Max(best, v) : hn::Min(best, v);
      sound = hn::IfThenElse(hn::Eq(v, v), sound, v);
    };
    int64_t i = 0;
    for (; i + 2 * lanes <= count; i += 2 * lanes) {
      take(hn::LoadU(d, x + i), best0, sound0);
      take(hn::LoadU(d, x + i + lanes), best1, sound1);
    }
    A best = largest ? hn::GetLane(hn::MaxOfLanes(d, hn::Max(best0, best1)))
                     : hn::GetLane(hn::MinOfLanes(d, hn::Min(best0, best1)));
    const auto sound = hn::IfThenElse(hn::Eq(sound1, sound1), sound0, sound1);
    if (!hn::AllTrue(d, hn::Eq(sound, sound))) return std::numeric_limits<T>::quiet_NaN();
    for (; i < count; ++i) best = join(best, x[i]);
    return best;
  }
};

struct All {
  using A = bool;
  static constexpr A start = true;
  static A join(A a, A b) { return a && b; }
  static A lift(bool x) { return x; }
  static A fold(const bool* x, int64_t count) { return std::find(x, x + count, false) == x + count; }
};

struct Any {
  using A = bool;
  static constexpr A start = false;
  static A join(A a, A b) { return a || b; }
  static A lift(bool x) { return x; }
  static A fold(const bool* x, int64_t count) { return std::find(x, x + count, true) != x + count; }
};

template <class T, class R>
void foldRows(const Folded& shape, const Tensor& result, typename R::A scale(typename R::A, double)) {
  using A = typename R::A;
  const Walk walk(shape.tensor, shape.tensor.sizes());
  const auto foldRange = [&](int64_t begin, int64_t end) {
    alignas(64) std::array<T, piece> buffer;
    A total = R::start;
    for (int64_t at = begin; at < end;) {
      const bool direct = walk.dtype() == dtypeOf<T>() && walk.run(at) >= std::min(longPiece, end - at);
      const int64_t count = std::min(direct ? longPiece : piece, end - at);
      total = R::join(total, R::fold(readPiece<T>(walk, at, count, buffer.data()), count));
      at += count;
    }
    return total;
  };
  if (shape.outer == 1) {  // the whole tensor: threads share the one fold, in pieces that do not depend on their number
    const int64_t grain = std::max<int64_t>(parallelWork, (shape.inner + 63) / 64);
    const int64_t parts = (shape.inner + grain - 1) / grain;
    std::array<A, 64> totals;
    parallelFor(parts, 1, [&](int64_t begin, int64_t end) {
      for (int64_t part = begin; part < end; ++part) {
        totals[static_cast<size_t>(part)] = foldRange(part * grain, std::min((part + 1) * grain, shape.inner));
      }
    });
    A total = R::start;
    for (int64_t part = 0; part < parts; ++part) total = R::join(total, totals[static_cast<size_t>(part)]);
    total = scale(total, static_cast<double>(shape.inner));
    storeResults(result, 0, &total, 1);
    return;
  }
  parallelFor(shape.outer, grainFor(shape.outer, shape.inner), [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const A total = scale(foldRange(row * shape.inner, (row + 1) * shape.inner), static_cast<double>(shape.inner));
      storeResults(result, row, &total, 1);
    }
  });
}

/** Rows of results are accumulated at once. */
template <class T, class R>
void foldColumns(const Folded& shape, const Tensor& result, typename R::A scale(typename R::A, double)) {
  using A = typename R::A;
  const Walk walk = shape.columns();
  const int64_t blocks = (shape.outer + columnBlock - 1) / columnBlock;
  parallelFor(blocks, grainFor(blocks, shape.inner * columnBlock), [&](int64_t begin, int64_t end) {
    alignas(64) std::array<T, columnBlock> buffer;
    alignas(64) std::array<A, columnBlock> totals;
    for (int64_t block = begin; block < end; ++block) {
      const int64_t first = block * columnBlock;
      const int64_t count = std::min(columnBlock, shape.outer - first);
      totals.fill(R::start);
      for (int64_t row = 0; row < shape.inner; ++row) {
        const T* x = readPiece<T>(walk, row * shape.outer + first, count, buffer.data());
        for (int64_t i = 0; i < count; ++i) {
          totals[static_cast<size_t>(i)] = R::join(totals[static_cast<size_t>(i)], R::lift(x[i]));
        }
      }
      for (int64_t i = 0; i < count; ++i) {
        totals[static_cast<size_t>(i)] = scale(totals[static_cast<size_t>(i)], static_cast<double>(shape.inner));
      }
      storeResults(result, first, totals.data(), count);
    }
  });
}

template <class T, class R>
void fold(const Folded& shape, const Tensor& result, typename R::A scale(typename R::A, double)) {
  if (shape.outer == 0) return;
  if (shape.liesInColumns()) foldColumns<T, R>(shape, result, scale);
  else foldRows<T, R>(shape, result, scale);
}

template <class A>
A same(A total, double) {
  return total;
}

template <class A>
A divide(A total, double count) {
  return static_cast<A>(static_cast<double>(total) / count);
}

}  // namespace

void ReduceInto(Reduce name, DType type, const Folded& shape, const Tensor& result) {
  if (name == Reduce::all || name == Reduce::any) {
    if (name == Reduce::all) fold<bool, All>(shape, result, same<bool>);
    else fold<bool, Any>(shape, result, same<bool>);
    return;
  }
  if (name == Reduce::countNonzero) {
    return visitCompute(shape.tensor.dtype(), [&](auto tag) {
      using T = typename decltype(tag)::type;
      fold<T, Count<T>>(shape, result, same<int64_t>);
    });
  }
  visitCompute(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (std::is_same_v<T, bool>) {
      switch (name) {  // bool as the dtype asked for
        case Reduce::prod:
        case Reduce::amin: return fold<bool, All>(shape, result, same<bool>);
        default: return fold<bool, Any>(shape, result, same<bool>);
      }
    } else {
      using A = typename Sum<T>::A;
      switch (name) {
        case Reduce::sum: return fold<T, Sum<T>>(shape, result, same<A>);
        case Reduce::nansum: return fold<T, NanSum<T>>(shape, result, same<A>);
        case Reduce::mean: return fold<T, Sum<T>>(shape, result, divide<A>);
        case Reduce::prod: return fold<T, Product<T>>(shape, result, same<A>);
        case Reduce::amax: return fold<T, Extreme<T, true>>(shape, result, same<T>);
        default: return fold<T, Extreme<T, false>>(shape, result, same<T>);
      }
    }
  });
}

/** How many there are, their mean, and the sum of squared distances from it. */
struct Moments {
  double count = 0;
  double mean = 0;
  double squares = 0;

  void join(const Moments& other) {
    const double all = count + other.count;
    if (all == 0) return;
    const double step = other.mean - mean;
    mean += step * other.count / all;
    squares += other.squares + step * step * count * other.count / all;
    count = all;
  }
};

/** The variance, or its root, before it is rounded to the result's dtype. */
double spread(double squares, double freedom, bool root) {
  return root ? std::sqrt(squares / freedom) : squares / freedom;
}

/** Of elements that fit a cache, in double: what rounds the mean is taken from the squares again. */
template <class T>
HWY_NOINLINE Moments momentsOf(const T* x, int64_t count) {
  constexpr size_t width = 16;
  const auto total = static_cast<double>(count);
  const double centre = Sum<T>::fold(x, count) / total;
  std::array<double, width> sums{};
  std::array<double, width> squares{};
  int64_t i = 0;
  for (; i + static_cast<int64_t>(width) <= count; i += static_cast<int64_t>(width)) {
    for (size_t j = 0; j < width; ++j) {
      const double distance = static_cast<double>(x[i + static_cast<int64_t>(j)]) - centre;
      sums[j] += distance;
      squares[j] += distance * distance;
    }
  }
  double sum = 0;
  double square = 0;
  for (size_t j = 0; j < width; ++j) {
    sum += sums[j];
    square += squares[j];
  }
  for (; i < count; ++i) {
    const double distance = static_cast<double>(x[i]) - centre;
    sum += distance;
    square += distance * distance;
  }
  return {total, centre + sum / total, std::max(square - sum * sum / total, 0.0)};
}

template <class T>
void varyRows(const Folded& shape, double freedom, bool root, const Tensor& result) {
  const Walk walk(shape.tensor, shape.tensor.sizes());
  const auto momentsIn = [&](int64_t begin, int64_t end) {
    alignas(64) std::array<T, piece> buffer;
    Moments moments;
    for (int64_t at = begin; at < end; at += piece) {
      const int64_t count = std::min(piece, end - at);
      moments.join(momentsOf(readPiece<T>(walk, at, count, buffer.data()), count));
    }
    return moments;
  };
  if (shape.outer == 1) {  // in pieces that do not depend on the number of threads
    const int64_t grain = std::max<int64_t>(parallelWork, (shape.inner + 63) / 64);
    const int64_t parts = (shape.inner + grain - 1) / grain;
    std::array<Moments, 64> found;
    parallelFor(parts, 1, [&](int64_t begin, int64_t end) {
      for (int64_t part = begin; part < end; ++part) {
        found[static_cast<size_t>(part)] = momentsIn(part * grain, std::min((part + 1) * grain, shape.inner));
      }
    });
    Moments moments;
    for (int64_t part = 0; part < parts; ++part) moments.join(found[static_cast<size_t>(part)]);
    const double value = spread(moments.squares, freedom, root);
    storeResults(result, 0, &value, 1);
    return;
  }
  parallelFor(shape.outer, grainFor(shape.outer, shape.inner * 2), [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const double value = spread(momentsIn(row * shape.inner, (row + 1) * shape.inner).squares, freedom, root);
      storeResults(result, row, &value, 1);
    }
  });
}

/** Rows of results at once: their means first, then the distances from those. */
template <class T>
void varyColumns(const Folded& shape, double freedom, bool root, const Tensor& result) {
  const Walk walk = shape.columns();
  const int64_t blocks = (shape.outer + columnBlock - 1) / columnBlock;
  parallelFor(blocks, grainFor(blocks, shape.inner * columnBlock * 3), [&](int64_t begin, int64_t end) {
    alignas(64) std::array<T, columnBlock> buffer;
    alignas(64) std::array<double, columnBlock> means;
    alignas(64) std::array<double, columnBlock> squares;
    for (int64_t block = begin; block < end; ++block) {
      const int64_t first = block * columnBlock;
      const int64_t count = std::min(columnBlock, shape.outer - first);
      const auto eachRow = [&](const auto& f) {
        for (int64_t row = 0; row < shape.inner; ++row) {
          const T* x = readPiece<T>(walk, row * shape.outer + first, count, buffer.data());
          for (int64_t i = 0; i < count; ++i) f(static_cast<size_t>(i), static_cast<double>(x[i]));
        }
      };
      means.fill(0);
      squares.fill(0);
      eachRow([&](size_t i, double x) { means[i] += x; });
      for (double& mean : means) mean /= static_cast<double>(shape.inner);
      eachRow([&](size_t i, double x) { squares[i] += (x - means[i]) * (x - means[i]); });
      for (double& square : squares) square = spread(square, freedom, root);
      storeResults(result, first, squares.data(), count);
    }
  });
}

void VarianceInto(const Folded& shape, double correction, bool root, const Tensor& result) {
  if (shape.outer == 0) return;
  const double freedom = std::max(0.0, static_cast<double>(shape.inner) - correction);
  const auto vary = [&](auto zero) {
    using T = decltype(zero);
    if (shape.inner == 0) {  // 0 / 0
      const double value = std::numeric_limits<double>::quiet_NaN();
      for (int64_t row = 0; row < shape.outer; ++row) storeResults(result, row, &value, 1);
    } else if (shape.liesInColumns()) {
      varyColumns<T>(shape, freedom, root, result);
    } else {
      varyRows<T>(shape, freedom, root, result);
    }
  };
  if (shape.tensor.dtype() == DType::Float64) vary(0.0);
  else vary(0.0f);
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {

HWY_EXPORT(ReduceInto);
HWY_EXPORT(VarianceInto);

void requireElements(const char* name, const Tensor& a, const Dims& dims) {
  if (a.numel() > 0) return;
  require(!dims.empty(), name, "(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.");
  for (const int64_t dim : dims) {
    const int at = wrapDim(dim, a.dims());
    require(a.size(at) != 0, name, "(): Expected reduction dim ", at, " to have non-zero size.");
  }
}

Tensor reduce(Reduce name, const Tensor& a, const Dims& dims, bool keepdim, const std::optional<DType>& dtype) {
  const bool sums = name == Reduce::sum || name == Reduce::prod || name == Reduce::nansum;
  const bool logical = name == Reduce::all || name == Reduce::any;
  DType type = dtype.value_or(sums && !isFloating(a.dtype()) ? DType::Int64 : a.dtype());
  if (name == Reduce::mean) {
    require(isFloating(type), "mean(): could not infer output dtype. ", dtype ? "Optional" : "Input",
            " dtype must be either a floating point or complex dtype. Got: ", dtypeName(type));
  }
  if (name == Reduce::countNonzero) type = DType::Int64;
  if (logical) type = a.dtype() == DType::UInt8 ? DType::UInt8 : DType::Bool;
  if (name == Reduce::amax || name == Reduce::amin) requireElements(name == Reduce::amax ? "amax" : "amin", a, dims);
  const Folded shape(a, dims, keepdim);
  Tensor result = Tensor::empty(shape.result, type);
  HWY_DYNAMIC_DISPATCH(ReduceInto)(name, type, shape, result);
  return result;
}

Tensor sumTo(const Tensor& a, const Dims& sizes) {
  if (a.sizes() == sizes) return a;
  const int lead = a.dims() - sizes.count();
  require(lead >= 0, "sumTo(): ", sizes, " has more dimensions than ", a.sizes());
  Dims dims;
  for (int i = 0; i < a.dims(); ++i) {
    if (i < lead) {
      dims.push(i);
      continue;
    }
    if (a.size(i) == sizes[i - lead]) continue;
    require(sizes[i - lead] == 1, "sumTo(): ", sizes, " does not broadcast to ", a.sizes());
    dims.push(i);
  }
  const Tensor sum = reduce(Reduce::sum, a, dims, true, a.dtype());
  return sum.view(sizes, contiguousStrides(sizes));
}

Tensor variance(const Tensor& a, const Dims& dims, double correction, bool keepdim, const std::optional<bool>& root) {
  require(isFloating(a.dtype()), "std and var only support floating point and complex dtypes");
  const Folded shape(a, dims, keepdim);
  Tensor result = Tensor::empty(shape.result, a.dtype());
  HWY_DYNAMIC_DISPATCH(VarianceInto)(shape, correction, root.value_or(false), result);
  return result;
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
