#include <bit>
#include <cmath>

#include "kernels/compare.h"
#include "kernels/pointwise.h"
#include "tensor/iterate.h"
#include "tensor/promotion.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/unary.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {
namespace {

/** Calls a function of one element; `F` is a stateless lambda. */
template <class T, class R, class F>
void apply(const char* const* inputs, char* output, int64_t count, const void*) {
  const T* x = reinterpret_cast<const T*>(inputs[0]);
  R* y = reinterpret_cast<R*>(output);
  for (int64_t i = 0; i < count; ++i) y[i] = F{}(x[i]);
}

template <class T, class F>
ElementwiseFunction function(F) {
  return apply<T, T, F>;
}

template <class T, class Vector, class Library>
ElementwiseFunction vectorFunction(Vector, Library) {
  return applyVector<T, Vector, Library>;
}

/** Floats and doubles each by a vector function of their own. */
template <class T, class Float, class Double, class Library>
ElementwiseFunction ownFunction(Float, Double, Library) {
  return applyVector<T, std::conditional_t<sizeof(T) == 4, Float, Double>, Library>;
}

/** Floats through doubles, doubles by a vector function of their own. */
template <class T, class Wide, class Own, class Library>
ElementwiseFunction wideFunction(Wide, Own, Library) {
  if constexpr (sizeof(T) == 4) return applyWide<Wide, Library>;
  else return applyVector<T, Own, Library>;
}

/** Floats through doubles, doubles by the C library. */
template <class T, class Wide, class Library>
ElementwiseFunction wideFunction(Wide, Library library) {
  if constexpr (sizeof(T) == 4) return applyWide<Wide, Library>;
  else return function<T>(library);
}

/** Functions of real numbers, for float and double. */
template <class T>
ElementwiseFunction realFunction(Unary name) {
  switch (name) {
    case Unary::sqrt: return function<T>([](T x) { return std::sqrt(x); });
    case Unary::rsqrt: return function<T>([](T x) { return T(1) / std::sqrt(x); });
    case Unary::reciprocal: return function<T>([](T x) { return T(1) / x; });
    case Unary::exp: return vectorFunction<T>(VectorExp<T>(), [](T x) { return std::exp(x); });
    case Unary::exp2: return wideFunction<T>(VectorExp2(), [](T x) { return std::exp2(x); });
    case Unary::expm1:
      return wideFunction<T>(VectorExpm1<float>(), VectorExpm1Exact(), [](T x) { return std::expm1(x); });
    case Unary::log: return vectorFunction<T>(VectorLog<T>(), [](T x) { return std::log(x); });
    case Unary::log2: return vectorFunction<T>(VectorLog2<T>(), [](T x) { return std::log2(x); });
    case Unary::log10: return vectorFunction<T>(VectorLog10<T>(), [](T x) { return std::log10(x); });
    case Unary::log1p: return vectorFunction<T>(VectorLog1p<T>(), [](T x) { return std::log1p(x); });
    case Unary::sin:
      return ownFunction<T>(VectorSin<float>(), VectorSineExact<0>(), [](T x) { return std::sin(x); });
    case Unary::cos:
      return ownFunction<T>(VectorCos<float>(), VectorSineExact<1>(), [](T x) { return std::cos(x); });
    case Unary::tan: return wideFunction<T>(VectorTan(), [](T x) { return std::tan(x); });
    case Unary::asin: return vectorFunction<T>(VectorAsin<T>(), [](T x) { return std::asin(x); });
    case Unary::acos: return vectorFunction<T>(VectorAcos<T>(), [](T x) { return std::acos(x); });
    case Unary::atan:
      return wideFunction<T>(VectorAtan<float>(), VectorAtan<double>(), [](T x) { return std::atan(x); });
    case Unary::sinh: return wideFunction<T>(VectorSinh<float>(), [](T x) { return std::sinh(x); });
    case Unary::cosh:
      return wideFunction<T>(VectorCosh<float>(), VectorCosh<double>(), [](T x) { return std::cosh(x); });
    case Unary::tanh:
      return wideFunction<T>(VectorTanh<float>(), VectorTanhExact(), [](T x) { return std::tanh(x); });
    case Unary::asinh: return wideFunction<T>(VectorAsinh<float>(), [](T x) { return std::asinh(x); });
    case Unary::acosh: return wideFunction<T>(VectorAcosh<float>(), [](T x) { return std::acosh(x); });
    case Unary::atanh: return wideFunction<T>(VectorAtanh<float>(), [](T x) { return std::atanh(x); });
    case Unary::sigmoid:
      return vectorFunction<T>(VectorSigmoid<T>(), [](T x) { return T(1) / (T(1) + std::exp(-x)); });
    case Unary::erf: return wideFunction<T>(VectorErf(), [](T x) { return std::erf(x); });
    case Unary::erfc: return wideFunction<T>(VectorErfc(), [](T x) { return std::erfc(x); });
    case Unary::floor: return function<T>([](T x) { return std::floor(x); });
    case Unary::ceil: return function<T>([](T x) { return std::ceil(x); });
    case Unary::round: return function<T>([](T x) { return std::nearbyint(x); });
    case Unary::trunc: return function<T>([](T x) { return std::trunc(x); });
    case Unary::frac: return function<T>([](T x) { return x - std::trunc(x); });
    default: return nullptr;
  }
}

/** Integers wrap as unsigned ones do: overflow of signed ones is undefined. */
template <class T>
T wrapped(uint64_t value) {
  return static_cast<T>(value);
}

template <class T>
ElementwiseFunction numberFunction(Unary name) {
  switch (name) {
    case Unary::abs:
      return function<T>([](T x) {
        if constexpr (std::is_floating_point_v<T>) return std::abs(x);
        else if constexpr (std::is_unsigned_v<T>) return x;
        else return x < T(0) ? wrapped<T>(uint64_t{0} - static_cast<uint64_t>(x)) : x;
      });
    case Unary::neg:
      return function<T>([](T x) {
        if constexpr (std::is_floating_point_v<T>) return -x;
        else return wrapped<T>(uint64_t{0} - static_cast<uint64_t>(x));
      });
    case Unary::sign:
      return function<T>([](T x) {
        if constexpr (std::is_floating_point_v<T>) return x != x ? x : static_cast<T>((x > 0) - (x < 0));
        else return static_cast<T>((x > T(0)) - (x < T(0)));
      });
    case Unary::square:
      return function<T>([](T x) {
        if constexpr (std::is_floating_point_v<T>) return x * x;
        else return wrapped<T>(static_cast<uint64_t>(x) * static_cast<uint64_t>(x));
      });
    case Unary::relu: return function<T>([](T x) { return x < T(0) ? T(0) : x; });
    case Unary::bitwiseNot:
      return function<T>([](T x) {
        if constexpr (std::is_same_v<T, bool>) return !x;
        else if constexpr (std::is_integral_v<T>) return static_cast<T>(~x);
        else return x;
      });
    default: return function<T>([](T x) { return x; });  // rounding of integers
  }
}

}  // namespace

ElementwiseFunction UnaryFunction(Unary name, DType compute) {
  return visitCompute(compute, [&](auto type) -> ElementwiseFunction {
    using T = typename decltype(type)::type;
    if constexpr (std::is_floating_point_v<T>) {
      if (const ElementwiseFunction real = realFunction<T>(name)) return real;
    }
    return numberFunction<T>(name);
  });
}

namespace {

/** A test of floating-point numbers; integers have one answer. */
template <class T, class F>
ElementwiseFunction floatTest(F, bool ofInteger) {
  if constexpr (std::is_floating_point_v<T>) {
    return apply<T, bool, F>;
  } else {
    constexpr auto yes = [](T) { return true; };
    constexpr auto no = [](T) { return false; };
    return ofInteger ? apply<T, bool, decltype(yes)> : apply<T, bool, decltype(no)>;
  }
}

template <class T>
ElementwiseFunction testFunction(Test name) {
  constexpr T infinity = std::numeric_limits<T>::infinity();
  switch (name) {
    case Test::logicalNot: {
      constexpr auto f = [](T x) { return x == T(0); };
      return apply<T, bool, decltype(f)>;
    }
    case Test::isnan: return floatTest<T>([](T x) { return x != x; }, false);
    case Test::isinf: return floatTest<T>([](T x) { return x == infinity || x == -infinity; }, false);
    case Test::isposinf: return floatTest<T>([](T x) { return x == infinity; }, false);
    case Test::isneginf: return floatTest<T>([](T x) { return x == -infinity; }, false);
    case Test::signbit: {
      constexpr auto f = [](T x) {
        if constexpr (std::is_floating_point_v<T>) return std::signbit(x);
        else return x < T(0);
      };
      return apply<T, bool, decltype(f)>;
    }
    default: return floatTest<T>([](T x) { return x < infinity && x > -infinity; }, true);
  }
}

}  // namespace

ElementwiseFunction TestFunction(Test name, DType compute) {
  return visitCompute(compute, [&](auto type) { return testFunction<typename decltype(type)::type>(name); });
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {
namespace {

HWY_EXPORT(UnaryFunction);
HWY_EXPORT(TestFunction);

bool makesFloat(Unary name) {
  switch (name) {
    case Unary::abs:
    case Unary::neg:
    case Unary::sign:
    case Unary::square:
    case Unary::relu:
    case Unary::floor:
    case Unary::ceil:
    case Unary::round:
    case Unary::trunc:
    case Unary::frac:
    case Unary::bitwiseNot: return false;
    default: return true;
  }
}

void refuse(Unary name, DType dtype) {
  const bool boolean = dtype == DType::Bool;
  require(!(boolean && name == Unary::neg),
          "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the "
          "`~` or `logical_not()` operator instead.");
  require(!(boolean && name == Unary::abs), "\"abs_cpu\" not implemented for 'Bool'");
  require(!(boolean && name == Unary::relu), "Boolean inputs not supported for relu");
  require(!(isFloating(dtype) && name == Unary::bitwiseNot), "\"bitwise_not_cpu\" not implemented for '",
          dtypeName(dtype), "'");
  require(!(!isFloating(dtype) && name == Unary::frac), "\"frac_cpu\" not implemented for '", dtypeName(dtype), "'");
  constexpr Unary rounding[] = {Unary::floor, Unary::ceil, Unary::round, Unary::trunc};
  constexpr const char* names[] = {"floor", "ceil", "round", "trunc"};
  for (int i = 0; i < 4; ++i) {
    require(!(boolean && name == rounding[i]), "\"", names[i], "_vml_cpu\" not implemented for 'Bool'");
  }
}

int64_t cost(Unary name) { return makesFloat(name) ? 16 : 1; }

}  // namespace

Tensor unary(Unary name, const Tensor& a, const Out& out) {
  refuse(name, a.dtype());
  DType dtype = makesFloat(name) ? floatingType(a.dtype()) : a.dtype();
  if (name == Unary::square && dtype == DType::Bool) dtype = DType::Int64;  // pow(bool, 2) is int64 in PyTorch
  const DType compute = computeType(dtype);
  const ElementwiseFunction kernel = HWY_DYNAMIC_DISPATCH(UnaryFunction)(name, compute);
  const Operand self = a;
  const Input input{&self, compute};
  const Tensor result = resultTensor(out, a.sizes(), dtype, {&input, 1});
  elementwise(result, compute, {&input, 1}, kernel, nullptr, cost(name));
  return result;
}

Tensor test(Test name, const Tensor& a, const Out& out) {
  const bool onlyBool = name == Test::signbit || name == Test::isposinf || name == Test::isneginf;
  constexpr const char* names[] = {"logical_not", "isnan", "isinf", "isfinite", "isposinf", "isneginf", "signbit"};
  require(!out || out->dtype() == DType::Bool || !onlyBool, names[static_cast<size_t>(name)],
          " does not support non-boolean outputs.");
  const DType compute = computeType(a.dtype());
  const ElementwiseFunction kernel = HWY_DYNAMIC_DISPATCH(TestFunction)(name, compute);
  const Operand self = a;
  const Input input{&self, compute};
  return truths(out, {&input, 1}, kernel);
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
