#pragma once

#include "binding/argument.h"
#include "kernels/attention.h"
#include "kernels/convolution.h"
#include "kernels/norm.h"
#include "kernels/optimizer.h"
#include "kernels/pool.h"
#include "kernels/recurrent.h"

namespace tangent::binding {

template <>
struct Argument<kernels::SgdOptions> {
  static kernels::SgdOptions from(napi_env env, napi_value value) {
    return {.lr = member<double>(env, value, "lr"),
            .momentum = member<double>(env, value, "momentum"),
            .dampening = member<double>(env, value, "dampening"),
            .weightDecay = member<double>(env, value, "weightDecay"),
            .nesterov = member<bool>(env, value, "nesterov"),
            .maximize = member<bool>(env, value, "maximize")};
  }
};

template <>
struct Argument<kernels::AdamOptions> {
  static kernels::AdamOptions from(napi_env env, napi_value value) {
    return {.lr = member<double>(env, value, "lr"),
            .beta1 = member<double>(env, value, "beta1"),
            .beta2 = member<double>(env, value, "beta2"),
            .eps = member<double>(env, value, "eps"),
            .weightDecay = member<double>(env, value, "weightDecay"),
            .decoupled = member<bool>(env, value, "decoupled"),
            .maximize = member<bool>(env, value, "maximize"),
            .step = member<int64_t>(env, value, "step")};
  }
};

template <>
struct Argument<kernels::ConvolutionOptions> {
  static kernels::ConvolutionOptions from(napi_env env, napi_value value) {
    return {.stride = member<Dims>(env, value, "stride"),
            .padding = member<Dims>(env, value, "padding"),
            .dilation = member<Dims>(env, value, "dilation"),
            .transposed = member<bool>(env, value, "transposed"),
            .outputPadding = member<Dims>(env, value, "outputPadding"),
            .groups = member<int64_t>(env, value, "groups")};
  }
};

template <>
struct Argument<kernels::PoolOptions> {
  static kernels::PoolOptions from(napi_env env, napi_value value) {
    return {.kernel = member<Dims>(env, value, "kernel"),
            .stride = member<Dims>(env, value, "stride"),
            .padding = member<Dims>(env, value, "padding"),
            .dilation = member<Dims>(env, value, "dilation"),
            .ceilMode = member<bool>(env, value, "ceilMode")};
  }
};

template <>
struct Argument<kernels::BatchNormOptions> {
  static kernels::BatchNormOptions from(napi_env env, napi_value value) {
    return {.training = member<bool>(env, value, "training"),
            .momentum = member<double>(env, value, "momentum"),
            .eps = member<double>(env, value, "eps")};
  }
};

template <>
struct Argument<kernels::AttentionOptions> {
  static kernels::AttentionOptions from(napi_env env, napi_value value) {
    return {.scale = member<double>(env, value, "scale"), .causal = member<bool>(env, value, "causal")};
  }
};

template <>
struct Argument<kernels::RecurrentOptions> {
  static kernels::RecurrentOptions from(napi_env env, napi_value value) {
    return {.cell = member<int>(env, value, "cell"),
            .batchSizes = member<std::vector<int64_t>>(env, value, "batchSizes"),
            .reverse = member<bool>(env, value, "reverse")};
  }
};

}  // namespace tangent::binding
