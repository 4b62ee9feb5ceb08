#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "tensor/error.h"

namespace tangent {

/** The codes are those of `dtypeNames` in runtime/backend/backend.ts. */
enum class DType : uint8_t { UInt8, Int8, Int16, Int32, Int64, Float16, Float32, Float64, Bool, BFloat16 };
constexpr int dtypeCount = 10;

/** IEEE binary16: kept in memory only, computed in float. */
struct Half {
  uint16_t bits;
  Half() = default;
  explicit Half(float value) {
    const uint32_t x = std::bit_cast<uint32_t>(value);
    const uint32_t sign = (x >> 16) & 0x8000u;
    const uint32_t magnitude = x & 0x7fffffffu;
    uint32_t result;
    if (magnitude >= 0x47800000u) {
      result = magnitude > 0x7f800000u ? 0x7e00u : 0x7c00u;
    } else if (magnitude < 0x38800000u) {
      // Adding 0.5 shifts the subnormal's bits to the end of the mantissa, rounded to even by the addition.
      const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
      result = std::bit_cast<uint32_t>(shifted) - 0x3f000000u;
    } else {
      const uint32_t odd = (magnitude >> 13) & 1u;
      result = (magnitude - 0x38000000u + 0xfffu + odd) >> 13;
    }
    bits = static_cast<uint16_t>(sign | result);
  }
  operator float() const {
    const uint32_t sign = static_cast<uint32_t>(bits & 0x8000u) << 16;
    const uint32_t magnitude = bits & 0x7fffu;
    uint32_t result;
    if (magnitude >= 0x7c00u) {
      result = 0x7f800000u | (magnitude << 13);
    } else if (magnitude < 0x0400u) {
      result = std::bit_cast<uint32_t>(static_cast<float>(magnitude) * 0x1p-24f);
    } else {
      result = (magnitude << 13) + 0x38000000u;
    }
    return std::bit_cast<float>(sign | result);
  }
};

/** The upper half of a float: kept in memory only, computed in float. */
struct BFloat16 {
  uint16_t bits;
  BFloat16() = default;
  explicit BFloat16(float value) {
    const uint32_t x = std::bit_cast<uint32_t>(value);
    const uint32_t rounded = (x + 0x7fffu + ((x >> 16) & 1u)) >> 16;
    bits = static_cast<uint16_t>((x & 0x7fffffffu) > 0x7f800000u ? 0x7fc0u : rounded);
  }
  operator float() const { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16); }
};

template <class T>
struct Type {
  using type = T;
};

/** Calls `f` with the `Type` of a dtype's elements. */
template <class F>
decltype(auto) visit(DType dtype, F&& f) {
  switch (dtype) {
    case DType::UInt8: return f(Type<uint8_t>{});
    case DType::Int8: return f(Type<int8_t>{});
    case DType::Int16: return f(Type<int16_t>{});
    case DType::Int32: return f(Type<int32_t>{});
    case DType::Int64: return f(Type<int64_t>{});
    case DType::Float16: return f(Type<Half>{});
    case DType::Float32: return f(Type<float>{});
    case DType::Float64: return f(Type<double>{});
    case DType::Bool: return f(Type<bool>{});
    default: return f(Type<BFloat16>{});
  }
}

/** As `visit`, over the dtypes that arithmetic is done in: all but the two halves. */
template <class F>
decltype(auto) visitCompute(DType dtype, F&& f) {
  switch (dtype) {
    case DType::UInt8: return f(Type<uint8_t>{});
    case DType::Int8: return f(Type<int8_t>{});
    case DType::Int16: return f(Type<int16_t>{});
    case DType::Int32: return f(Type<int32_t>{});
    case DType::Int64: return f(Type<int64_t>{});
    case DType::Float64: return f(Type<double>{});
    case DType::Bool: return f(Type<bool>{});
    default: return f(Type<float>{});
  }
}

template <class T>
constexpr DType dtypeOf() {
  if constexpr (std::is_same_v<T, uint8_t>) return DType::UInt8;
  else if constexpr (std::is_same_v<T, int8_t>) return DType::Int8;
  else if constexpr (std::is_same_v<T, int16_t>) return DType::Int16;
  else if constexpr (std::is_same_v<T, int32_t>) return DType::Int32;
  else if constexpr (std::is_same_v<T, int64_t>) return DType::Int64;
  else if constexpr (std::is_same_v<T, Half>) return DType::Float16;
  else if constexpr (std::is_same_v<T, float>) return DType::Float32;
  else if constexpr (std::is_same_v<T, double>) return DType::Float64;
  else if constexpr (std::is_same_v<T, bool>) return DType::Bool;
  else return DType::BFloat16;
}

constexpr int64_t itemSize(DType dtype) {
  constexpr int8_t sizes[dtypeCount] = {1, 1, 2, 4, 8, 2, 4, 8, 1, 2};
  return sizes[static_cast<int>(dtype)];
}

constexpr bool isFloating(DType dtype) {
  return dtype == DType::Float16 || dtype == DType::Float32 || dtype == DType::Float64 || dtype == DType::BFloat16;
}

constexpr bool isIntegral(DType dtype) { return !isFloating(dtype) && dtype != DType::Bool; }

/** The dtype that arithmetic on `dtype` is done in. */
constexpr DType computeType(DType dtype) {
  return dtype == DType::Float16 || dtype == DType::BFloat16 ? DType::Float32 : dtype;
}

/** PyTorch's C++ names, as its messages print them: Long, Float … */
constexpr const char* dtypeName(DType dtype) {
  constexpr const char* names[dtypeCount] = {"Byte", "Char",  "Short",  "Int",  "Long",
                                             "Half", "Float", "Double", "Bool", "BFloat16"};
  return names[static_cast<int>(dtype)];
}

/** The names of C++ types, as some of PyTorch's messages print them: float, double, long int … */
constexpr const char* dtypeTypeName(DType dtype) {
  constexpr const char* names[dtypeCount] = {"unsigned char", "signed char", "short int", "int",  "long int",
                                             "c10::Half",     "float",       "double",    "bool", "c10::BFloat16"};
  return names[static_cast<int>(dtype)];
}

/** Converts one element as PyTorch does on x86; what does not fit an integer gives its least value, never undefined behaviour. */
template <class To, class From>
inline To cast(From value) {
  if constexpr (std::is_same_v<From, To>) {
    return value;
  } else if constexpr (std::is_same_v<From, Half> || std::is_same_v<From, BFloat16>) {
    return cast<To>(static_cast<float>(value));
  } else if constexpr (std::is_same_v<To, Half> || std::is_same_v<To, BFloat16>) {
    return To(static_cast<float>(value));
  } else if constexpr (std::is_same_v<To, bool>) {
    return value != From(0);
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    if constexpr (std::is_same_v<To, int32_t> || std::is_same_v<To, int16_t> || std::is_same_v<To, int8_t>) {
      const bool fits = value > From(-2147483649.0) && value < From(2147483648.0);
      const From inside = fits ? value : From(-2147483648.0);
      return static_cast<To>(static_cast<int32_t>(inside));
    } else {
      const bool fits = value >= From(-0x1p63) && value < From(0x1p63);
      const From inside = fits ? value : From(-0x1p63);
      return static_cast<To>(static_cast<int64_t>(inside));
    }
  } else {
    return static_cast<To>(value);
  }
}

}  // namespace tangent
