#ifndef _REENTRANT
#define _REENTRANT 1  // declares lgamma_r on macOS
#endif

#include "kernels/special.h"

#include <numeric>

#include "kernels/special/bessel.h"
#include "kernels/special/erf.h"
#include "kernels/special/gamma.h"
#include "kernels/special/polynomial.h"
#include "tensor/iterate.h"
#include "tensor/promotion.h"

namespace tangent::kernels {
namespace {

template <class T, class R, class F>
void apply(const char* const* inputs, char* output, int64_t count, const void*) {
  const T* x = reinterpret_cast<const T*>(inputs[0]);
  R* y = reinterpret_cast<R*>(output);
  for (int64_t i = 0; i < count; ++i) y[i] = F{}(x[i]);
}

template <class T, class F>
void applyPair(const char* const* inputs, char* output, int64_t count, const void*) {
  const T* a = reinterpret_cast<const T*>(inputs[0]);
  const T* b = reinterpret_cast<const T*>(inputs[1]);
  T* y = reinterpret_cast<T*>(output);
  for (int64_t i = 0; i < count; ++i) y[i] = F{}(a[i], b[i]);
}

template <class T, class F>
ElementwiseFunction function(F) {
  return apply<T, T, F>;
}

template <class T, class F>
ElementwiseFunction pair(F) {
  return applyPair<T, F>;
}

/** A function that is computed in double. */
template <class T, double (*f)(double)>
ElementwiseFunction real() {
  return function<T>([](T x) { return static_cast<T>(f(static_cast<double>(x))); });
}

template <class T, double (*f)(double, double)>
ElementwiseFunction realPair() {
  return pair<T>([](T a, T b) { return static_cast<T>(f(static_cast<double>(a), static_cast<double>(b))); });
}

template <class T>
ElementwiseFunction chooseFunction(Special name) {
  switch (name) {
    case Special::lgamma: return real<T, special::lgamma>();
    case Special::digamma: return real<T, special::digamma>();
    case Special::erfinv: return real<T, special::erfinv>();
    case Special::erfcx: return real<T, special::erfcx>();
    case Special::ndtri: return real<T, special::ndtri>();
    case Special::logNdtr: return real<T, special::logNdtr>();
    case Special::entr:
      return function<T>([](T x) {
        if (x != x) return x;
        return x > 0 ? -x * std::log(x) : x == 0 ? T(0) : -std::numeric_limits<T>::infinity();
      });
    case Special::sinc:
      return function<T>([](T x) {
        const T product = std::numbers::pi_v<T> * x;
        return x == 0 ? T(1) : std::sin(product) / product;
      });
    case Special::i0: return function<T>([](T x) { return special::i0(x); });
    case Special::i0e: return real<T, special::i0e>();
    case Special::i1: return function<T>([](T x) { return special::i1(x); });
    case Special::i1e: return real<T, special::i1e>();
    case Special::besselJ0: return real<T, special::besselJ0>();
    case Special::besselJ1: return real<T, special::besselJ1>();
    case Special::besselY0: return real<T, special::besselY0>();
    case Special::besselY1: return real<T, special::besselY1>();
    case Special::modifiedBesselK0: return real<T, special::k0>();
    case Special::modifiedBesselK1: return real<T, special::k1>();
    case Special::scaledModifiedBesselK0: return real<T, special::k0e>();
    case Special::scaledModifiedBesselK1: return real<T, special::k1e>();
    case Special::sphericalBesselJ0: return real<T, special::sphericalBesselJ0>();
    default: return real<T, special::airyAi>();
  }
}

/** log(base^a + base^b) to that base, without overflow. */
template <class T, class Power, class Logarithm>
T addedLogarithm(T a, T b, Power power, Logarithm logarithm) {
  if (std::isinf(a) && a == b) return a;
  if (a != a || b != b) return a + b;
  return std::max(a, b) + logarithm(power(-std::abs(a - b)));
}

/** x log y: 0 where x is 0, NaN where y is. */
template <class T, class Logarithm>
T timesLogarithm(T x, T y, Logarithm logarithm) {
  if (y != y) return y;
  return x == 0 ? T(0) : x * logarithm(y);
}

template <class T>
T stepTowards(T a, T b) {
  if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
    return std::nextafter(a, b);
  } else {  // the halves: their bits are in the order of their values
    const float from = a;
    const float to = b;
    if (from != from) return a;
    if (to != to || from == to) return b;
    T result;
    if (from == 0) result.bits = static_cast<uint16_t>((b.bits & 0x8000) | 1);
    else result.bits = static_cast<uint16_t>((from < to) == (from > 0) ? a.bits + 1 : a.bits - 1);
    return result;
  }
}

template <class T>
T logit(T x, T eps) {
  if (eps >= 0) x = x < eps ? eps : x > 1 - eps ? 1 - eps : x;
  return x == 1 ? std::numeric_limits<T>::infinity() : std::log(x / (1 - x));
}

template <class T>
ElementwiseFunction realPairFunction(SpecialPair name) {
  switch (name) {
    case SpecialPair::hypot: return pair<T>([](T a, T b) { return std::hypot(a, b); });
    case SpecialPair::logaddexp:
      return pair<T>([](T a, T b) {
        return addedLogarithm(a, b, [](T x) { return std::exp(x); }, [](T x) { return std::log1p(x); });
      });
    case SpecialPair::logaddexp2:
      return pair<T>([](T a, T b) {
        return addedLogarithm(
            a, b, [](T x) { return std::exp2(x); }, [](T x) { return std::log1p(x) * std::numbers::log2e_v<T>; });
      });
    case SpecialPair::nextafter: return pair<T>([](T a, T b) { return stepTowards(a, b); });
    case SpecialPair::copysign: return pair<T>([](T a, T b) { return std::copysign(a, b); });
    case SpecialPair::xlogy:
      return pair<T>([](T x, T y) { return timesLogarithm(x, y, [](T v) { return std::log(v); }); });
    case SpecialPair::xlog1py:
      return pair<T>([](T x, T y) { return timesLogarithm(x, y, [](T v) { return std::log1p(v); }); });
    case SpecialPair::logit: return pair<T>([](T x, T eps) { return logit(x, eps); });
    case SpecialPair::igamma: return realPair<T, special::igamma>();
    case SpecialPair::igammac: return realPair<T, special::igammac>();
    case SpecialPair::zeta: return pair<T>([](T x, T q) { return special::zeta(x, q); });
    case SpecialPair::polygamma: return pair<T>([](T x, T n) { return special::polygamma(x, cast<int64_t>(n)); });
    case SpecialPair::chebyshevPolynomialT: return pair<T>([](T x, T n) { return special::chebyshevT(x, n); });
    case SpecialPair::chebyshevPolynomialU: return pair<T>([](T x, T n) { return special::chebyshevU(x, n); });
    case SpecialPair::chebyshevPolynomialV: return pair<T>([](T x, T n) { return special::chebyshevV(x, n); });
    case SpecialPair::chebyshevPolynomialW: return pair<T>([](T x, T n) { return special::chebyshevW(x, n); });
    case SpecialPair::shiftedChebyshevPolynomialT:
      return pair<T>([](T x, T n) { return special::chebyshevT(x + x - 1, n); });
    case SpecialPair::shiftedChebyshevPolynomialU:
      return pair<T>([](T x, T n) { return special::chebyshevU(x + x - 1, n); });
    case SpecialPair::shiftedChebyshevPolynomialV:
      return pair<T>([](T x, T n) { return special::chebyshevV(x + x - 1, n); });
    case SpecialPair::shiftedChebyshevPolynomialW:
      return pair<T>([](T x, T n) { return special::chebyshevW(x + x - 1, n); });
    case SpecialPair::hermitePolynomialH: return pair<T>([](T x, T n) { return special::hermiteH(x, n); });
    case SpecialPair::hermitePolynomialHe: return pair<T>([](T x, T n) { return special::hermiteHe(x, n); });
    case SpecialPair::laguerrePolynomialL: return pair<T>([](T x, T n) { return special::laguerreL(x, n); });
    case SpecialPair::legendrePolynomialP: return pair<T>([](T x, T n) { return special::legendreP(x, n); });
    default: return nullptr;
  }
}

/** The absolute value as an unsigned number: that of the least integer fits. */
template <class T>
uint64_t magnitude(T x) {
  return x < 0 ? uint64_t{0} - static_cast<uint64_t>(x) : static_cast<uint64_t>(x);
}

template <class T>
T leastMultiple(T a, T b) {
  const uint64_t divisor = std::gcd(magnitude(a), magnitude(b));
  return divisor == 0 ? T(0) : static_cast<T>(magnitude(static_cast<T>(magnitude(a) / divisor * magnitude(b))));
}

template <class T>
ElementwiseFunction integerPairFunction(SpecialPair name) {
  constexpr int bits = static_cast<int>(sizeof(T)) * 8;
  switch (name) {
    case SpecialPair::gcd:
      return pair<T>([](T a, T b) { return static_cast<T>(std::gcd(magnitude(a), magnitude(b))); });
    case SpecialPair::lcm: return pair<T>([](T a, T b) { return leastMultiple(a, b); });
    case SpecialPair::bitwiseLeftShift:
      return pair<T>([](T a, T b) {
        return b < 0 || b >= static_cast<T>(bits) ? T(0) : static_cast<T>(static_cast<uint64_t>(a) << b);
      });
    case SpecialPair::bitwiseRightShift:
      return pair<T>([](T a, T b) {
        const bool whole = b < 0 || b >= static_cast<T>(bits);
        if (whole && std::is_unsigned_v<T>) return T(0);
        return static_cast<T>(a >> (whole ? bits - 1 : static_cast<int>(b)));
      });
    default: return nullptr;
  }
}

/** Functions of numbers of any dtype. */
template <class T>
ElementwiseFunction anyPairFunction(SpecialPair name) {
  switch (name) {
    case SpecialPair::fmax: return pair<T>([](T a, T b) { return b != b || a > b ? a : b; });
    case SpecialPair::fmin: return pair<T>([](T a, T b) { return b != b || a < b ? a : b; });
    case SpecialPair::heaviside: return pair<T>([](T a, T b) { return a == T(0) ? b : static_cast<T>(a > T(0)); });
    default: return nullptr;
  }
}

/** Integers become floating point; of the others they are refused. */
bool makesFloat(SpecialPair name) {
  switch (name) {
    case SpecialPair::fmax:
    case SpecialPair::fmin:
    case SpecialPair::heaviside:
    case SpecialPair::gcd:
    case SpecialPair::lcm:
    case SpecialPair::bitwiseLeftShift:
    case SpecialPair::bitwiseRightShift:
    case SpecialPair::hypot:
    case SpecialPair::logaddexp:
    case SpecialPair::logaddexp2:
    case SpecialPair::nextafter:
    case SpecialPair::igamma:
    case SpecialPair::igammac: return false;
    default: return true;
  }
}

// As PyTorch's messages name them, in the order of the enumerations.
constexpr const char* names[] = {
    "lgamma_vml_cpu", "digamma", "erfinv_vml_cpu", "erfcx_cpu", "ndtri_cpu", "log_ndtr_cpu", "entr_cpu", "sinc_cpu",
    "i0_cpu", "i0e_cpu", "i1_cpu", "i1e_cpu", "bessel_j0_cpu", "bessel_j1_cpu", "bessel_y0_cpu", "bessel_y1_cpu",
    "modified_bessel_k0_cpu", "modified_bessel_k1_cpu", "scaled_modified_bessel_k0_cpu",
    "scaled_modified_bessel_k1_cpu", "spherical_bessel_j0_cpu", "airy_ai_cpu"};
constexpr const char* pairNames[] = {
    "hypot_cpu", "logaddexp_cpu", "logaddexp2_cpu", "nextafter_cpu", "copysign_cpu", "fmax_cpu", "fmin_cpu",
    "heaviside_cpu", "xlogy_cpu", "xlog1py_cpu", "logit_cpu", "gcd_cpu", "lcm_cpu", "lshift_cpu", "rshift_cpu",
    "igamma_cpu", "igammac_cpu", "zeta_cpu", "polygamma", "chebyshev_polynomial_t_cpu", "chebyshev_polynomial_u_cpu",
    "chebyshev_polynomial_v_cpu", "chebyshev_polynomial_w_cpu", "shifted_chebyshev_polynomial_t_cpu",
    "shifted_chebyshev_polynomial_u_cpu", "shifted_chebyshev_polynomial_v_cpu", "shifted_chebyshev_polynomial_w_cpu",
    "hermite_polynomial_h_cpu", "hermite_polynomial_he_cpu", "laguerre_polynomial_l_cpu", "legendre_polynomial_p_cpu"};

/** Those that PyTorch computes in float32 and float64 only. */
bool refusesHalves(Special name) {
  switch (name) {
    case Special::lgamma:
    case Special::digamma:
    case Special::erfinv:
    case Special::entr:
    case Special::sinc:
    case Special::i0:
    case Special::i0e:
    case Special::i1:
    case Special::i1e: return false;
    default: return true;
  }
}

bool refusesHalves(SpecialPair name) {
  return name == SpecialPair::zeta || name >= SpecialPair::chebyshevPolynomialT;
}

ElementwiseFunction pairFunction(SpecialPair name, DType dtype, DType compute) {
  if (name == SpecialPair::nextafter && dtype == DType::Float16) {
    return pair<Half>([](Half a, Half b) { return stepTowards(a, b); });
  }
  if (name == SpecialPair::nextafter && dtype == DType::BFloat16) {
    return pair<BFloat16>([](BFloat16 a, BFloat16 b) { return stepTowards(a, b); });
  }
  return visitCompute(compute, [&](auto type) -> ElementwiseFunction {
    using T = typename decltype(type)::type;
    if (const ElementwiseFunction any = anyPairFunction<T>(name)) return any;
    if constexpr (std::is_floating_point_v<T>) return realPairFunction<T>(name);
    else if constexpr (!std::is_same_v<T, bool>) return integerPairFunction<T>(name);
    else return nullptr;
  });
}

constexpr int64_t specialCost = 64;

}  // namespace

Tensor special(Special name, const Tensor& a, const Out& out) {
  const DType dtype = floatingType(a.dtype());
  const DType compute = computeType(dtype);
  require(compute == dtype || !refusesHalves(name), "\"", names[static_cast<size_t>(name)], "\" not implemented for '",
          dtypeName(dtype), "'");
  const ElementwiseFunction kernel =
      compute == DType::Float64 ? chooseFunction<double>(name) : chooseFunction<float>(name);
  const Operand self = a;
  const Input input{&self, compute};
  const Tensor result = resultTensor(out, a.sizes(), dtype, {&input, 1});
  elementwise(result, compute, {&input, 1}, kernel, nullptr, specialCost);
  return result;
}

Tensor specialPair(SpecialPair name, const Operand& a, const Operand& b, const Out& out) {
  DType dtype = resultType(a, b);
  if (makesFloat(name)) dtype = floatingType(dtype);
  const bool stepsInHalves = name == SpecialPair::nextafter;
  const DType compute = stepsInHalves ? dtype : computeType(dtype);
  const bool refused = refusesHalves(name) && computeType(dtype) != dtype;
  const ElementwiseFunction kernel = refused ? nullptr : pairFunction(name, dtype, compute);
  require(kernel != nullptr, "\"", pairNames[static_cast<size_t>(name)], "\" not implemented for '", dtypeName(dtype), "'");
  const Input inputs[] = {{&a, compute}, {&b, compute}};
  const Tensor result = resultTensor(out, broadcastSizes(inputs), dtype, inputs);
  elementwise(result, compute, inputs, kernel, nullptr, specialCost);
  return result;
}

std::pair<Tensor, Tensor> frexp(const Tensor& a) {
  require(isFloating(a.dtype()), "torch.frexp() only supports floating-point dtypes");
  const DType compute = computeType(a.dtype());
  const Tensor mantissa = Tensor::empty(a.sizes(), a.dtype());
  const Tensor exponent = Tensor::empty(a.sizes(), DType::Int32);
  const auto functions = [](auto zero) {
    using T = decltype(zero);
    constexpr auto part = [](T x) {
      int ignored;
      return std::frexp(x, &ignored);
    };
    constexpr auto power = [](T x) {
      int value = 0;
      if (std::isfinite(x)) std::frexp(x, &value);
      return static_cast<int32_t>(value);
    };
    return std::pair<ElementwiseFunction, ElementwiseFunction>(apply<T, T, decltype(part)>,
                                                               apply<T, int32_t, decltype(power)>);
  };
  const auto [part, power] = compute == DType::Float64 ? functions(0.0) : functions(0.0f);
  const Operand self = a;
  const Input input{&self, compute};
  elementwise(mantissa, compute, {&input, 1}, part, nullptr, 8);
  elementwise(exponent, DType::Int32, {&input, 1}, power, nullptr, 8);
  return {mantissa, exponent};
}

}  // namespace tangent::kernels
