#pragma once

#include <array>
#include <tuple>

#include "binding/result.h"
#include "tensor/threads.h"

namespace tangent::binding {

/**
 * The exception that is being handled as a JavaScript Error, to be returned: the caller in JavaScript throws it. Thrown
 * from here it could end the process: Node (24) keeps it in the environment while V8 allocates for the throw, and a
 * finalizer that a collection calls just then takes it for its own, which is fatal.
 */
napi_value currentError(napi_env env);

/** The value that a converted argument came from, if a tensor result is that argument: `out`, or the tensor itself. */
template <class A>
bool isArgument(const A& argument, const Tensor& result) {
  if constexpr (std::is_same_v<A, Tensor>) return argument.is(result);
  else if constexpr (std::is_same_v<A, std::optional<Tensor>>) return argument && argument->is(result);
  else return false;
}

template <class A>
A& pass(A& argument) {
  return argument;
}
inline Generator& pass(Generator*& argument) { return *argument; }

/** How a parameter type is held while the function runs. */
template <class P>
using Held = std::conditional_t<std::is_same_v<P, Generator&>, Generator*, std::remove_cvref_t<P>>;

template <auto function, class Result, class... Parameters>
struct Call {
  static constexpr size_t count = sizeof...(Parameters);

  static napi_value invoke(napi_env env, napi_callback_info info) {
    try {
      std::array<napi_value, count == 0 ? 1 : count> values{};
      size_t given = count;
      check(napi_get_cb_info(env, info, &given, values.data(), nullptr, nullptr));
      return run(env, values.data(), std::index_sequence_for<Parameters...>{});
    } catch (...) {
      return currentError(env);
    }
  }

 private:
  template <size_t... i>
  static napi_value run(napi_env env, [[maybe_unused]] const napi_value* values, std::index_sequence<i...>) {
    [[maybe_unused]] std::tuple<Held<Parameters>...> arguments{Argument<Held<Parameters>>::from(env, values[i])...};
    if constexpr (std::is_void_v<Result>) {
      function(pass(std::get<i>(arguments))...);
      return nullptr;
    } else {
      if constexpr (!std::is_arithmetic_v<Result> && !std::is_same_v<Result, Dims>) checkInterrupt();
      const Result result = function(pass(std::get<i>(arguments))...);
      if constexpr (std::is_same_v<Result, Tensor>) {
        napi_value same = nullptr;
        ((isArgument(std::get<i>(arguments), result) ? void(same = values[i]) : void()), ...);
        if (same != nullptr) return same;
      }
      return toValue(env, result);
    }
  }
};

template <auto function, class Signature = decltype(function)>
struct Signed;
template <auto function, class Result, class... Parameters>
struct Signed<function, Result (*)(Parameters...)> : Call<function, Result, Parameters...> {};

/** The Node-API callback of a C++ function: its parameter types say how arguments are converted. */
template <auto function>
constexpr napi_callback bind = Signed<function>::invoke;

}  // namespace tangent::binding
