#pragma once

#include <cmath>

#include "tensor/dtype.h"

namespace tangent::special {

// Orthogonal polynomials of degree n, truncated to an integer: 0 where it is negative. The recurrences are carried on
// in T and end at NaN, which is where values leave T's range, as in PyTorch.

constexpr int64_t greatestDegree = 1000000;  // above it one element would take longer than anybody waits

/** p(k + 1) = next(k, p(k), p(k - 1)), from p(0) = 1 and p(1) = `first`. */
template <class T, class Next>
T recurrence(int64_t n, T first, Next next) {
  if (n < 0) return 0;
  if (n == 0) return 1;
  T before = 1;
  T here = first;
  for (int64_t k = 1; k < n && here == here; ++k) {
    if (k == greatestDegree) throw Error("polynomials of a degree above 1000000 are not computed");
    const T after = next(static_cast<T>(k), here, before);
    before = here;
    here = after;
  }
  return here;
}

/** Chebyshev's four kinds share a recurrence and differ in p(1). */
template <class T>
T chebyshev(int64_t n, T x, T first) {
  return recurrence(n, first, [x](T, T p, T before) { return (x + x) * p - before; });
}

template <class T>
T chebyshevT(T x, T degree) {
  const auto n = cast<int64_t>(degree);
  if (n > 6 && std::abs(x) < 1) return std::cos(static_cast<T>(n) * std::acos(x));
  return chebyshev(n, x, x);
}

template <class T>
T chebyshevU(T x, T degree) {
  const auto n = cast<int64_t>(degree);
  if (n > 8 && std::abs(x) < 1) {
    const T angle = std::acos(x);
    return std::sin(static_cast<T>(n + 1) * angle) / std::sin(angle);
  }
  return chebyshev(n, x, x + x);
}

template <class T>
T chebyshevV(T x, T degree) {
  const auto n = cast<int64_t>(degree);
  if (n > 8 && std::abs(x) < 1) {
    const T angle = std::acos(x);
    return std::cos((static_cast<T>(n) + T(0.5)) * angle) / std::cos(angle / 2);
  }
  return chebyshev(n, x, x + x - 1);
}

template <class T>
T chebyshevW(T x, T degree) {
  const auto n = cast<int64_t>(degree);
  if (n > 8 && std::abs(x) < 1) {
    const T angle = std::acos(x);
    return std::sin((static_cast<T>(n) + T(0.5)) * angle) / std::sin(angle / 2);
  }
  return chebyshev(n, x, x + x + 1);
}

template <class T>
T hermiteH(T x, T degree) {
  return recurrence(cast<int64_t>(degree), x + x, [x](T k, T p, T before) { return (x + x) * p - (k + k) * before; });
}

template <class T>
T hermiteHe(T x, T degree) {
  return recurrence(cast<int64_t>(degree), x, [x](T k, T p, T before) { return x * p - k * before; });
}

template <class T>
T laguerreL(T x, T degree) {
  return recurrence(cast<int64_t>(degree), 1 - x,
                    [x](T k, T p, T before) { return ((k + k + 1 - x) * p - k * before) / (k + 1); });
}

template <class T>
T legendreP(T x, T degree) {
  return recurrence(cast<int64_t>(degree), x,
                    [x](T k, T p, T before) { return ((k + k + 1) * x * p - k * before) / (k + 1); });
}

}  // namespace tangent::special
