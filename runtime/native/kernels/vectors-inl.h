// Elementwise functions on Highway's vectors; included once a target, so it has no #pragma once.

#if defined(TANGENT_KERNELS_VECTORS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TANGENT_KERNELS_VECTORS_INL_H_
#undef TANGENT_KERNELS_VECTORS_INL_H_
#else
#define TANGENT_KERNELS_VECTORS_INL_H_
#endif

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"
#include "kernels/special/erf.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/**
 * A function that Highway computes, with the C library's in its place where a lane is outside (least, most): there the
 * approximation does not hold, or meets zero, infinity or NaN.
 */
template <class T, class Vector, class Library>
HWY_NOINLINE void applyVector(const char* const* inputs, char* output, int64_t count, const void*) {
  const hn::ScalableTag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const T* x = reinterpret_cast<const T*>(inputs[0]);
  T* y = reinterpret_cast<T*>(output);
  const auto least = hn::Set(d, Vector::least);
  const auto most = hn::Set(d, Vector::most);
  const auto block = [&](const T* from, T* to) HWY_ATTR {
    const auto v = hn::LoadU(d, from);
    const auto magnitude = Vector::positive ? v : hn::Abs(v);
    const bool whole = hn::AllTrue(d, hn::And(hn::Gt(magnitude, least), hn::Lt(magnitude, most)));
    HWY_ALIGN T given[HWY_MAX_BYTES / sizeof(T)];
    if (!whole) hn::Store(v, d, given);
    hn::StoreU(Vector()(d, v), d, to);
    for (int64_t i = 0; !whole && i < lanes; ++i) {
      const T size = Vector::positive ? given[i] : std::abs(given[i]);
      if (!(size > Vector::least && size < Vector::most)) to[i] = Library{}(given[i]);
    }
  };
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) block(x + i, y + i);
  if (i < count) {
    HWY_ALIGN T rest[HWY_MAX_BYTES / sizeof(T)];
    std::fill_n(rest, lanes, x[i]);
    std::copy_n(x + i, count - i, rest);
    block(rest, rest);
    std::copy_n(rest, count - i, y + i);
  }
}

/** As applyVector for floats, through the doubles of them: what Highway's double functions lack is below a float's last bit. */
template <class Vector, class Library>
HWY_NOINLINE void applyWide(const char* const* inputs, char* output, int64_t count, const void*) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> narrow;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const float* x = reinterpret_cast<const float*>(inputs[0]);
  float* y = reinterpret_cast<float*>(output);
  const auto least = hn::Set(d, Vector::least);
  const auto most = hn::Set(d, Vector::most);
  const auto block = [&](const float* from, float* to) HWY_ATTR {
    const auto v = hn::PromoteTo(d, hn::LoadU(narrow, from));
    const auto magnitude = Vector::positive ? v : hn::Abs(v);
    const bool whole = hn::AllTrue(d, hn::And(hn::Gt(magnitude, least), hn::Lt(magnitude, most)));
    HWY_ALIGN float given[HWY_MAX_BYTES / sizeof(double)];
    if (!whole) hn::StoreU(hn::LoadU(narrow, from), narrow, given);
    hn::StoreU(hn::DemoteTo(narrow, Vector()(d, v)), narrow, to);
    for (int64_t i = 0; !whole && i < lanes; ++i) {
      const float size = Vector::positive ? given[i] : std::abs(given[i]);
      if (!(size > Vector::least && size < Vector::most)) to[i] = Library{}(given[i]);
    }
  };
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) block(x + i, y + i);
  if (i < count) {
    HWY_ALIGN float rest[HWY_MAX_BYTES / sizeof(double)];
    std::fill_n(rest, lanes, x[i]);
    std::copy_n(x + i, count - i, rest);
    block(rest, rest);
    std::copy_n(rest, count - i, y + i);
  }
}

#define TANGENT_VECTOR_FUNCTION(Name, Positive, Least, MostFloat, MostDouble)     \
  template <class T>                                                              \
  struct Vector##Name {                                                           \
    static constexpr bool positive = Positive;                                    \
    static constexpr T least = static_cast<T>(Least);                             \
    static constexpr T most = static_cast<T>(sizeof(T) == 4 ? MostFloat : MostDouble); \
    template <class D, class V>                                                   \
    HWY_INLINE V operator()(D d, V v) const {                                     \
      return hn::Name(d, v);                                                      \
    }                                                                             \
  };

constexpr double anyMagnitude = -1;
constexpr double normal = 1.2e-38;  // the least normal float: logarithms of less lose bits
TANGENT_VECTOR_FUNCTION(Exp, false, anyMagnitude, 87, 700)
TANGENT_VECTOR_FUNCTION(Expm1, false, anyMagnitude, 87, 700)
TANGENT_VECTOR_FUNCTION(Log, true, normal, 3e38, 1e308)
TANGENT_VECTOR_FUNCTION(Log2, true, normal, 3e38, 1e308)
TANGENT_VECTOR_FUNCTION(Log10, true, normal, 3e38, 1e308)
TANGENT_VECTOR_FUNCTION(Log1p, true, -0.5, 3e38, 1e308)
TANGENT_VECTOR_FUNCTION(Sin, false, anyMagnitude, 30000, 30000)
TANGENT_VECTOR_FUNCTION(Cos, false, anyMagnitude, 30000, 30000)
TANGENT_VECTOR_FUNCTION(Sinh, false, anyMagnitude, 80, 700)
TANGENT_VECTOR_FUNCTION(Tanh, false, anyMagnitude, 3e38, 1e308)
TANGENT_VECTOR_FUNCTION(Atan, false, anyMagnitude, 3e38, 1e308)
TANGENT_VECTOR_FUNCTION(Asin, false, anyMagnitude, 0.999, 0.999)
TANGENT_VECTOR_FUNCTION(Acos, false, anyMagnitude, 0.999, 0.999)

TANGENT_VECTOR_FUNCTION(Asinh, false, anyMagnitude, 3e38, 1e308)
TANGENT_VECTOR_FUNCTION(Acosh, true, 1, 3e38, 1e308)
TANGENT_VECTOR_FUNCTION(Atanh, false, anyMagnitude, 0.9999999, 0.999)
#undef TANGENT_VECTOR_FUNCTION

/** Of floats through doubles: 2^x as exp(x log 2). */
struct VectorExp2 {
  static constexpr bool positive = false;
  static constexpr float least = -1;
  static constexpr float most = 126;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V v) const {
    return hn::Exp(d, hn::Mul(v, hn::Set(d, std::numbers::ln2)));
  }
};

template <class T>
struct VectorCosh {
  static constexpr bool positive = false;
  static constexpr T least = -1;
  static constexpr T most = sizeof(T) == 4 ? 88 : 700;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V v) const {
    const V e = hn::Mul(hn::Set(d, hn::TFromD<D>(0.5)), hn::Exp(d, hn::Abs(v)));
    return hn::Add(e, hn::Div(hn::Set(d, hn::TFromD<D>(0.25)), e));
  }
};

struct VectorTan {
  static constexpr bool positive = false;
  static constexpr float least = -1;
  static constexpr float most = 30000;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V v) const {
    return hn::Div(hn::Sin(d, v), hn::Cos(d, v));
  }
};

/** erf(x) for |x| < 1 by its Taylor series. */
template <class D, class V>
HWY_INLINE V erfNear(D d, V x) {
  constexpr double inverse[] = {1, -3, 10, -42, 216, -1320, 9360, -75600, 685440, -6894720, 76204800, -918086400, 11975040000};
  const V square = hn::Mul(x, x);
  V sum = hn::Set(d, 1 / inverse[12]);
  for (int k = 11; k >= 0; --k) sum = hn::MulAdd(sum, square, hn::Set(d, 1 / inverse[k]));
  return hn::Mul(hn::Mul(sum, x), hn::Set(d, 2 * std::numbers::inv_sqrtpi));
}

/** erfc(a) for a from 1 on: exp(-a^2) times erfcx's Chebyshev series, of which a float needs 16 terms. */
template <class D, class V>
HWY_INLINE V erfcFar(D d, V a) {
  const V middle = hn::Set(d, 3.75);
  const V t = hn::Div(hn::Sub(a, middle), hn::Add(a, middle));
  V last = hn::Zero(d);
  V next = hn::Zero(d);
  for (int k = 16; k > 0; --k) {
    const V here = hn::Add(hn::MulSub(hn::Add(t, t), last, next), hn::Set(d, special::erfcxScaled[k]));
    next = last;
    last = here;
  }
  const V sum = hn::Add(hn::MulSub(t, last, next), hn::Set(d, special::erfcxScaled[0]));
  return hn::Div(hn::Mul(sum, hn::Exp(d, hn::Neg(hn::Mul(a, a)))), hn::Add(hn::Add(a, a), hn::Set(d, 1.0)));
}

struct VectorErf {
  static constexpr bool positive = false;
  static constexpr float least = -1;
  static constexpr float most = 9;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V v) const {
    const V one = hn::Set(d, 1.0);
    const V a = hn::Abs(v);
    const V far = hn::CopySign(hn::Sub(one, erfcFar(d, a)), v);
    return hn::IfThenElse(hn::Lt(a, one), erfNear(d, v), far);
  }
};

struct VectorErfc {
  static constexpr bool positive = false;
  static constexpr float least = -1;
  static constexpr float most = 9;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V v) const {
    const V one = hn::Set(d, 1.0);
    const V a = hn::Abs(v);
    const V far = erfcFar(d, a);
    const V beyond = hn::IfThenElse(hn::Lt(v, hn::Zero(d)), hn::Sub(hn::Set(d, 2.0), far), far);
    return hn::IfThenElse(hn::Lt(a, one), hn::Sub(one, erfNear(d, v)), beyond);
  }
};

/** exp(x) - 1 as a sum of two, the second what the first lacks; for |x| below 700. */
template <class D, class V>
HWY_INLINE V expm1Parts(D d, V x, V& rest) {
  constexpr double inverse[] = {2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 39916800, 479001600, 6227020800, 87178291200};
  const V n = hn::Round(hn::Mul(x, hn::Set(d, std::numbers::log2e)));
  const V high = hn::NegMulAdd(n, hn::Set(d, 0x1.62e42fefa38p-1), x);  // exact: the constant has bits to spare
  const V low = hn::Mul(n, hn::Set(d, 0x1.ef35793c7673p-45));
  const V r = hn::Sub(high, low);
  const V lost = hn::Sub(hn::Sub(high, r), low);
  V sum = hn::Set(d, 1 / inverse[12]);
  for (int k = 11; k >= 0; --k) sum = hn::MulAdd(sum, r, hn::Set(d, 1 / inverse[k]));
  const V tail = hn::MulAdd(hn::Mul(r, r), sum, hn::MulAdd(lost, r, lost));
  const hn::RebindToSigned<D> integers;
  const V scale = hn::BitCast(
      d, hn::ShiftLeft<52>(hn::Add(hn::ConvertTo(integers, n), hn::Set(integers, int64_t{1023}))));
  const V base = hn::Sub(scale, hn::Set(d, 1.0));
  const V scaled = hn::Mul(scale, r);
  const V whole = hn::Add(base, scaled);  // what the addition loses, by Knuth's six operations
  const V part = hn::Sub(whole, base);
  const V error = hn::Add(hn::Sub(base, hn::Sub(whole, part)), hn::Sub(scaled, part));
  const V more = hn::MulAdd(scale, tail, error);
  const V result = hn::Add(whole, more);
  rest = hn::Sub(more, hn::Sub(result, whole));
  return result;
}

/** Of doubles. */
struct VectorExpm1Exact {
  static constexpr bool positive = false;
  static constexpr double least = 0;
  static constexpr double most = 700;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V v) const {
    V rest;
    return expm1Parts(d, v, rest);
  }
};

/** Of doubles: e / (e + 2) for e = exp(2 |x|) - 1, and one step that corrects the quotient. */
struct VectorTanhExact {
  static constexpr bool positive = false;
  static constexpr double least = 1e-300;
  static constexpr double most = 20;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V v) const {
    const V a = hn::Abs(v);
    const V two = hn::Set(d, 2.0);
    V rest;
    const V e = expm1Parts(d, hn::Add(a, a), rest);
    const V sum = hn::Add(e, two);
    const V part = hn::Sub(sum, e);
    const V error = hn::Add(hn::Add(hn::Sub(e, hn::Sub(sum, part)), hn::Sub(two, part)), rest);
    const V quotient = hn::Div(e, sum);
    const V left = hn::NegMulAdd(quotient, error, hn::Add(hn::NegMulAdd(quotient, sum, e), rest));
    return hn::CopySign(hn::Add(quotient, hn::Div(left, sum)), v);
  }
};

template <class T>
struct VectorSigmoid {
  static constexpr bool positive = false;
  static constexpr T least = -1;
  static constexpr T most = sizeof(T) == 4 ? 87 : 700;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V v) const {
    const V one = hn::Set(d, T(1));
    return hn::Div(one, hn::Add(one, hn::Exp(d, hn::Neg(v))));
  }
};

/** The sine of doubles, or where `shift` is 1 the cosine: x less a multiple of pi/2 as a sum of two, then Taylor's series. */
template <int shift>
struct VectorSineExact {
  static constexpr bool positive = false;
  static constexpr double least = shift == 1 ? -1 : 1e-100;  // the sine of -0 is -0
  static constexpr double most = 30000;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const auto set = [d](double value) HWY_ATTR { return hn::Set(d, value); };
    const V n = hn::Round(hn::Mul(x, set(2 * std::numbers::inv_pi)));
    const V second = set(0x1.0b4611a626331p-34);
    const V high = hn::NegMulAdd(n, set(0x1.921fb544p+0), x);  // exact: the constant has bits to spare
    const V low = hn::Mul(n, second);
    const V r = hn::Sub(high, low);
    const V lostHere = hn::Sub(hn::Sub(high, r), low);
    const V lost = hn::NegMulAdd(n, set(0x1.1701b839a252p-88), hn::Sub(lostHere, hn::MulSub(n, second, low)));
    const V z = hn::Mul(r, r);
    constexpr double sines[] = {-6, 120, -5040, 362880, -39916800, 6227020800, -1307674368000, 355687428096000};
    constexpr double cosines[] = {24, -720, 40320, -3628800, 479001600, -87178291200, 20922789888000, -6402373705728000};
    V odd = set(1 / sines[7]);
    V even = set(1 / cosines[7]);
    for (int k = 6; k >= 0; --k) {
      odd = hn::MulAdd(odd, z, set(1 / sines[k]));
      even = hn::MulAdd(even, z, set(1 / cosines[k]));
    }
    const V half = hn::Mul(z, set(0.5));
    const V sine = hn::Add(r, hn::MulAdd(hn::Mul(z, r), odd, hn::NegMulAdd(lost, half, lost)));
    const V one = set(1.0);
    const V main = hn::Sub(one, half);
    const V left = hn::Sub(hn::Sub(one, main), half);
    const V cosine = hn::Add(main, hn::Add(left, hn::MulSub(hn::Mul(z, z), even, hn::Mul(r, lost))));
    const hn::RebindToSigned<D> integers;
    const auto quadrant = hn::Add(hn::ConvertTo(integers, n), hn::Set(integers, int64_t{shift}));
    const auto turned = hn::BitCast(d, hn::ShiftLeft<62>(hn::And(quadrant, hn::Set(integers, int64_t{2}))));
    const auto swapped = hn::MaskFromVec(hn::BitCast(d, hn::Neg(hn::And(quadrant, hn::Set(integers, int64_t{1})))));
    return hn::Xor(hn::IfThenElse(swapped, cosine, sine), turned);
  }
};

/**
 * A function of two floats through doubles; `Vector` also says where it holds, and the C library computes the lanes
 * where it does not.
 */
template <class Vector, class Library>
HWY_NOINLINE void applyWidePair(const char* const* inputs, char* output, int64_t count, const void*) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> narrow;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const float* a = reinterpret_cast<const float*>(inputs[0]);
  const float* b = reinterpret_cast<const float*>(inputs[1]);
  float* y = reinterpret_cast<float*>(output);
  const auto block = [&](const float* first, const float* second, float* to) HWY_ATTR {
    const auto u = hn::LoadU(narrow, first);
    const auto v = hn::LoadU(narrow, second);
    auto holds = hn::Gt(hn::Zero(d), hn::Zero(d));
    const auto result = Vector()(d, hn::PromoteTo(d, u), hn::PromoteTo(d, v), holds);
    const bool whole = hn::AllTrue(d, holds);
    float givenFirst[HWY_MAX_BYTES / sizeof(double)];
    float givenSecond[HWY_MAX_BYTES / sizeof(double)];
    uint8_t inside[8 + HWY_MAX_BYTES / 64] = {};
    if (!whole) {
      hn::StoreU(u, narrow, givenFirst);
      hn::StoreU(v, narrow, givenSecond);
      hn::StoreMaskBits(d, holds, inside);
    }
    hn::StoreU(hn::DemoteTo(narrow, result), narrow, to);
    for (int64_t i = 0; !whole && i < lanes; ++i) {
      if (!(inside[i / 8] >> (i % 8) & 1)) to[i] = Library{}(givenFirst[i], givenSecond[i]);
    }
  };
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) block(a + i, b + i, y + i);
  if (i < count) {
    float restA[HWY_MAX_BYTES / sizeof(double)];
    float restB[HWY_MAX_BYTES / sizeof(double)];
    std::fill_n(restA, lanes, a[i]);
    std::fill_n(restB, lanes, b[i]);
    std::copy_n(a + i, count - i, restA);
    std::copy_n(b + i, count - i, restB);
    block(restA, restB, restA);
    std::copy_n(restA, count - i, y + i);
  }
}

/** a^b as exp(b log a): for positive a, where the result is neither tiny nor huge. */
struct VectorPow {
  template <class D, class V, class M>
  HWY_INLINE V operator()(D d, V a, V b, M& holds) const {
    const V normal = hn::IfThenElse(hn::Gt(a, hn::Zero(d)), a, hn::Set(d, 1.0));
    const V exponent = hn::Mul(b, hn::Log(d, normal));
    holds = hn::And(hn::And(hn::Gt(a, hn::Zero(d)), hn::Lt(a, hn::Set(d, 3e38))),
                    hn::Lt(hn::Abs(exponent), hn::Set(d, 87.0)));
    return hn::Exp(d, hn::IfThenElseZero(holds, exponent));
  }
};

/** The angle of (b, a), where neither is 0, infinite or NaN. */
struct VectorAtan2 {
  template <class D, class V, class M>
  HWY_INLINE V operator()(D d, V a, V b, M& holds) const {
    const V zero = hn::Zero(d);
    const V most = hn::Set(d, 3.5e38);
    const V sizeA = hn::Abs(a);
    const V sizeB = hn::Abs(b);
    holds = hn::And(hn::And(hn::Gt(sizeA, zero), hn::Lt(sizeA, most)), hn::And(hn::Gt(sizeB, zero), hn::Lt(sizeB, most)));
    const V angle = hn::Atan(d, hn::Div(a, b));
    const V turned = hn::Add(angle, hn::CopySign(hn::Set(d, std::numbers::pi), a));
    return hn::IfThenElse(hn::Lt(b, zero), turned, angle);
  }
};

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#endif
