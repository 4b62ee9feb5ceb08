#pragma once

#include <cmath>
#include <limits>
#include <numbers>

#include "kernels/special/chebyshev.h"

namespace tangent::special {

// (1 + 2 x) exp(x^2) erfc(x) for x from 0 on, in (x - 3.75) / (x + 3.75): a Chebyshev series, computed with 40 digits.
constexpr double erfcxScaled[] = {
    1.1775789345674017, -0.004590054580646478, -0.08424913336651792, 0.05920993999819189, -0.026658668435305753,
    0.009074997670705265, -0.002413163540417608, 0.0004907758365258086, -6.916973302501207e-05, 4.13902798607301e-06,
    7.74038306619849e-07, -2.1886401049234397e-07, 1.076499946567091e-08, 4.521959811218287e-09,
    -7.754400208831351e-10, -6.318088340886684e-11, 2.86879501093067e-11, 1.9455868545777347e-13,
    -9.65469674843344e-13, 3.25254814814874e-14, 3.3478119482868056e-14, -1.864562880419313e-15,
    -1.2507950530688648e-15, 7.418235256624044e-17, 5.068148904796111e-17};

constexpr double rootPi = 1 / std::numbers::inv_sqrtpi;

/** exp(x^2) erfc(x). */
inline double erfcx(double x) {
  if (x != x) return x;
  if (x < -26.7) return std::numeric_limits<double>::infinity();
  const double size = std::abs(x);
  const double t = size > 1e9 ? 1 : (size - 3.75) / (size + 3.75);
  const double value = chebyshevSum(erfcxScaled, t) / (1 + 2 * size);
  return x < 0 ? 2 * std::exp(x * x) - value : value;
}

/** The z with erfc(z) = q, for q of (0, 0.5], by Halley's method: each step triples the right digits. */
inline double inverseErfc(double q) {
  const double l = std::sqrt(-2 * std::log(q / 2));
  double z = (l - (2.30753 + 0.27061 * l) / (1 + l * (0.99229 + 0.04481 * l))) / std::numbers::sqrt2;
  for (int i = 0; i < 3; ++i) {
    const double step = (erfcx(z) - q * std::exp(z * z)) * rootPi / 2;
    z += step / (1 - z * step);
  }
  return z;
}

/** The z with erf(z) = y. */
inline double erfinv(double y) {
  const double size = std::abs(y);
  if (!(size <= 1)) return std::numeric_limits<double>::quiet_NaN();
  if (size == 1) return std::copysign(std::numeric_limits<double>::infinity(), y);
  if (size > 0.5) return std::copysign(inverseErfc(1 - size), y);
  double z = y * rootPi / 2 * (1 + y * y * std::numbers::pi / 12);
  for (int i = 0; i < 3; ++i) {
    const double step = (std::erf(z) - y) * std::exp(z * z) * rootPi / 2;
    z -= step / (1 + z * step);
  }
  return z;
}

/** The quantile of the standard normal distribution. */
inline double ndtri(double p) {
  if (p == 0) return -std::numeric_limits<double>::infinity();
  if (p == 1) return std::numeric_limits<double>::infinity();
  if (!(p > 0 && p < 1)) return std::numeric_limits<double>::quiet_NaN();
  if (p > 0.25 && p < 0.75) return std::numbers::sqrt2 * erfinv(2 * p - 1);
  return p < 0.5 ? -std::numbers::sqrt2 * inverseErfc(2 * p) : std::numbers::sqrt2 * inverseErfc(2 * (1 - p));
}

/** The logarithm of the standard normal distribution function. */
inline double logNdtr(double x) {
  const double t = x / std::numbers::sqrt2;
  return x < -1 ? std::log(erfcx(-t) / 2) - t * t : std::log1p(-std::erfc(t) / 2);
}

}  // namespace tangent::special
