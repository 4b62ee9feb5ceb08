#pragma once

#include <cmath>
#include <limits>
#include <numbers>

namespace tangent::special {

/** The logarithm of |gamma(x)|, with no global sign. */
inline double lgamma(double x) {
  int sign;
  return ::lgamma_r(x, &sign);
}

/** The logarithmic derivative of the gamma function. */
inline double digamma(double x) {
  if (x == 0) return std::copysign(std::numeric_limits<double>::infinity(), -x);
  double reflected = 0;
  if (x < 0) {
    if (x == std::trunc(x)) return std::numeric_limits<double>::quiet_NaN();
    reflected = -std::numbers::pi / std::tan(std::numbers::pi * (x - std::trunc(x)));
    x = 1 - x;
  }
  double sum = 0;
  for (; x < 10; x += 1) sum -= 1 / x;
  const double y = 1 / (x * x);
  // Bernoulli numbers B(2k) / 2k of the asymptotic series.
  const double tail =
      y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y * (1.0 / 240 - y * (1.0 / 132 - y * (691.0 / 32760 - y / 12))))));
  return std::log(x) - 0.5 / x - tail + sum + reflected;
}

/** The sum of (q + k)^-x for k from 0 on, by Euler and Maclaurin's formula. */
template <class T>
T zeta(T x, T q) {
  constexpr T infinity = std::numeric_limits<T>::infinity();
  constexpr T nan = std::numeric_limits<T>::quiet_NaN();
  if (x == 1) return infinity;
  if (x < 1) return nan;
  if (q <= 0) {
    if (q == std::floor(q)) return infinity;
    if (x != std::floor(x)) return nan;
    if (q < -20) {  // the many terms before 0, by their sizes f, f + 1 … -q
      const T before = std::floor(-q);
      const T f = -q - before;
      const T sizes = zeta(x, f) - zeta(x, f + before + 1);
      return (std::fmod(x, T(2)) == 0 ? sizes : -sizes) + zeta(x, 1 - f);
    }
  }
  T a = q;
  T sum = std::pow(q, -x);
  T term = 0;
  for (int i = 0; i < 9 || a <= 9; ++i) {
    a += 1;
    term = std::pow(a, -x);
    sum += term;
    if (std::abs(term) < std::numeric_limits<T>::epsilon() / 2 * std::abs(sum)) return sum;
  }
  sum += term * a / (x - 1) - term / 2;
  // (2k)! / B(2k), k from 1 on
  constexpr double divisors[] = {12, -720, 30240, -1209600, 47900160, -1892437580.3183792, 74724249600,
                                 -2950130727918.1642, 116467828143500.67, -4597978722407472.6, 1.8152105401943546e17,
                                 -7.1661652561756670e18};
  T factor = 1;
  T k = 0;
  for (const double divisor : divisors) {
    factor *= x + k;
    term /= a;
    const T correction = factor * term / static_cast<T>(divisor);
    sum += correction;
    if (std::abs(correction) < std::numeric_limits<T>::epsilon() / 2 * std::abs(sum)) return sum;
    factor *= x + k + 1;
    term /= a;
    k += 2;
  }
  return sum;
}

/** The derivative of digamma; at its poles as large as T's sine of a multiple of pi lets it be, as in PyTorch. */
template <class T>
T trigamma(T x) {
  T sign = 1;
  T sum = 0;
  if (x < T(0.5)) {
    sign = -1;
    const T sine = std::sin(std::numbers::pi_v<T> * x);
    sum -= std::numbers::pi_v<T> * std::numbers::pi_v<T> / (sine * sine);
    x = 1 - x;
  }
  for (; x < 12; x += 1) sum += 1 / (x * x);
  const T y = 1 / (x * x);
  const T tail = y * (T(1) / 6 - y * (T(1) / 30 - y * (T(1) / 42 - y * (T(1) / 30 - y * (T(5) / 66 - y * T(691) / 2730)))));
  sum += (1 + 1 / (2 * x) + tail) / x;
  return sign * sum;
}

/** The n-th derivative of digamma. */
template <class T>
T polygamma(T x, int64_t n) {
  if (n == 0) return static_cast<T>(digamma(x));
  if (n == 1) return trigamma(x);
  const T factorial = static_cast<T>(std::exp(static_cast<T>(lgamma(static_cast<double>(n) + 1))));
  return (n % 2 ? 1 : -1) * factorial * zeta<T>(static_cast<T>(n + 1), x);
}

/** lgamma(1 + a) for a of [-0.5, 0.5], exact near 0. */
inline double lgammaOfOnePlus(double a) {
  constexpr double zetaMinusOne[] = {
      0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
      0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853, 0.0004941886041194645,
      0.0002460865533080483, 0.00012271334757848915, 6.124813505870483e-05, 3.058823630702049e-05,
      1.528225940865187e-05, 7.637197637899763e-06, 3.81729326499984e-06, 1.908212716553939e-06, 9.539620338727962e-07,
      4.769329867878064e-07, 2.38450502727733e-07, 1.1921992596531106e-07, 5.960818905125948e-08, 2.980350351465228e-08};
  double power = a;
  double sum = 0;
  int k = 2;
  for (const double value : zetaMinusOne) {
    power *= -a;
    sum -= value * power / k++;
  }
  return sum + a * (1 - std::numbers::egamma) - std::log1p(a);
}

/** log(1 + u) - u, exact near 0. */
inline double log1pMinus(double u) {
  if (std::abs(u) > 0.3) return std::log1p(u) - u;
  const double r = u / (2 + u);  // log(1 + u) = 2 (r + r^3 / 3 + r^5 / 5 …) and 2 r = u - r u
  const double square = r * r;
  double sum = 0;
  for (int k = 25; k > 1; k -= 2) sum = (sum + 2.0 / k) * square;
  return r * sum - r * u;
}

/** x^a exp(-x) / gamma(a + 1). */
inline double gammaTerm(double a, double x) {
  if (a < 10) return std::exp(a * std::log(x) - x - lgamma(a + 1));
  const double y = 1 / (a * a);
  const double stirling = (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y / 1188)))) / a;
  const double ratio = x / a;
  const double exponent = ratio < 0.1 ? std::log(ratio) + 1 - ratio : log1pMinus((x - a) / a);
  return std::exp(a * exponent - stirling) / std::sqrt(2 * std::numbers::pi * a);
}

/** The lower incomplete gamma function, regularised, by its power series: for x below a. */
inline double lowerSeries(double a, double x) {
  double term = 1;
  double sum = 1;
  for (double n = a + 1; term > sum * 0x1p-54; n += 1) {
    term *= x / n;
    sum += term;
  }
  return sum * gammaTerm(a, x);
}

/** The upper one by its continued fraction (Lentz's method): for x above a and 1. */
inline double upperFraction(double a, double x) {
  constexpr double least = 1e-300;
  double b = x + 1 - a;
  double c = 1 / least;
  double d = 1 / b;
  double value = d;
  for (int i = 1; i < 100000; ++i) {
    const double numerator = -i * (i - a);
    b += 2;
    d = numerator * d + b;
    if (std::abs(d) < least) d = least;
    c = b + numerator / c;
    if (std::abs(c) < least) c = least;
    d = 1 / d;
    const double factor = d * c;
    value *= factor;
    if (std::abs(factor - 1) < 0x1p-53) break;
  }
  return value * a * gammaTerm(a, x);
}

/** The upper one for x up to about 1 and small a, where it is 1 less nearly 1. */
inline double upperSmall(double a, double x) {
  double term = 1;
  double sum = 0;
  for (int n = 1; n < 40; ++n) {
    term *= -x / n;
    sum += term / (a + n);
  }
  const double logarithm = a * std::log(x) - (a <= 0.5 ? lgammaOfOnePlus(a) : lgamma(1 + a));
  return -std::expm1(logarithm) - std::exp(logarithm) * a * sum;
}

constexpr double uniformFrom = 10000;

/** Temme's expansion for large a, uniform in x: the upper function, or the lower one. */
inline double uniformExpansion(double a, double x, bool upper) {
  // Taylor coefficients in eta of the expansion's first four functions, computed with 50 digits.
  constexpr double c[4][16] = {
      {-0.3333333333333333, 0.08333333333333333, -0.014814814814814815, 0.0011574074074074073, 0.0003527336860670194,
       -0.0001787551440329218, 3.919263178522438e-05, -2.185448510679992e-06, -1.85406221071516e-06,
       8.296711340953087e-07, -1.7665952736826078e-07, 6.707853543401498e-09, 1.0261809784240309e-08,
       -4.382036018453353e-09, 9.14769958223679e-10, -2.5514193994946248e-11},
      {-0.001851851851851852, -0.003472222222222222, 0.0026455026455026454, -0.0009902263374485596,
       0.00020576131687242798, -4.018775720164609e-07, -1.8098550334489977e-05, 7.64916091608111e-06,
       -1.6120900894563446e-06, 4.647127802807434e-09, 1.378633446915721e-07, -5.752545603517705e-08,
       1.1951628599778148e-08, -1.7543241719747647e-11, -1.0091543710600413e-09, 4.162792991842583e-10},
      {0.004133597883597883, -0.0026813271604938273, 0.0007716049382716049, 2.0093878600823047e-06,
       -0.0001073665322636516, 5.2923448829120125e-05, -1.2760635188618728e-05, 3.423578734096138e-08,
       1.3721957309062934e-06, -6.298992138380055e-07, 1.4280614206064242e-07, -2.0477098421990866e-10,
       -1.409252991086752e-08, 6.228974084922022e-09, -1.3670488396617114e-09, 9.428356159014678e-13},
      {0.0006494341563786008, 0.00022947209362139917, -0.0004691894943952557, 0.00026772063206283885,
       -7.561801671883977e-05, -2.396505113867297e-07, 1.1082654115347302e-05, -5.6749528269915965e-06,
       1.4230900732435883e-06, -2.7861080291528143e-11, -1.6958404091930278e-07, 8.099464905388083e-08,
       -1.9111168485973655e-08, 2.3928620439808118e-12, 2.0620131815488797e-09, -9.460496661855133e-10}};
  const double ratio = x / a;
  const double half = ratio < 0.1 ? ratio - 1 - std::log(ratio) : -log1pMinus((x - a) / a);  // eta^2 / 2
  if (!(a * half < 800)) return (x > a) == upper ? 0 : 1;  // also where Taylor's series would not hold
  const double eta = std::copysign(std::sqrt(2 * half), x - a);
  double sum = 0;
  for (int k = 3; k >= 0; --k) {
    double row = 0;
    for (int n = 15; n >= 0; --n) row = row * eta + c[k][n];
    sum = sum / a + row;
  }
  const double rest = std::exp(-a * half) / std::sqrt(2 * std::numbers::pi * a) * sum;
  const double z = eta * std::sqrt(a / 2);
  return upper ? std::erfc(z) / 2 + rest : std::erfc(-z) / 2 - rest;
}

/** The lower incomplete gamma function, regularised. */
inline double igamma(double a, double x) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (x < 0 || a < 0) return nan;
  if (a == 0) return x > 0 ? 1 : nan;
  if (x == 0) return 0;
  if (std::isinf(a)) return std::isinf(x) || x != x ? nan : 0;
  if (std::isinf(x)) return 1;
  if (a != a || x != x) return nan;
  if (a > uniformFrom) return uniformExpansion(a, x, false);
  return x <= 1 || x <= a ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/** 1 - igamma(a, x), exact where it is small. */
inline double igammac(double a, double x) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (x < 0 || a < 0) return nan;
  if (a == 0) return x > 0 ? 0 : nan;
  if (x == 0) return 1;
  if (std::isinf(a)) return std::isinf(x) || x != x ? nan : 1;
  if (std::isinf(x)) return 0;
  if (a != a || x != x) return nan;
  if (a > uniformFrom) return uniformExpansion(a, x, true);
  if (x <= 1.1) return a <= 1 ? upperSmall(a, x) : 1 - lowerSeries(a, x);
  return x <= a ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

}  // namespace tangent::special
