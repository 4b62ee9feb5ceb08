#include "binding/argument.h"

namespace tangent::binding {
namespace {

const char* typeName(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  napi_typeof(env, value, &type);
  constexpr const char* names[] = {"undefined", "null",   "boolean",  "number",       "string",
                                   "symbol",    "object", "function", "another object", "bigint"};
  return names[type];
}

/** An external of ours, told by its first word. */
template <class T>
T* external(napi_env env, napi_value value) {
  void* data = nullptr;
  if (napi_get_value_external(env, value, &data) != napi_ok || data == nullptr) return nullptr;
  auto* body = static_cast<T*>(data);
  return body->marker == T::mark ? body : nullptr;
}

}  // namespace

bool isNothing(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  check(napi_typeof(env, value, &type));
  return type == napi_undefined || type == napi_null;
}

napi_value property(napi_env env, napi_value object, const char* name) {
  napi_value value;
  check(napi_get_named_property(env, object, name, &value));
  return value;
}

double Argument<double>::from(napi_env env, napi_value value) {
  double result = 0;
  require(napi_get_value_double(env, value, &result) == napi_ok, "expected a number, but got ", typeName(env, value));
  return result;
}

int64_t Argument<int64_t>::from(napi_env env, napi_value value) {
  double number = 0;
  if (napi_get_value_double(env, value, &number) == napi_ok) {
    require(std::trunc(number) == number && std::abs(number) <= 0x1p63, "expected an integer, but got ", number);
    int64_t result = 0;
    check(napi_get_value_int64(env, value, &result));
    return result;
  }
  int64_t result = 0;
  bool lossless = false;
  require(napi_get_value_bigint_int64(env, value, &result, &lossless) == napi_ok, "expected an integer, but got ",
          typeName(env, value));
  require(lossless, "Overflow when unpacking long long");
  return result;
}

int Argument<int>::from(napi_env env, napi_value value) {
  const int64_t result = Argument<int64_t>::from(env, value);
  require(result >= std::numeric_limits<int>::min() && result <= std::numeric_limits<int>::max(),
          "expected a 32-bit integer, but got ", result);
  return static_cast<int>(result);
}

bool Argument<bool>::from(napi_env env, napi_value value) {
  bool result = false;
  require(napi_get_value_bool(env, value, &result) == napi_ok, "expected a boolean, but got ", typeName(env, value));
  return result;
}

std::string Argument<std::string>::from(napi_env env, napi_value value) {
  size_t length = 0;
  require(napi_get_value_string_utf8(env, value, nullptr, 0, &length) == napi_ok, "expected a string, but got ",
          typeName(env, value));
  std::string result(length + 1, '\0');
  check(napi_get_value_string_utf8(env, value, result.data(), result.size(), &length));
  result.resize(length);
  return result;
}

DType Argument<DType>::from(napi_env env, napi_value value) {
  const int64_t code = Argument<int64_t>::from(env, value);
  require(code >= 0 && code < dtypeCount, "expected the code of a dtype, but got ", code);
  return static_cast<DType>(code);
}

Scalar Argument<Scalar>::from(napi_env env, napi_value value) {
  double number = 0;
  if (napi_get_value_double(env, value, &number) == napi_ok) {
    const bool integer = std::trunc(number) == number && std::abs(number) < 0x1p63;
    return integer ? Scalar(static_cast<int64_t>(number)) : Scalar(number);
  }
  bool boolean = false;
  if (napi_get_value_bool(env, value, &boolean) == napi_ok) return Scalar(boolean);
  int64_t integer = 0;
  bool lossless = false;
  if (napi_get_value_bigint_int64(env, value, &integer, &lossless) == napi_ok) {
    require(lossless, "Overflow when unpacking long long");
    return Scalar(integer);
  }
  fail("expected a number, a bigint or a boolean, but got ", typeName(env, value));
}

Dims Argument<Dims>::from(napi_env env, napi_value value) {
  uint32_t count = 0;
  require(napi_get_array_length(env, value, &count) == napi_ok, "expected an array of integers, but got ",
          typeName(env, value));
  require(count <= Dims::maxCount, "a tensor can have at most ", Dims::maxCount, " dimensions, but got ", count);
  Dims result;
  result.resize(static_cast<int>(count));
  for (uint32_t i = 0; i < count; ++i) {
    napi_value element;
    check(napi_get_element(env, value, i, &element));
    result[static_cast<int>(i)] = Argument<int64_t>::from(env, element);
  }
  return result;
}

Tensor Argument<Tensor>::from(napi_env env, napi_value value) {
  auto* body = external<TensorBody>(env, value);
  require(body != nullptr, "expected a tensor of this backend, but got ", typeName(env, value));
  body->retain();
  return Tensor(Reference<TensorBody>(body));
}

Operand Argument<Operand>::from(napi_env env, napi_value value) {
  if (auto* body = external<TensorBody>(env, value)) {
    body->retain();
    return Tensor(Reference<TensorBody>(body));
  }
  return Argument<Scalar>::from(env, value);
}

Generator* Argument<Generator*>::from(napi_env env, napi_value value) {
  auto* generator = external<Generator>(env, value);
  require(generator != nullptr, "expected a generator of this backend, but got ", typeName(env, value));
  return generator;
}

Bytes Argument<Bytes>::from(napi_env env, napi_value value) {
  bool typed = false;
  bool view = false;
  check(napi_is_typedarray(env, value, &typed));
  check(napi_is_dataview(env, value, &view));
  void* data = nullptr;
  size_t count = 0;
  if (typed) {
    napi_typedarray_type type;
    check(napi_get_typedarray_info(env, value, &type, &count, &data, nullptr, nullptr));
    constexpr size_t sizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 2};
    count *= sizes[type];
  } else {
    require(view, "expected a view of bytes, but got ", typeName(env, value));
    check(napi_get_dataview_info(env, value, &count, &data, nullptr, nullptr));
  }
  return {static_cast<uint8_t*>(data), count};
}

}  // namespace tangent::binding
