#pragma once

#include "binding/bind.h"

namespace tangent::binding {

/** Metadata of handles, and what needs JavaScript's own memory. */
napi_value fromNumbers(napi_env env, napi_callback_info info);
napi_value toBytes(napi_env env, napi_callback_info info);
napi_value generator(napi_env env, napi_callback_info info);
napi_value initialSeed(napi_env env, napi_callback_info info);
napi_value getState(napi_env env, napi_callback_info info);
napi_value interruptFlag(napi_env env, napi_callback_info info);
napi_value collector(napi_env env, napi_callback_info info);

Dims sizes(const Tensor& a);
Dims strides(const Tensor& a);
int64_t offset(const Tensor& a);
int64_t dtype(const Tensor& a);
int64_t numel(const Tensor& a);
bool isContiguous(const Tensor& a);
int64_t storageId(const Tensor& a);
int64_t storageSize(const Tensor& a);
int64_t version(const Tensor& a);
int64_t threads(const std::optional<int>& count);
void seed(Generator& generator, const Scalar& seed);
void setState(Generator& generator, const Bytes& state);

}  // namespace tangent::binding
