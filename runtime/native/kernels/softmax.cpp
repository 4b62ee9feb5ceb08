#include "kernels/softmax.h"

#include <cmath>

#include "kernels/copy.h"
#include "kernels/view.h"
#include "tensor/lines.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

constexpr int64_t costPerElement = 16;

/** Rows of x; y may be the same memory. */
template <class T>
void softmaxRow(const T* x, T* y, int64_t count, bool logarithm) {
  T largest = -std::numeric_limits<T>::infinity();
  for (int64_t i = 0; i < count; ++i) largest = x[i] != x[i] || x[i] > largest ? x[i] : largest;
  T total = 0;
  if (logarithm) {
    for (int64_t i = 0; i < count; ++i) total += std::exp(x[i] - largest);
    const T shift = std::log(total);
    for (int64_t i = 0; i < count; ++i) y[i] = x[i] - largest - shift;
    return;
  }
  for (int64_t i = 0; i < count; ++i) {
    y[i] = std::exp(x[i] - largest);
    total += y[i];
  }
  for (int64_t i = 0; i < count; ++i) y[i] /= total;
}

template <class T>
void backwardRow(const T* grad, const T* output, T* result, int64_t count, bool logarithm) {
  T total = 0;
  if (logarithm) {
    for (int64_t i = 0; i < count; ++i) total += grad[i];
    for (int64_t i = 0; i < count; ++i) result[i] = grad[i] - std::exp(output[i]) * total;
    return;
  }
  for (int64_t i = 0; i < count; ++i) total += grad[i] * output[i];
  for (int64_t i = 0; i < count; ++i) result[i] = output[i] * (grad[i] - total);
}

/** `a` in the dtype of its arithmetic, contiguous, with `dim` last. */
Tensor withDimLast(const Tensor& a, int dim) {
  const Tensor wide = to(a, computeType(a.dtype()));
  return contiguous(a.dims() < 2 ? wide : transpose(wide, dim, -1));
}

Tensor restored(const Tensor& rows, const Tensor& like, int dim) {
  return to(contiguous(like.dims() < 2 ? rows : transpose(rows, dim, -1)), like.dtype());
}

template <class F>
void eachRow(const Tensor& rows, const F& f) {
  const int64_t count = rows.dims() == 0 ? 1 : rows.size(rows.dims() - 1);
  if (rows.numel() == 0) return;
  const int64_t lines = rows.numel() / count;
  parallelFor(lines, grainFor(lines, count * costPerElement), [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) f(row * count, count);
  });
}

Tensor forward(const Tensor& a, int64_t dim, bool logarithm) {
  const int at = wrapDim(dim, a.dims());
  require(isFloating(a.dtype()), "\"", logarithm ? "log_softmax" : "softmax",
          at == std::max(a.dims(), 1) - 1 ? "_lastdim_kernel_impl" : "_kernel_impl", "\" not implemented for '", dtypeName(a.dtype()), "'");
  const Tensor rows = withDimLast(a, at);
  const Tensor result = Tensor::empty(rows.sizes(), rows.dtype());
  visitCompute(rows.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    if constexpr (std::is_floating_point_v<T>) {
      eachRow(rows, [&](int64_t first, int64_t count) {
        softmaxRow(rows.data<T>() + first, result.data<T>() + first, count, logarithm);
      });
    }
  });
  return restored(result, a, at);
}

Tensor backward(const Tensor& grad, const Tensor& output, int64_t dim, bool logarithm) {
  const int at = wrapDim(dim, output.dims());
  require(grad.sizes() == output.sizes(), "expected grad of shape ", output.sizes(), ", but got ", grad.sizes());
  require(isFloating(output.dtype()), "\"softmax_backward\" not implemented for '", dtypeName(output.dtype()), "'");
  const Tensor rows = withDimLast(output, at);
  const Tensor gradRows = withDimLast(to(grad, output.dtype()), at);
  const Tensor result = Tensor::empty(rows.sizes(), rows.dtype());
  visitCompute(rows.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    if constexpr (std::is_floating_point_v<T>) {
      eachRow(rows, [&](int64_t first, int64_t count) {
        backwardRow(gradRows.data<T>() + first, rows.data<T>() + first, result.data<T>() + first, count, logarithm);
      });
    }
  });
  return restored(result, output, at);
}

}  // namespace

Tensor softmax(const Tensor& a, int64_t dim) { return forward(a, dim, false); }

Tensor logSoftmax(const Tensor& a, int64_t dim) { return forward(a, dim, true); }

Tensor softmaxBackward(const Tensor& grad, const Tensor& output, int64_t dim) {
  return backward(grad, output, dim, false);
}

Tensor logSoftmaxBackward(const Tensor& grad, const Tensor& output, int64_t dim) {
  return backward(grad, output, dim, true);
}

}  // namespace tangent::kernels
