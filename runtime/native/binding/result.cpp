#include "binding/result.h"

#include <algorithm>
#include <atomic>
#include <memory>

namespace tangent::binding {
namespace {

/**
 * Bytes that handles of this environment keep, as told to the collector in steps and not at every tensor. It hears of a
 * part alone: at each 64 MB that it hears of, V8 marks its whole heap, which took a third of a large model's training
 * step. The budget below asks for collections by what is really held.
 */
struct Accounting {
  static constexpr int64_t part = 16;
  static constexpr int64_t step = int64_t{64} << 20;
  int64_t pending = 0;

  void add(node_api_basic_env env, int64_t bytes) {
    pending += bytes;
    if (pending >= step || pending <= -step) {
      int64_t total = 0;
      // The rest stays: V8 ends the process where it is told of more that went than of what came, by a byte even.
      const int64_t told = pending / part;
      // Taken first: the call may collect, whose finalizers come here again and must not tell the same bytes twice.
      pending -= told * part;
      napi_adjust_external_memory(env, told, &total);
    }
  }
};

Accounting& accounting() {
  thread_local Accounting instance;
  return instance;
}

/**
 * Asks for collections as new tensors are made. A minor one finds those that were just dropped: it runs often
 * enough that their memory is still in the cache when it is taken again. It takes 15 µs, and 50 in a Node that was
 * started from its snapshot, whose objects it visits each time: the kernel starts Node without. What survived its youth takes a full one,
 * which runs when the memory has doubled since the last.
 */
struct Budget {
  napi_env env = nullptr;
  static constexpr int64_t step = int64_t{8} << 20;
  static constexpr int64_t leastFull = int64_t{64} << 20;
  napi_ref collect = nullptr;
  int64_t minor = step;
  int64_t full = leastFull;
  bool collecting = false;
};

Budget& budget() {
  thread_local Budget instance;
  return instance;
}

/** Only what a view shows of its storage: a data set's batches must not each count as the whole of it. */
int64_t handleBytes(const TensorBody& body) {
  const auto shown = std::min(body.numel * itemSize(body.dtype), static_cast<int64_t>(body.storage->bytes()));
  return shown + static_cast<int64_t>(sizeof(TensorBody));
}

/** @param bytes what was told when the handle was made: a storage may have grown since */
void finalize(node_api_basic_env env, void* data, void* bytes) {
  const Reference<TensorBody> body(static_cast<TensorBody*>(data));
  accounting().add(env, -static_cast<int64_t>(reinterpret_cast<intptr_t>(bytes)));
}

/** Collects what nobody holds any more before a tensor is refused its memory. */
bool collectAll() {
  Budget& state = budget();
  if (state.collect == nullptr || state.collecting) return false;
  const HandleScope scope(state.env);
  napi_value function;
  napi_value receiver;
  napi_value argument;
  check(napi_get_reference_value(state.env, state.collect, &function));
  check(napi_get_undefined(state.env, &receiver));
  check(napi_get_boolean(state.env, true, &argument));
  state.collecting = true;
  const napi_status status = napi_call_function(state.env, receiver, function, 1, &argument, nullptr);
  state.collecting = false;
  check(status);
  return true;
}

void collectIfOverBudget(napi_env env) {
  Budget& state = budget();
  if (state.collect == nullptr || state.collecting || memoryStats().allocated <= state.minor) return;
  napi_value function;
  napi_value receiver;
  check(napi_get_reference_value(env, state.collect, &function));
  check(napi_get_undefined(env, &receiver));
  state.collecting = true;
  const auto collect = [&](bool full) {
    napi_value argument;
    check(napi_get_boolean(env, full, &argument));
    return napi_call_function(env, receiver, function, 1, &argument, nullptr);
  };
  napi_status status = collect(false);
  if (status == napi_ok && memoryStats().allocated > state.full) {
    status = collect(true);
    state.full = std::max(Budget::leastFull, memoryStats().allocated * 2);
  }
  state.collecting = false;
  state.minor = memoryStats().allocated + Budget::step;
  check(status);
}

}  // namespace

napi_value makeHandle(napi_env env, const Tensor& tensor) {
  collectIfOverBudget(env);
  TensorBody* body = tensor.body();
  napi_value handle;
  const int64_t bytes = handleBytes(*body);
  check(napi_create_external(env, body, finalize, reinterpret_cast<void*>(static_cast<intptr_t>(bytes)), &handle));
  body->retain();
  accounting().add(env, bytes);
  return handle;
}

void setCollector(napi_env env, napi_value function) {
  check(napi_create_reference(env, function, 1, &budget().collect));
  budget().env = env;
  setReclaimer(collectAll);
}

napi_value toValue(napi_env env, double value) {
  napi_value result;
  check(napi_create_double(env, value, &result));
  return result;
}

napi_value toValue(napi_env env, int64_t value) {
  napi_value result;
  check(napi_create_int64(env, value, &result));
  return result;
}

napi_value toValue(napi_env env, bool value) {
  napi_value result;
  check(napi_get_boolean(env, value, &result));
  return result;
}

napi_value toValue(napi_env env, const Dims& value) {
  napi_value array;
  check(napi_create_array_with_length(env, static_cast<size_t>(value.count()), &array));
  for (int i = 0; i < value.count(); ++i) {
    check(napi_set_element(env, array, static_cast<uint32_t>(i), toValue(env, value[i])));
  }
  return array;
}

napi_value toValue(napi_env env, const Scalar& value) {
  constexpr int64_t exact = int64_t{1} << 53;
  if (value.isFloat()) return toValue(env, value.to<double>());
  if (value.kind() == Scalar::Kind::Bool) return toValue(env, value.to<bool>());
  const auto integer = value.to<int64_t>();
  if (integer >= -exact && integer <= exact) return toValue(env, integer);
  napi_value result;
  check(napi_create_bigint_int64(env, integer, &result));
  return result;
}

napi_value toValue(napi_env env, const Tensor& value) {
  value.storage().publish();
  return makeHandle(env, value);
}

napi_value toValue(napi_env env, const MemoryStats& value) {
  napi_value result;
  check(napi_create_object(env, &result));
  check(napi_set_named_property(env, result, "allocated", toValue(env, value.allocated)));
  check(napi_set_named_property(env, result, "reserved", toValue(env, value.reserved)));
  check(napi_set_named_property(env, result, "peak", toValue(env, value.peak)));
  return result;
}

}  // namespace tangent::binding
