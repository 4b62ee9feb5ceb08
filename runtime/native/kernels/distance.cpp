#include "kernels/distance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

#include "kernels/copy.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

/** Which formula of the norm is taken. */
enum class Norm { Zero, One, Two, Infinite, Other };

Norm normOf(double p) {
  if (p == 0) return Norm::Zero;
  if (p == 1) return Norm::One;
  if (p == 2) return Norm::Two;
  return std::isinf(p) ? Norm::Infinite : Norm::Other;
}

template <class T>
T larger(T a, T b) {
  return std::isnan(a) || a > b ? a : b;  // NaN wins
}

/** One more element's part of a norm. */
template <Norm norm, class T>
T joined(T total, T difference, T p) {
  const T size = std::abs(difference);
  if constexpr (norm == Norm::Zero) return total + (size != T(0) ? T(1) : T(0));
  else if constexpr (norm == Norm::One) return total + size;
  else if constexpr (norm == Norm::Two) return total + difference * difference;
  else if constexpr (norm == Norm::Infinite) return larger(size, total);
  else return total + std::pow(size, p);
}

/** In lanes side by side, which the compiler makes vectors of. */
template <Norm norm, class T>
T distance(const T* x, const T* y, int64_t k, T p) {
  constexpr int64_t lanes = 8;
  std::array<T, lanes> totals{};
  int64_t i = 0;
  for (; i + lanes <= k; i += lanes) {
    for (int64_t lane = 0; lane < lanes; ++lane) {
      T& total = totals[static_cast<size_t>(lane)];
      total = joined<norm>(total, x[i + lane] - y[i + lane], p);
    }
  }
  T total = 0;
  for (; i < k; ++i) total = joined<norm>(total, x[i] - y[i], p);
  for (const T each : totals) total = norm == Norm::Infinite ? larger(each, total) : total + each;
  if (norm == Norm::Two) return std::sqrt(total);
  return norm == Norm::Other ? std::pow(total, T(1) / p) : total;
}

/** Calls f with the norm as a constant. */
template <class F>
void visitNorm(Norm norm, const F& f) {
  switch (norm) {
    case Norm::Zero: return f(std::integral_constant<Norm, Norm::Zero>{});
    case Norm::One: return f(std::integral_constant<Norm, Norm::One>{});
    case Norm::Two: return f(std::integral_constant<Norm, Norm::Two>{});
    case Norm::Infinite: return f(std::integral_constant<Norm, Norm::Infinite>{});
    default: return f(std::integral_constant<Norm, Norm::Other>{});
  }
}

/** d distance / d (x - y) of one element. */
template <class T>
T slope(T difference, T total, Norm norm, T p) {
  const T sign = difference > T(0) ? T(1) : difference < T(0) ? T(-1) : T(0);
  switch (norm) {
    case Norm::Zero: return T(0);
    case Norm::One: return sign;
    case Norm::Two: return total == T(0) ? T(0) : difference / total;
    case Norm::Infinite: return std::abs(difference) == total ? sign : T(0);
    default: break;
  }
  if (total == T(0) || (p < T(1) && difference == T(0))) return T(0);
  return sign * std::pow(std::abs(difference), p - T(1)) / std::pow(total, p - T(1));
}

struct Rows {
  int64_t batch = 1;
  int64_t m;
  int64_t n;
  int64_t k;
  Dims distances;

  Rows(const Tensor& x, const Tensor& y, double p) {
    require(x.dtype() == y.dtype() && (x.dtype() == DType::Float32 || x.dtype() == DType::Float64),
            "cdist only supports floating-point dtypes, X1 got: ", dtypeName(x.dtype()), " and X2 got: ",
            dtypeName(y.dtype()));
    require(p >= 0, "cdist only supports non-negative p values");
    const int dims = x.dims();
    require(dims >= 2 && y.dims() == dims, "cdist only supports at least 2D tensors of as many dims, X1 got: ", dims,
            "D and X2 got: ", y.dims(), "D");
    for (int i = 0; i < dims - 2; ++i) {
      require(x.size(i) == y.size(i), "cdist: batch dims must be equal, but got ", x.sizes(), " and ", y.sizes());
      batch *= x.size(i);
      distances.push(x.size(i));
    }
    m = x.size(dims - 2);
    n = y.size(dims - 2);
    k = x.size(dims - 1);
    require(y.size(dims - 1) == k, "X1 and X2 must have the same number of columns. X1: ", k, " X2: ", y.size(dims - 1));
    distances.push(m);
    distances.push(n);
  }
  int64_t cost(int64_t count, Norm norm) const { return std::max<int64_t>(1, count * k * (norm == Norm::Other ? 20 : 2)); }
};

}  // namespace

Tensor cdist(const Tensor& x, const Tensor& y, double p) {
  const Rows rows(x, y, p);
  const Tensor left = contiguous(x);
  const Tensor right = contiguous(y);
  Tensor result = Tensor::empty(rows.distances, x.dtype());
  const Norm norm = normOf(p);
  const auto run = [&](auto type) {
    using T = typename decltype(type)::type;
    const int64_t count = rows.batch * rows.m;
    parallelFor(count, grainFor(count, rows.cost(rows.n, norm)), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const T* others = right.data<T>() + i / rows.m * rows.n * rows.k;
        const T* own = left.data<T>() + i * rows.k;
        T* target = result.data<T>() + i * rows.n;
        visitNorm(norm, [&](auto constant) {
          for (int64_t j = 0; j < rows.n; ++j) {
            target[j] = distance<decltype(constant)::value>(own, others + j * rows.k, rows.k, static_cast<T>(p));
          }
        });
      }
    });
  };
  if (x.dtype() == DType::Float32) run(Type<float>{});
  else run(Type<double>{});
  return result;
}

Tensor cdistBackward(const Tensor& grad, const Tensor& x, const Tensor& y, double p, const Tensor& distances) {
  const Rows rows(x, y, p);
  for (const Tensor& each : {grad, distances}) {
    require(each.dtype() == x.dtype() && each.sizes() == rows.distances, "cdist_backward: expected ", dtypeName(x.dtype()),
            " of size ", rows.distances, ", but got ", dtypeName(each.dtype()), " of size ", each.sizes());
  }
  const Tensor left = contiguous(x);
  const Tensor right = contiguous(y);
  const Tensor weights = contiguous(grad);
  const Tensor totals = contiguous(distances);
  Tensor result = Tensor::empty(x.sizes(), x.dtype());
  const Norm norm = normOf(p);
  const auto run = [&](auto type) {
    using T = typename decltype(type)::type;
    const int64_t count = rows.batch * rows.m;
    parallelFor(count, grainFor(count, 2 * rows.cost(rows.n, norm)), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const T* own = left.data<T>() + i * rows.k;
        const T* others = right.data<T>() + i / rows.m * rows.n * rows.k;
        T* target = result.data<T>() + i * rows.k;
        std::fill_n(target, rows.k, T(0));
        for (int64_t j = 0; j < rows.n; ++j) {
          const T total = totals.data<T>()[i * rows.n + j];
          const T weight = weights.data<T>()[i * rows.n + j];
          for (int64_t at = 0; at < rows.k; ++at) {
            target[at] += weight * slope(own[at] - others[j * rows.k + at], total, norm, static_cast<T>(p));
          }
        }
      }
    });
  };
  if (x.dtype() == DType::Float32) run(Type<float>{});
  else run(Type<double>{});
  return result;
}

}  // namespace tangent::kernels
