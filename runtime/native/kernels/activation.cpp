#include "kernels/activation.h"

#include <cmath>
#include <numbers>

#include "tensor/iterate.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/activation.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "hwy/contrib/math/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <class D>
using V = hn::Vec<D>;

/** The error function: a quotient of polynomials for float (XLA's, within 5e-7), the C library's for double. */
template <class D>
HWY_INLINE V<D> Erf(D d, V<D> x) {
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    HWY_ALIGN double lanes[HWY_MAX_BYTES / sizeof(double)];
    hn::Store(x, d, lanes);
    for (size_t i = 0; i < hn::Lanes(d); ++i) lanes[i] = std::erf(lanes[i]);
    return hn::Load(d, lanes);
  } else {
    const auto bounded = hn::Clamp(x, hn::Set(d, -4.0f), hn::Set(d, 4.0f));
    const auto square = hn::Mul(bounded, bounded);
    constexpr float above[] = {-2.72614225801306e-10f, 2.77068142495902e-08f,  -2.10102402082508e-06f,
                               -5.69250639462346e-05f, -7.34990630326855e-04f, -2.95459980854025e-03f,
                               -1.60960333262415e-02f};
    constexpr float below[] = {-1.45660718464996e-05f, -2.13374055278905e-04f, -1.68282697438203e-03f,
                               -7.37332916720468e-03f, -1.42647390514189e-02f};
    auto numerator = hn::Set(d, above[0]);
    for (size_t i = 1; i < 7; ++i) numerator = hn::MulAdd(numerator, square, hn::Set(d, above[i]));
    auto denominator = hn::Set(d, below[0]);
    for (size_t i = 1; i < 5; ++i) denominator = hn::MulAdd(denominator, square, hn::Set(d, below[i]));
    const auto result = hn::Div(hn::Mul(bounded, numerator), denominator);
    return hn::IfThenElse(hn::Eq(x, x), result, x);
  }
}

template <class D>
HWY_INLINE V<D> Number(D d, double value) {
  return hn::Set(d, static_cast<hn::TFromD<D>>(value));
}

constexpr double rootTwoOverPi = 0.79788456080286535588;
constexpr double cubic = 0.044715;

/** √(2/π) (x + 0.044715 x³), within the range in which tanh is not yet 1. */
template <class D>
HWY_INLINE V<D> TanhArgument(D d, V<D> x) {
  const auto cube = hn::Mul(hn::Mul(x, x), x);
  return hn::Mul(Number(d, rootTwoOverPi), hn::MulAdd(Number(d, cubic), cube, x));
}

template <class D>
HWY_INLINE V<D> TanhOf(D d, V<D> x) {
  const auto bounded = hn::Clamp(x, Number(d, -20), Number(d, 20));
  return hn::IfThenElse(hn::Eq(x, x), hn::Tanh(d, bounded), x);
}

struct Gelu {
  template <class D>
  HWY_INLINE V<D> operator()(D d, V<D> x) const {
    const auto half = hn::Mul(Number(d, 0.5), x);
    return hn::MulAdd(half, Erf(d, hn::Mul(x, Number(d, std::numbers::sqrt2 / 2))), half);
  }
};

struct GeluByTanh {
  template <class D>
  HWY_INLINE V<D> operator()(D d, V<D> x) const {
    const auto half = hn::Mul(Number(d, 0.5), x);
    return hn::MulAdd(half, TanhOf(d, TanhArgument(d, x)), half);
  }
};

/** Φ(x) + x φ(x). */
struct GeluSlope {
  template <class D>
  HWY_INLINE V<D> operator()(D d, V<D> x) const {
    const auto cumulative =
        hn::MulAdd(Number(d, 0.5), Erf(d, hn::Mul(x, Number(d, std::numbers::sqrt2 / 2))), Number(d, 0.5));
    const auto least = Number(d, sizeof(hn::TFromD<D>) == 4 ? -87 : -700);  // below it the density is 0
    const auto exponent = hn::Mul(Number(d, -0.5), hn::Mul(x, x));
    const auto power = hn::Exp(d, hn::Max(exponent, least));
    const auto density = hn::IfThenElseZero(hn::Gt(exponent, least), hn::Mul(power, Number(d, rootTwoOverPi / 2)));
    return hn::MulAdd(x, density, cumulative);
  }
};

struct GeluByTanhSlope {
  template <class D>
  HWY_INLINE V<D> operator()(D d, V<D> x) const {
    const auto one = Number(d, 1);
    const auto half = Number(d, 0.5);
    const auto tanh = TanhOf(d, TanhArgument(d, x));
    const auto square = hn::Mul(x, x);
    const auto inner = hn::Mul(Number(d, rootTwoOverPi), hn::MulAdd(Number(d, 3 * cubic), square, one));
    const auto left = hn::MulAdd(half, tanh, half);
    const auto slope = hn::Mul(hn::Mul(half, x), hn::Mul(hn::NegMulAdd(tanh, tanh, one), inner));
    // Far out the slope is 0 times infinity: there it is 0.
    return hn::IfThenElse(hn::Gt(hn::Abs(x), Number(d, 1e4)), left, hn::Add(left, slope));
  }
};

/** y = F(x), or F(x) times the second input. */
template <class T, class F, bool multiplies>
HWY_NOINLINE void run(const char* const* in, char* to, int64_t count, const void*) {
  const hn::ScalableTag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto* x = reinterpret_cast<const T*>(in[0]);
  const auto* factor = reinterpret_cast<const T*>(in[multiplies ? 1 : 0]);
  auto* y = reinterpret_cast<T*>(to);
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    auto value = F()(d, hn::LoadU(d, x + i));
    if constexpr (multiplies) value = hn::Mul(value, hn::LoadU(d, factor + i));
    hn::StoreU(value, d, y + i);
  }
  if (i == count) return;
  HWY_ALIGN T rest[2][HWY_MAX_BYTES / sizeof(T)] = {};
  std::copy_n(x + i, count - i, rest[0]);
  if constexpr (multiplies) std::copy_n(factor + i, count - i, rest[1]);
  auto value = F()(d, hn::Load(d, rest[0]));
  if constexpr (multiplies) value = hn::Mul(value, hn::Load(d, rest[1]));
  hn::Store(value, d, rest[0]);
  std::copy_n(rest[0], count - i, y + i);
}

template <class T>
ElementwiseFunction functionOf(bool byTanh, bool slope) {
  if (slope) return byTanh ? run<T, GeluByTanhSlope, true> : run<T, GeluSlope, true>;
  return byTanh ? run<T, GeluByTanh, false> : run<T, Gelu, false>;
}

}  // namespace

ElementwiseFunction GeluFunction(DType compute, bool byTanh, bool slope) {
  return compute == DType::Float64 ? functionOf<double>(byTanh, slope) : functionOf<float>(byTanh, slope);
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {

HWY_EXPORT(GeluFunction);

namespace {

constexpr int64_t cost = 8;

void requireReal(const char* name, const Tensor& a) {
  require(isFloating(a.dtype()), "\"", name, "\" not implemented for '", dtypeName(a.dtype()), "'");
}

}  // namespace

Tensor gelu(const Tensor& a, bool byTanh, const Out& out) {
  requireReal("GeluKernelImpl", a);
  const DType compute = computeType(a.dtype());
  const Operand self = a;
  const Input input{&self, compute};
  const Tensor result = resultTensor(out, a.sizes(), a.dtype(), {&input, 1});
  elementwise(result, compute, {&input, 1}, HWY_DYNAMIC_DISPATCH(GeluFunction)(compute, byTanh, false), nullptr, cost);
  return result;
}

Tensor geluBackward(const Tensor& grad, const Tensor& a, bool byTanh) {
  requireReal("GeluBackwardKernelImpl", a);
  require(grad.sizes() == a.sizes(), "expected grad of shape ", a.sizes(), ", but got ", grad.sizes());
  const Tensor result = Tensor::empty(a.sizes(), a.dtype());
  const DType compute = computeType(a.dtype());
  const Operand self = a;
  const Operand change = grad;
  const Input inputs[] = {{&self, compute}, {&change, compute}};
  elementwise(result, compute, inputs, HWY_DYNAMIC_DISPATCH(GeluFunction)(compute, byTanh, true), nullptr, cost);
  return result;
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
