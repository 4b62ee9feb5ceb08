#include "binding/storage.h"

#include <memory>

#include "kernels/create.h"
#include "tensor/threads.h"

namespace tangent::binding {
namespace {

template <size_t count>
std::array<napi_value, count> argumentsOf(napi_env env, napi_callback_info info) {
  std::array<napi_value, count> values;
  size_t given = count;
  check(napi_get_cb_info(env, info, &given, values.data(), nullptr, nullptr));
  return values;
}

template <class F>
napi_value guarded(napi_env env, const F& f) {
  try {
    return f();
  } catch (...) {
    return currentError(env);
  }
}

/** A fresh Uint8Array, and its memory. */
std::pair<napi_value, Bytes> makeBytes(napi_env env, size_t count) {
  void* data = nullptr;
  napi_value buffer;
  napi_value array;
  check(napi_create_arraybuffer(env, count, &data, &buffer));
  check(napi_create_typedarray(env, napi_uint8_array, count, buffer, 0, &array));
  return {array, Bytes(static_cast<uint8_t*>(data), count)};
}

/** Numbers of a typed array lie in memory as one of our dtypes, but for those of unusual arrays. */
std::optional<DType> elementType(napi_typedarray_type type) {
  switch (type) {
    case napi_int8_array: return DType::Int8;
    case napi_uint8_array:
    case napi_uint8_clamped_array: return DType::UInt8;
    case napi_int16_array: return DType::Int16;
    case napi_int32_array: return DType::Int32;
    case napi_float32_array: return DType::Float32;
    case napi_float64_array: return DType::Float64;
    case napi_bigint64_array: return DType::Int64;
    default: return std::nullopt;
  }
}

std::vector<Scalar> readNumbers(napi_env env, napi_value list) {
  const auto count = Argument<int64_t>::from(env, property(env, list, "length"));
  require(count >= 0 && count <= std::numeric_limits<uint32_t>::max(), "expected a list of numbers");
  std::vector<Scalar> values;
  values.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count;) {
    const HandleScope scope(env);
    for (const int64_t end = std::min(i + 1024, count); i < end; ++i) {
      napi_value element;
      check(napi_get_element(env, list, static_cast<uint32_t>(i), &element));
      values.push_back(Argument<Scalar>::from(env, element));
    }
  }
  return values;
}

void finalizeGenerator(node_api_basic_env, void* data, void*) {
  std::unique_ptr<Generator>(static_cast<Generator*>(data)).reset();
}

uint64_t seedOf(const Scalar& seed) { return static_cast<uint64_t>(seed.to<int64_t>()); }

}  // namespace

napi_value fromNumbers(napi_env env, napi_callback_info info) {
  return guarded(env, [&] {
    const auto [list, sizes, code] = argumentsOf<3>(env, info);
    const auto shape = Argument<Dims>::from(env, sizes);
    const auto type = Argument<DType>::from(env, code);
    bool typed = false;
    check(napi_is_typedarray(env, list, &typed));
    if (typed) {
      napi_typedarray_type arrayType;
      check(napi_get_typedarray_info(env, list, &arrayType, nullptr, nullptr, nullptr, nullptr));
      if (const auto source = elementType(arrayType)) {
        return toValue(env, kernels::fromArray(Argument<Bytes>::from(env, list), *source, shape, type));
      }
    }
    return toValue(env, kernels::fromNumbers(readNumbers(env, list), shape, type));
  });
}

napi_value toBytes(napi_env env, napi_callback_info info) {
  return guarded(env, [&] {
    const auto [handle] = argumentsOf<1>(env, info);
    const auto tensor = Argument<Tensor>::from(env, handle);
    const auto [array, bytes] = makeBytes(env, static_cast<size_t>(tensor.numel() * tensor.itemSize()));
    kernels::toBytes(tensor, bytes);
    return array;
  });
}

napi_value generator(napi_env env, napi_callback_info info) {
  return guarded(env, [&] {
    const auto [value] = argumentsOf<1>(env, info);
    auto state = std::make_unique<Generator>(seedOf(Argument<Scalar>::from(env, value)));
    napi_value handle;
    check(napi_create_external(env, state.get(), finalizeGenerator, nullptr, &handle));
    state.release();
    return handle;
  });
}

napi_value initialSeed(napi_env env, napi_callback_info info) {
  return guarded(env, [&] {
    const auto [handle] = argumentsOf<1>(env, info);
    napi_value result;
    check(napi_create_bigint_uint64(env, Argument<Generator*>::from(env, handle)->initialSeed(), &result));
    return result;
  });
}

napi_value getState(napi_env env, napi_callback_info info) {
  return guarded(env, [&] {
    const auto [handle] = argumentsOf<1>(env, info);
    const auto [array, bytes] = makeBytes(env, Generator::stateBytes);
    Argument<Generator*>::from(env, handle)->writeState(bytes);
    return array;
  });
}

napi_value interruptFlag(napi_env env, napi_callback_info info) {
  return guarded(env, [&] {
    const auto [array] = argumentsOf<1>(env, info);
    const auto bytes = Argument<Bytes>::from(env, array);
    require(bytes.size() >= sizeof(int32_t), "interruptFlag(): expected an Int32Array of one element");
    napi_ref kept;  // for the rest of the process: kernels read the memory at any time
    check(napi_create_reference(env, array, 1, &kept));
    setInterruptFlag(reinterpret_cast<const int32_t*>(bytes.data()));
    return napi_value{};
  });
}

napi_value collector(napi_env env, napi_callback_info info) {
  return guarded(env, [&] {
    setCollector(env, argumentsOf<1>(env, info)[0]);
    return napi_value{};
  });
}

Dims sizes(const Tensor& a) { return a.sizes(); }
Dims strides(const Tensor& a) { return a.strides(); }
int64_t offset(const Tensor& a) { return a.offset(); }
int64_t dtype(const Tensor& a) { return static_cast<int64_t>(a.dtype()); }
int64_t numel(const Tensor& a) { return a.numel(); }
bool isContiguous(const Tensor& a) { return a.contiguous(); }
int64_t storageId(const Tensor& a) { return a.storage().id(); }
int64_t storageSize(const Tensor& a) { return static_cast<int64_t>(a.storage().bytes()); }
int64_t version(const Tensor& a) { return a.storage().version(); }

int64_t threads(const std::optional<int>& count) {
  if (count) setThreadCount(*count);
  return threadCount();
}

void seed(Generator& generator, const Scalar& seed) { generator.setSeed(seedOf(seed)); }
void setState(Generator& generator, const Bytes& state) { generator.readState(state); }

}  // namespace tangent::binding
