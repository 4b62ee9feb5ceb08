#pragma once

#include "binding/argument.h"
#include "tensor/allocator.h"

namespace tangent::binding {

/** A new handle that the collector frees. */
napi_value makeHandle(napi_env env, const Tensor& tensor);

napi_value toValue(napi_env env, double value);
napi_value toValue(napi_env env, int64_t value);
napi_value toValue(napi_env env, bool value);
napi_value toValue(napi_env env, const Dims& value);
napi_value toValue(napi_env env, const Scalar& value);
napi_value toValue(napi_env env, const Tensor& value);
napi_value toValue(napi_env env, const MemoryStats& value);

template <class T>
napi_value toValue(napi_env env, const std::optional<T>& value) {
  if (value) return toValue(env, *value);
  napi_value nothing;
  check(napi_get_null(env, &nothing));
  return nothing;
}

template <class T>
napi_value toValue(napi_env env, const std::vector<T>& values) {
  napi_value array;
  check(napi_create_array_with_length(env, values.size(), &array));
  for (size_t i = 0; i < values.size(); ++i) {
    check(napi_set_element(env, array, static_cast<uint32_t>(i), toValue(env, values[i])));
  }
  return array;
}

template <class A, class B>
napi_value toValue(napi_env env, const std::pair<A, B>& value) {
  napi_value array;
  check(napi_create_array_with_length(env, 2, &array));
  check(napi_set_element(env, array, 0, toValue(env, value.first)));
  check(napi_set_element(env, array, 1, toValue(env, value.second)));
  return array;
}

/** Sets the function that is called when new tensors exceed the collection budget. */
void setCollector(napi_env env, napi_value function);

}  // namespace tangent::binding
