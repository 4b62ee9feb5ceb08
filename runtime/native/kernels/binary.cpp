#include <cmath>

#include "kernels/pointwise.h"
#include "tensor/iterate.h"
#include "tensor/promotion.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/binary.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {
namespace {

template <class T, class F>
void apply(const char* const* inputs, char* output, int64_t count, const void*) {
  const T* a = reinterpret_cast<const T*>(inputs[0]);
  const T* b = reinterpret_cast<const T*>(inputs[1]);
  T* y = reinterpret_cast<T*>(output);
  for (int64_t i = 0; i < count; ++i) y[i] = F{}(a[i], b[i]);
}

template <class T, class F>
ElementwiseFunction function(F) {
  return apply<T, F>;
}

/** Floats on vectors, through doubles; other types one by one. */
template <class T, class Vector, class F>
ElementwiseFunction widePair(F f) {
  if constexpr (std::is_same_v<T, float>) return applyWidePair<Vector, F>;
  else return function<T>(f);
}

constexpr const char* zeroDivision = "ZeroDivisionError";

/** Python's modulus: the sign is the divisor's. */
template <class T>
T remainderOf(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    const T rest = std::fmod(a, b);
    return rest != 0 && (b < 0) != (rest < 0) ? rest + b : rest;
  } else {
    if (b == 0) throw Error(zeroDivision);
    if constexpr (std::is_signed_v<T>) {
      if (b == -1) return 0;  // the least integer by -1 traps
    }
    const auto rest = static_cast<T>(a % b);
    return rest != 0 && (b < 0) != (rest < 0) ? static_cast<T>(rest + b) : rest;
  }
}

/** Python's //, with its care for signs and rounding. */
template <class T>
T floorDivision(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    if (b == 0) return a / b;
    const T rest = std::fmod(a, b);
    T quotient = (a - rest) / b;
    if (rest != 0 && (b < 0) != (rest < 0)) quotient -= T(1);
    if (quotient == 0) return std::copysign(T(0), a / b);
    const T floored = std::floor(quotient);
    return quotient - floored > T(0.5) ? floored + T(1) : floored;
  } else {
    if (b == 0) throw Error(zeroDivision);
    if constexpr (std::is_signed_v<T>) {
      if (b == -1) return static_cast<T>(uint64_t{0} - static_cast<uint64_t>(a));
    }
    const auto quotient = static_cast<T>(a / b);
    return a % b != 0 && (a < 0) != (b < 0) ? static_cast<T>(quotient - 1) : quotient;
  }
}

template <class T>
T truncDivision(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::trunc(a / b);
  } else {
    if (b == 0) throw Error(zeroDivision);
    if constexpr (std::is_signed_v<T>) {
      if (b == -1) return static_cast<T>(uint64_t{0} - static_cast<uint64_t>(a));
    }
    return static_cast<T>(a / b);
  }
}

template <class T>
T fmodOf(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::fmod(a, b);
  } else {
    if (b == 0) throw Error(zeroDivision);
    if constexpr (std::is_signed_v<T>) {
      if (b == -1) return 0;
    }
    return static_cast<T>(a % b);
  }
}

template <class T>
T power(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    if (b == T(2)) return a * a;
    return std::pow(a, b);
  } else {
    if (b < 0) return a == 1 ? T(1) : a == static_cast<T>(-1) ? (b % 2 == 0 ? T(1) : static_cast<T>(-1)) : T(0);
    uint64_t result = 1;
    for (auto base = static_cast<uint64_t>(a), exponent = static_cast<uint64_t>(b); exponent > 0; exponent >>= 1) {
      if (exponent & 1) result *= base;
      base *= base;
    }
    return static_cast<T>(result);
  }
}

/** Unsigned, so that integers wrap without undefined behaviour. */
template <class T, class F>
T arithmetic(T a, T b, F f) {
  if constexpr (std::is_floating_point_v<T>) return f(a, b);
  else return static_cast<T>(f(static_cast<uint64_t>(a), static_cast<uint64_t>(b)));
}

template <class T>
ElementwiseFunction numberFunction(Binary name) {
  switch (name) {
    case Binary::add:
      return function<T>([](T a, T b) { return arithmetic(a, b, [](auto x, auto y) { return x + y; }); });
    case Binary::sub:
      return function<T>([](T a, T b) { return arithmetic(a, b, [](auto x, auto y) { return x - y; }); });
    case Binary::mul:
      return function<T>([](T a, T b) { return arithmetic(a, b, [](auto x, auto y) { return x * y; }); });
    case Binary::floorDivide: return function<T>([](T a, T b) { return floorDivision(a, b); });
    case Binary::truncDivide: return function<T>([](T a, T b) { return truncDivision(a, b); });
    case Binary::remainder: return function<T>([](T a, T b) { return remainderOf(a, b); });
    case Binary::fmod: return function<T>([](T a, T b) { return fmodOf(a, b); });
    case Binary::pow: return widePair<T, VectorPow>([](T a, T b) { return power(a, b); });
    case Binary::maximum: return function<T>([](T a, T b) { return a != a || a > b ? a : b; });
    case Binary::minimum: return function<T>([](T a, T b) { return a != a || a < b ? a : b; });
    case Binary::reluBackward: return function<T>([](T a, T b) { return b > 0 ? a : T(0); });
    case Binary::sigmoidBackward:
      return function<T>([](T a, T b) {
        return arithmetic(a, b, [](auto x, auto y) { return x * y * (decltype(y)(1) - y); });
      });
    case Binary::tanhBackward:
      return function<T>([](T a, T b) {
        return arithmetic(a, b, [](auto x, auto y) { return x * (decltype(y)(1) - y * y); });
      });
    default: return nullptr;
  }
}

template <class T>
ElementwiseFunction bitFunction(Binary name) {
  switch (name) {
    case Binary::bitwiseAnd: return function<T>([](T a, T b) { return static_cast<T>(a & b); });
    case Binary::bitwiseOr: return function<T>([](T a, T b) { return static_cast<T>(a | b); });
    case Binary::bitwiseXor: return function<T>([](T a, T b) { return static_cast<T>(a ^ b); });
    default: return nullptr;
  }
}

/** The quotient of halves is rounded to them before its fraction is cut off, as in PyTorch. */
template <class Narrow>
ElementwiseFunction roundedQuotient() {
  return function<float>([](float a, float b) { return std::trunc(static_cast<float>(Narrow(a / b))); });
}

/** bool has PyTorch's few: sums are "or", products are "and". */
ElementwiseFunction booleanFunction(Binary name) {
  switch (name) {
    case Binary::add:
    case Binary::maximum:
    case Binary::bitwiseOr: return function<bool>([](bool a, bool b) { return a || b; });
    case Binary::mul:
    case Binary::minimum:
    case Binary::bitwiseAnd:
    case Binary::reluBackward: return function<bool>([](bool a, bool b) { return a && b; });
    case Binary::bitwiseXor: return function<bool>([](bool a, bool b) { return a != b; });
    default: return nullptr;
  }
}

}  // namespace

ElementwiseFunction BinaryFunction(Binary name, DType dtype, DType compute) {
  if (compute == DType::Bool) return booleanFunction(name);
  if (name == Binary::truncDivide && dtype == DType::Float16) return roundedQuotient<Half>();
  if (name == Binary::truncDivide && dtype == DType::BFloat16) return roundedQuotient<BFloat16>();
  return visitCompute(compute, [&](auto type) -> ElementwiseFunction {
    using T = typename decltype(type)::type;
    if constexpr (std::is_floating_point_v<T>) {
      if (name == Binary::div) return function<T>([](T a, T b) { return a / b; });
      if (name == Binary::atan2) return widePair<T, VectorAtan2>([](T a, T b) { return std::atan2(a, b); });
    } else if constexpr (!std::is_same_v<T, bool>) {
      if (const ElementwiseFunction bits = bitFunction<T>(name)) return bits;
    }
    if constexpr (std::is_same_v<T, bool>) return nullptr;
    else return numberFunction<T>(name);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {
namespace {

HWY_EXPORT(BinaryFunction);

const char* kernelName(Binary name) {  // as PyTorch's messages name them
  switch (name) {
    case Binary::floorDivide: return "div_floor_cpu";
    case Binary::truncDivide: return "div_trunc_cpu";
    case Binary::remainder: return "remainder_cpu";
    case Binary::fmod: return "fmod_cpu";
    case Binary::pow: return "pow";
    case Binary::bitwiseAnd: return "bitwise_and_cpu";
    case Binary::bitwiseOr: return "bitwise_or_cpu";
    case Binary::bitwiseXor: return "bitwise_xor_cpu";
    case Binary::sigmoidBackward: return "sigmoid_backward_cpu";
    default: return "tanh_backward_cpu";
  }
}

bool isBoolean(const Operand& operand) {
  const auto* tensor = std::get_if<Tensor>(&operand);
  return tensor ? tensor->dtype() == DType::Bool : std::get<Scalar>(operand).kind() == Scalar::Kind::Bool;
}

void refuse(Binary name, const Operand& a, const Operand& b, DType dtype) {
  if (name == Binary::sub) {
    require(!(isBoolean(a) && isBoolean(b)),
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead.");
    require(!isBoolean(a) && !isBoolean(b),
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead.");
  }
  const auto* exponent = std::get_if<Scalar>(&b);
  require(name != Binary::pow || dtype != DType::Bool || exponent, "\"pow\" not implemented for 'Bool'");
  if (name == Binary::pow && exponent && isIntegral(dtype)) {
    require(exponent->to<int64_t>() >= 0, "Integers to negative integer powers are not allowed.");
  }
}

int64_t cost(Binary name) { return name == Binary::pow || name == Binary::atan2 ? 32 : 1; }

}  // namespace

Tensor binary(Binary name, const Operand& a, const Operand& b, const Out& out) {
  DType dtype = resultType(a, b);
  if (name == Binary::div || name == Binary::atan2) dtype = floatingType(dtype);
  refuse(name, a, b, dtype);
  const DType compute = computeType(dtype);
  const ElementwiseFunction kernel = HWY_DYNAMIC_DISPATCH(BinaryFunction)(name, dtype, compute);
  require(kernel != nullptr, "\"", kernelName(name), "\" not implemented for '", dtypeName(dtype), "'");
  const Input inputs[] = {{&a, compute}, {&b, compute}};
  const Tensor result = resultTensor(out, broadcastSizes(inputs), dtype, inputs);
  elementwise(result, compute, inputs, kernel, nullptr, cost(name));
  return result;
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
