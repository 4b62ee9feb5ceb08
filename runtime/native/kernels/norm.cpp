#include "kernels/norm.h"

#include <cmath>

#include "kernels/copy.h"
#include "kernels/reduce.h"
#include "tensor/iterate.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

#ifndef TANGENT_NORM_SHAPES
#define TANGENT_NORM_SHAPES
namespace tangent::kernels {

/** Memory of one call: what is null is not there. */
struct NormPointers {
  const void* input = nullptr;
  const void* weight = nullptr;
  const void* bias = nullptr;
  void* result = nullptr;
  void* mean = nullptr;
  void* reciprocal = nullptr;
  const void* grad = nullptr;
  void* weightGrad = nullptr;
  void* biasGrad = nullptr;
};

/** [batch, channels, inner]. */
struct ChannelShape {
  int64_t batch;
  int64_t channels;
  int64_t inner;
};

}  // namespace tangent::kernels
#endif  // TANGENT_NORM_SHAPES

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/norm.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/** Σ f(i) over a line: `vector` adds whole vectors to their sum, `single` gives the terms of the rest. */
template <class T, class V, class S>
HWY_INLINE T sumLine(int64_t count, const V& vector, const S& single) {
  const hn::ScalableTag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  auto even = hn::Zero(d);
  auto odd = even;
  int64_t i = 0;
  for (; i + 2 * lanes <= count; i += 2 * lanes) {
    even = vector(i, even);
    odd = vector(i + lanes, odd);
  }
  T total = hn::GetLane(hn::SumOfLanes(d, hn::Add(even, odd)));
  for (; i < count; ++i) total += single(i);
  return total;
}

template <class T>
T sumOf(const T* x, int64_t count) {
  const hn::ScalableTag<T> d;
  return sumLine<T>(
      count, [&](int64_t i, auto sum) HWY_ATTR { return hn::Add(sum, hn::LoadU(d, x + i)); },
      [&](int64_t i) { return x[i]; });
}

/** Σ (x - mean)². */
template <class T>
T squaresOf(const T* x, T mean, int64_t count) {
  const hn::ScalableTag<T> d;
  const auto center = hn::Set(d, mean);
  return sumLine<T>(
      count,
      [&](int64_t i, auto sum) HWY_ATTR {
        const auto difference = hn::Sub(hn::LoadU(d, x + i), center);
        return hn::MulAdd(difference, difference, sum);
      },
      [&](int64_t i) { return (x[i] - mean) * (x[i] - mean); });
}

/** Σ (x - mean) * y. */
template <class T>
T productsOf(const T* x, T mean, const T* y, int64_t count) {
  const hn::ScalableTag<T> d;
  const auto center = hn::Set(d, mean);
  return sumLine<T>(
      count,
      [&](int64_t i, auto sum) HWY_ATTR {
        return hn::MulAdd(hn::Sub(hn::LoadU(d, x + i), center), hn::LoadU(d, y + i), sum);
      },
      [&](int64_t i) { return (x[i] - mean) * y[i]; });
}

// Rows are functions of their own: what a lambda captures would be read again for each element, and no vectors made.

/** y = (x - mean) * factor * weight + bias. */
template <class T>
HWY_NOINLINE void scaleRow(const T* __restrict x, const T* __restrict weight, const T* __restrict bias, T* __restrict y,
                           int64_t count, T mean, T factor) {
  if (weight && bias) {
    for (int64_t i = 0; i < count; ++i) y[i] = (x[i] - mean) * factor * weight[i] + bias[i];
  } else if (weight) {
    for (int64_t i = 0; i < count; ++i) y[i] = (x[i] - mean) * factor * weight[i];
  } else if (bias) {
    for (int64_t i = 0; i < count; ++i) y[i] = (x[i] - mean) * factor + bias[i];
  } else {
    for (int64_t i = 0; i < count; ++i) y[i] = (x[i] - mean) * factor;
  }
}

/** scaled = g * weight; the sums of both parameters' gradients grow. */
template <class T>
HWY_NOINLINE void gatherRow(const T* __restrict x, const T* __restrict g, const T* __restrict weight, T* __restrict scaled,
                            T* __restrict weightSum, T* __restrict biasSum, int64_t count, T mean, T factor) {
  for (int64_t i = 0; i < count; ++i) {
    weightSum[i] += g[i] * (x[i] - mean) * factor;
    biasSum[i] += g[i];
  }
  if (weight) {
    for (int64_t i = 0; i < count; ++i) scaled[i] = g[i] * weight[i];
  } else {
    std::copy_n(g, count, scaled);
  }
}

/** y = factor * (g - average - (x - mean) * slope). */
template <class T>
HWY_NOINLINE void gradientRow(const T* __restrict x, const T* __restrict g, T* __restrict y, int64_t count, T mean, T factor,
                              T average, T slope) {
  for (int64_t i = 0; i < count; ++i) y[i] = factor * (g[i] - average - (x[i] - mean) * slope);
}

/** y = x * factor + shift. */
template <class T>
HWY_NOINLINE void shiftRow(const T* __restrict x, T* __restrict y, int64_t count, T factor, T shift) {
  for (int64_t i = 0; i < count; ++i) y[i] = x[i] * factor + shift;
}

template <class T>
void layerForward(const NormPointers& at, int64_t rows, int64_t count, double eps) {
  const T* weight = static_cast<const T*>(at.weight);
  const T* bias = static_cast<const T*>(at.bias);
  parallelFor(rows, grainFor(rows, count * 2), [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const T* x = static_cast<const T*>(at.input) + row * count;
      const T mean = sumOf(x, count) / static_cast<T>(count);
      const T reciprocal = T(1) / std::sqrt(squaresOf(x, mean, count) / static_cast<T>(count) + static_cast<T>(eps));
      static_cast<T*>(at.mean)[row] = mean;
      static_cast<T*>(at.reciprocal)[row] = reciprocal;
      scaleRow(x, weight, bias, static_cast<T*>(at.result) + row * count, count, mean, reciprocal);
    }
  });
}

/** Sums of weightGrad and biasGrad are kept apart for each of `parts`, so that threads change no bit. */
template <class T>
void layerBackward(const NormPointers& at, int64_t rows, int64_t count, int64_t parts) {
  const T* weight = static_cast<const T*>(at.weight);
  parallelFor(parts, 1, [&](int64_t first, int64_t last) {
    std::vector<T> scaled(static_cast<size_t>(count));
    for (int64_t part = first; part < last; ++part) {
      T* weightSum = static_cast<T*>(at.weightGrad) + part * count;
      T* biasSum = static_cast<T*>(at.biasGrad) + part * count;
      std::fill_n(weightSum, count, T(0));
      std::fill_n(biasSum, count, T(0));
      for (int64_t row = part * rows / parts; row < (part + 1) * rows / parts; ++row) {
        const T* x = static_cast<const T*>(at.input) + row * count;
        const T* g = static_cast<const T*>(at.grad) + row * count;
        const T mean = static_cast<const T*>(at.mean)[row];
        const T reciprocal = static_cast<const T*>(at.reciprocal)[row];
        gatherRow(x, g, weight, scaled.data(), weightSum, biasSum, count, mean, reciprocal);
        const T average = sumOf(scaled.data(), count) / static_cast<T>(count);
        const T slope = productsOf(x, mean, scaled.data(), count) * reciprocal * reciprocal / static_cast<T>(count);
        gradientRow(x, scaled.data(), static_cast<T*>(at.result) + row * count, count, mean, reciprocal, average, slope);
      }
    }
  });
}

/** Calls `f(line, count)` for a channel's lines. */
template <class F>
HWY_INLINE void eachLine(const ChannelShape& shape, int64_t channel, const F& f) {
  for (int64_t n = 0; n < shape.batch; ++n) f((n * shape.channels + channel) * shape.inner, shape.inner);
}

template <class T>
void channelStatistics(const NormPointers& at, const ChannelShape& shape, void* variance) {
  const T* x = static_cast<const T*>(at.input);
  const double count = static_cast<double>(shape.batch * shape.inner);
  parallelFor(shape.channels, grainFor(shape.channels, shape.batch * shape.inner * 2), [&](int64_t begin, int64_t end) {
    for (int64_t channel = begin; channel < end; ++channel) {
      double total = 0;
      eachLine(shape, channel, [&](int64_t line, int64_t inner) { total += static_cast<double>(sumOf(x + line, inner)); });
      const T mean = static_cast<T>(total / count);
      double squares = 0;
      eachLine(shape, channel, [&](int64_t line, int64_t inner) {
        squares += static_cast<double>(squaresOf(x + line, mean, inner));
      });
      static_cast<T*>(at.mean)[channel] = mean;
      static_cast<double*>(variance)[channel] = squares / count;
    }
  });
}

template <class T>
void channelForward(const NormPointers& at, const ChannelShape& shape) {
  const int64_t lines = shape.batch * shape.channels;
  parallelFor(lines, grainFor(lines, shape.inner), [&](int64_t begin, int64_t end) {
    for (int64_t line = begin; line < end; ++line) {
      const int64_t channel = line % shape.channels;
      const T weight = at.weight ? static_cast<const T*>(at.weight)[channel] : T(1);
      const T factor = static_cast<const T*>(at.reciprocal)[channel] * weight;
      const T bias = at.bias ? static_cast<const T*>(at.bias)[channel] : T(0);
      const T shift = bias - static_cast<const T*>(at.mean)[channel] * factor;
      shiftRow(static_cast<const T*>(at.input) + line * shape.inner, static_cast<T*>(at.result) + line * shape.inner,
               shape.inner, factor, shift);
    }
  });
}

template <class T>
void channelBackward(const NormPointers& at, const ChannelShape& shape, bool training) {
  const double count = static_cast<double>(shape.batch * shape.inner);
  const T* x = static_cast<const T*>(at.input);
  const T* g = static_cast<const T*>(at.grad);
  parallelFor(shape.channels, grainFor(shape.channels, shape.batch * shape.inner * 4), [&](int64_t begin, int64_t end) {
    for (int64_t channel = begin; channel < end; ++channel) {
      const T mean = static_cast<const T*>(at.mean)[channel];
      const T reciprocal = static_cast<const T*>(at.reciprocal)[channel];
      double total = 0;
      double products = 0;
      eachLine(shape, channel, [&](int64_t line, int64_t inner) {
        total += static_cast<double>(sumOf(g + line, inner));
        products += static_cast<double>(productsOf(x + line, mean, g + line, inner));
      });
      static_cast<T*>(at.weightGrad)[channel] = static_cast<T>(products) * reciprocal;
      static_cast<T*>(at.biasGrad)[channel] = static_cast<T>(total);
      const T factor = reciprocal * (at.weight ? static_cast<const T*>(at.weight)[channel] : T(1));
      const T average = training ? static_cast<T>(total / count) : T(0);
      const T slope = training ? static_cast<T>(products / count) * reciprocal * reciprocal : T(0);
      eachLine(shape, channel, [&](int64_t line, int64_t inner) {
        gradientRow(x + line, g + line, static_cast<T*>(at.result) + line, inner, mean, factor, average, slope);
      });
    }
  });
}

}  // namespace

void LayerForward(DType dtype, const NormPointers& at, int64_t rows, int64_t count, double eps) {
  if (dtype == DType::Float64) layerForward<double>(at, rows, count, eps);
  else layerForward<float>(at, rows, count, eps);
}

void LayerBackward(DType dtype, const NormPointers& at, int64_t rows, int64_t count, int64_t parts) {
  if (dtype == DType::Float64) layerBackward<double>(at, rows, count, parts);
  else layerBackward<float>(at, rows, count, parts);
}

void ChannelStatistics(DType dtype, const NormPointers& at, const ChannelShape& shape, void* variance) {
  if (dtype == DType::Float64) channelStatistics<double>(at, shape, variance);
  else channelStatistics<float>(at, shape, variance);
}

void ChannelForward(DType dtype, const NormPointers& at, const ChannelShape& shape) {
  if (dtype == DType::Float64) channelForward<double>(at, shape);
  else channelForward<float>(at, shape);
}

void ChannelBackward(DType dtype, const NormPointers& at, const ChannelShape& shape, bool training) {
  if (dtype == DType::Float64) channelBackward<double>(at, shape, training);
  else channelBackward<float>(at, shape, training);
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {

HWY_EXPORT(LayerForward);
HWY_EXPORT(LayerBackward);
HWY_EXPORT(ChannelStatistics);
HWY_EXPORT(ChannelForward);
HWY_EXPORT(ChannelBackward);

namespace {

Tensor prepared(const Tensor& a) { return contiguous(to(a, computeType(a.dtype()))); }

std::optional<Tensor> prepared(const std::optional<Tensor>& a, DType dtype) {
  if (!a) return std::nullopt;
  return contiguous(to(*a, dtype));
}

const void* memory(const std::optional<Tensor>& a) { return a ? a->bytes() : nullptr; }

void requireReal(const char* name, const Tensor& a) {
  require(isFloating(a.dtype()), "\"", name, "\" not implemented for '", dtypeName(a.dtype()), "'");
}

int64_t requireNormalized(const Tensor& a, const Dims& shape, const std::optional<Tensor>& weight,
                          const std::optional<Tensor>& bias) {
  requireReal("LayerNormKernelImpl", a);
  require(!shape.empty(), "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
          "normalized_shape = ", shape);
  bool fits = a.dims() >= shape.count();
  for (int i = 0; fits && i < shape.count(); ++i) fits = a.size(a.dims() - shape.count() + i) == shape[i];
  if (!fits) {
    std::string listed;
    for (const int64_t size : shape) listed.append(", ").append(std::to_string(size));
    fail("Given normalized_shape=", shape, ", expected input with shape [*", listed, "], but got input of size", a.sizes());
  }
  for (const auto& [name, tensor] : {std::pair{"weight", &weight}, std::pair{"bias", &bias}}) {
    require(!*tensor || (*tensor)->sizes() == shape, "Expected ", name, " to be of same shape as normalized_shape, but got ",
            name, " of shape ", *tensor ? (*tensor)->sizes() : Dims{}, " and normalized_shape = ", shape);
  }
  return product(shape);
}

ChannelShape channelsOf(const Tensor& a) {
  requireReal("batch_norm", a);
  if (a.numel() == 0 && a.dims() == 1) return {0, 0, 0};
  require(a.dims() >= 2, "Expected 2D or more dimensions (got ", a.dims(), "D input)");
  int64_t inner = 1;
  for (int i = 2; i < a.dims(); ++i) inner *= a.size(i);
  return {a.size(0), a.size(1), inner};
}

void requireChannels(const char* name, const std::optional<Tensor>& tensor, int64_t channels) {
  if (!tensor) return;
  require(tensor->dims() == 1 && tensor->numel() == channels, name, " should contain ", channels, " elements not ",
          tensor->numel());
}

/** running = (1 - momentum) * running + momentum * value. */
template <class F>
void updateRunning(const std::optional<Tensor>& running, double momentum, const F& value) {
  if (!running) return;
  const Tensor next = clone(to(*running, DType::Float64));
  auto* numbers = next.data<double>();
  for (int64_t i = 0; i < next.numel(); ++i) numbers[i] = (1 - momentum) * numbers[i] + momentum * value(i);
  copyInto(*running, next);
}

}  // namespace

std::vector<Tensor> layerNorm(const Tensor& a, const Dims& shape, const std::optional<Tensor>& weight,
                              const std::optional<Tensor>& bias, double eps) {
  const int64_t count = requireNormalized(a, shape, weight, bias);
  const DType compute = computeType(a.dtype());
  const Tensor input = prepared(a);
  const auto factors = prepared(weight, compute);
  const auto shifts = prepared(bias, compute);
  Dims kept = a.sizes();
  for (int i = a.dims() - shape.count(); i < a.dims(); ++i) kept[i] = 1;
  const Tensor result = Tensor::empty(a.sizes(), compute);
  const Tensor mean = Tensor::empty(kept, compute);
  const Tensor reciprocal = Tensor::empty(kept, compute);
  const NormPointers at{.input = input.bytes(),
                        .weight = memory(factors),
                        .bias = memory(shifts),
                        .result = result.bytes(),
                        .mean = mean.bytes(),
                        .reciprocal = reciprocal.bytes()};
  HWY_DYNAMIC_DISPATCH(LayerForward)(compute, at, product(kept), count, eps);
  return {to(result, a.dtype()), mean, reciprocal};
}

Gradients layerNormBackward(const Tensor& grad, const Tensor& a, const Dims& shape, const std::optional<Tensor>& weight,
                            const Tensor& mean, const Tensor& reciprocal) {
  const int64_t count = requireNormalized(a, shape, weight, std::nullopt);
  require(grad.sizes() == a.sizes(), "expected grad of shape ", a.sizes(), ", but got ", grad.sizes());
  const DType compute = computeType(a.dtype());
  int64_t rows = 1;
  for (int i = 0; i < a.dims() - shape.count(); ++i) rows *= a.size(i);
  require(mean.numel() == rows && reciprocal.numel() == rows, "expected a mean and a reciprocal for each of ", rows, " rows");
  const Tensor input = prepared(a);
  const Tensor given = contiguous(to(grad, compute));
  const auto factors = prepared(weight, compute);
  const Tensor centers = contiguous(to(mean, compute));
  const Tensor reciprocals = contiguous(to(reciprocal, compute));
  const int64_t parts = std::clamp<int64_t>(rows / 16, 1, 16);
  Dims partial = shape;
  partial.insert(0, parts);
  const Tensor result = Tensor::empty(a.sizes(), compute);
  const Tensor weightSums = Tensor::empty(partial, compute);
  const Tensor biasSums = Tensor::empty(partial, compute);
  const NormPointers at{.input = input.bytes(),
                        .weight = memory(factors),
                        .result = result.bytes(),
                        .mean = centers.bytes(),
                        .reciprocal = reciprocals.bytes(),
                        .grad = given.bytes(),
                        .weightGrad = weightSums.bytes(),
                        .biasGrad = biasSums.bytes()};
  HWY_DYNAMIC_DISPATCH(LayerBackward)(compute, at, rows, count, parts);
  Gradients gradients(3);
  gradients[0] = to(result, a.dtype());
  if (weight) {
    gradients[1] = to(reduce(Reduce::sum, weightSums, {0}, false, compute), weight->dtype());
    gradients[2] = to(reduce(Reduce::sum, biasSums, {0}, false, compute), weight->dtype());
  }
  return gradients;
}

std::vector<Tensor> batchNorm(const Tensor& a, const std::optional<Tensor>& weight, const std::optional<Tensor>& bias,
                              const std::optional<Tensor>& runningMean, const std::optional<Tensor>& runningVar,
                              const BatchNormOptions& options) {
  const ChannelShape shape = channelsOf(a);
  requireChannels("running_mean", runningMean, shape.channels);
  requireChannels("running_var", runningVar, shape.channels);
  requireChannels("weight", weight, shape.channels);
  requireChannels("bias", bias, shape.channels);
  const DType compute = computeType(a.dtype());
  if (!options.training) {
    require(runningMean.has_value(), "running_mean must be defined in evaluation mode");
    require(runningVar.has_value(), "running_var must be defined in evaluation mode");
  } else {
    for (const auto* running : {&runningMean, &runningVar}) {
      if (!*running) continue;
      requireReal("batch_norm", **running);
      requireWritable(**running);
    }
  }
  const Tensor input = prepared(a);
  const auto factors = prepared(weight, compute);
  const auto shifts = prepared(bias, compute);
  const Tensor result = Tensor::empty(a.sizes(), compute);
  const Tensor mean = options.training ? Tensor::empty({shape.channels}, compute) : clone(to(*runningMean, compute));
  const Tensor variance = options.training ? Tensor::empty({shape.channels}, DType::Float64)
                                           : contiguous(to(*runningVar, DType::Float64));
  const Tensor reciprocal = Tensor::empty({shape.channels}, compute);
  const NormPointers at{.input = input.bytes(),
                        .weight = memory(factors),
                        .bias = memory(shifts),
                        .result = result.bytes(),
                        .mean = mean.bytes(),
                        .reciprocal = reciprocal.bytes()};
  if (options.training) HWY_DYNAMIC_DISPATCH(ChannelStatistics)(compute, at, shape, variance.bytes());
  const auto* spread = variance.data<double>();
  visitCompute(compute, [&](auto type) {
    using T = typename decltype(type)::type;
    for (int64_t i = 0; i < shape.channels; ++i) {
      reciprocal.data<T>()[i] = cast<T>(1 / std::sqrt(spread[i] + options.eps));
    }
  });
  if (options.training && a.numel() > 0) {
    const Tensor centers = to(mean, DType::Float64);
    const auto count = static_cast<double>(shape.batch * shape.inner);
    updateRunning(runningMean, options.momentum, [&](int64_t i) { return centers.data<double>()[i]; });
    updateRunning(runningVar, options.momentum, [&](int64_t i) { return spread[i] * count / (count - 1); });
  }
  HWY_DYNAMIC_DISPATCH(ChannelForward)(compute, at, shape);
  return {to(result, a.dtype()), mean, reciprocal};
}

std::vector<Tensor> batchNormBackward(const Tensor& grad, const Tensor& a, const std::optional<Tensor>& weight,
                                      const Tensor& mean, const Tensor& reciprocal, bool training) {
  const ChannelShape shape = channelsOf(a);
  require(grad.sizes() == a.sizes(), "expected grad of shape ", a.sizes(), ", but got ", grad.sizes());
  requireChannels("weight", weight, shape.channels);
  requireChannels("mean", mean, shape.channels);
  requireChannels("reciprocal", reciprocal, shape.channels);
  const DType compute = computeType(a.dtype());
  const Tensor input = prepared(a);
  const Tensor given = contiguous(to(grad, compute));
  const auto factors = prepared(weight, compute);
  const Tensor centers = contiguous(to(mean, compute));
  const Tensor reciprocals = contiguous(to(reciprocal, compute));
  const Tensor result = Tensor::empty(a.sizes(), compute);
  const Tensor weightGrad = Tensor::empty({shape.channels}, compute);
  const Tensor biasGrad = Tensor::empty({shape.channels}, compute);
  const NormPointers at{.input = input.bytes(),
                        .weight = memory(factors),
                        .result = result.bytes(),
                        .mean = centers.bytes(),
                        .reciprocal = reciprocals.bytes(),
                        .grad = given.bytes(),
                        .weightGrad = weightGrad.bytes(),
                        .biasGrad = biasGrad.bytes()};
  HWY_DYNAMIC_DISPATCH(ChannelBackward)(compute, at, shape, training);
  const DType parameters = weight ? weight->dtype() : a.dtype();
  return {to(result, a.dtype()), to(weightGrad, parameters), to(biasGrad, parameters)};
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
