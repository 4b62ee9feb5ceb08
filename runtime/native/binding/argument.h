#pragma once

#include <node_api.h>

#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tensor/generator.h"
#include "tensor/tensor.h"

namespace tangent::binding {

/** A JavaScript exception is already pending. */
struct Pending {};

inline void check(napi_status status) {
  if (status != napi_ok) [[unlikely]] throw Pending{};
}

/** JavaScript values made during its life are free again after it, whatever is thrown. */
class HandleScope {
 public:
  explicit HandleScope(napi_env env) : env_(env) { check(napi_open_handle_scope(env, &scope_)); }
  ~HandleScope() { napi_close_handle_scope(env_, scope_); }
  HandleScope(const HandleScope&) = delete;
  HandleScope& operator=(const HandleScope&) = delete;

 private:
  napi_env env_;
  napi_handle_scope scope_ = nullptr;
};

/** How a JavaScript value becomes a C++ argument; each `from` throws what it cannot convert. */
template <class T>
struct Argument;

bool isNothing(napi_env env, napi_value value);
/** A property that must be there. */
napi_value property(napi_env env, napi_value object, const char* name);

template <>
struct Argument<double> {
  static double from(napi_env env, napi_value value);
};
template <>
struct Argument<int64_t> {
  static int64_t from(napi_env env, napi_value value);
};
template <>
struct Argument<int> {
  static int from(napi_env env, napi_value value);
};
template <>
struct Argument<bool> {
  static bool from(napi_env env, napi_value value);
};
template <>
struct Argument<std::string> {
  static std::string from(napi_env env, napi_value value);
};
template <>
struct Argument<DType> {
  static DType from(napi_env env, napi_value value);
};
template <>
struct Argument<Scalar> {
  static Scalar from(napi_env env, napi_value value);
};
template <>
struct Argument<Dims> {
  static Dims from(napi_env env, napi_value value);
};
template <>
struct Argument<Tensor> {
  static Tensor from(napi_env env, napi_value value);
};
template <>
struct Argument<Operand> {
  static Operand from(napi_env env, napi_value value);
};
template <>
struct Argument<Generator*> {
  static Generator* from(napi_env env, napi_value value);
};

/** Bytes of an ArrayBuffer view; valid during the call. */
using Bytes = std::span<uint8_t>;
template <>
struct Argument<Bytes> {
  static Bytes from(napi_env env, napi_value value);
};

template <>
struct Argument<std::span<const uint8_t>> : Argument<Bytes> {};

template <class T>
struct Argument<std::optional<T>> {
  static std::optional<T> from(napi_env env, napi_value value) {
    if (isNothing(env, value)) return std::nullopt;
    return Argument<T>::from(env, value);
  }
};

template <class T>
struct Argument<std::vector<T>> {
  static std::vector<T> from(napi_env env, napi_value value) {
    bool array = false;
    check(napi_is_array(env, value, &array));
    require(array, "expected an array");
    uint32_t count = 0;
    check(napi_get_array_length(env, value, &count));
    std::vector<T> result;
    result.reserve(count);
    for (uint32_t i = 0; i < count; ++i) {
      napi_value element;
      check(napi_get_element(env, value, i, &element));
      result.push_back(Argument<T>::from(env, element));
    }
    return result;
  }
};

/** The members of an options object, by name. */
template <class T>
T member(napi_env env, napi_value object, const char* name) {
  return Argument<T>::from(env, property(env, object, name));
}

}  // namespace tangent::binding
