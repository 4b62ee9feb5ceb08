#include "kernels/softmax.h"

#include <cmath>

#include "kernels/copy.h"
#include "kernels/view.h"
#include "tensor/lines.h"
#include "tensor/threads.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/softmax.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "hwy/contrib/math/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {

namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr int64_t costPerElement = 8;

/** exp(x - shift), where shift is the row's largest or the result at most about 1. */
template <class D, class V>
HWY_INLINE V ExpBelowOne(D d, V x, V shift) {
  using T = hn::TFromD<D>;
  const V least = hn::Set(d, static_cast<T>(sizeof(T) == 4 ? -103 : -745));  // below it exp is 0
  const V difference = hn::Sub(x, shift);
  const V result = hn::Exp(d, hn::Max(difference, least));
  const auto isNumber = hn::Eq(difference, difference);
  return hn::IfThenElse(isNumber, hn::IfThenElseZero(hn::Gt(difference, least), result), difference);
}

/** Calls `f(offset, vector count in use)` for whole vectors, then for the rest. */
template <class T, class F, class G>
HWY_INLINE void eachVector(int64_t count, const F& whole, const G& rest) {
  const auto lanes = static_cast<int64_t>(hn::Lanes(hn::ScalableTag<T>()));
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) whole(i);
  if (i < count) rest(i, count - i);
}

/** A row's end as a whole vector, filled up with `filler`. */
template <class D, class T>
HWY_INLINE hn::Vec<D> LoadRest(D d, const T* from, int64_t count, T filler) {
  HWY_ALIGN T buffer[HWY_MAX_BYTES / sizeof(T)];
  std::fill_n(buffer, hn::Lanes(d), filler);
  std::copy_n(from, count, buffer);
  return hn::Load(d, buffer);
}

template <class D, class T>
HWY_INLINE void StoreRest(D d, hn::Vec<D> v, T* to, int64_t count) {
  HWY_ALIGN T buffer[HWY_MAX_BYTES / sizeof(T)];
  hn::Store(v, d, buffer);
  std::copy_n(buffer, count, to);
}

template <class T>
T largestOf(const T* x, int64_t count) {
  const hn::ScalableTag<T> d;
  constexpr T least = -std::numeric_limits<T>::infinity();
  auto best = hn::Set(d, least);
  auto sound = best;  // NaN where one was seen: vectors know no order among them
  const auto take = [&](auto v) HWY_ATTR {
    best = hn::Max(best, v);
    sound = hn::IfThenElse(hn::Eq(v, v), sound, v);
  };
  eachVector<T>(
      count, [&](int64_t i) HWY_ATTR { take(hn::LoadU(d, x + i)); },
      [&](int64_t i, int64_t rest) HWY_ATTR { take(LoadRest(d, x + i, rest, least)); });
  if (!hn::AllTrue(d, hn::Eq(sound, sound))) return std::numeric_limits<T>::quiet_NaN();
  return hn::GetLane(hn::MaxOfLanes(d, best));
}

template <class T>
void softmaxRow(const T* x, T* y, int64_t count, bool logarithm) {
  const hn::ScalableTag<T> d;
  constexpr T nothing = -std::numeric_limits<T>::infinity();
  const T largest = largestOf(x, count);
  const auto shift = hn::Set(d, largest);
  auto sums = hn::Zero(d);
  eachVector<T>(
      count,
      [&](int64_t i) HWY_ATTR {
        const auto power = ExpBelowOne(d, hn::LoadU(d, x + i), shift);
        if (!logarithm) hn::StoreU(power, d, y + i);
        sums = hn::Add(sums, power);
      },
      [&](int64_t i, int64_t rest) HWY_ATTR {
        const auto power = ExpBelowOne(d, LoadRest(d, x + i, rest, nothing), shift);
        if (!logarithm) StoreRest(d, power, y + i, rest);
        sums = hn::Add(sums, power);
      });
  const T total = hn::GetLane(hn::SumOfLanes(d, sums));
  if (logarithm) {
    const T logTotal = std::log(total);
    for (int64_t i = 0; i < count; ++i) y[i] = x[i] - largest - logTotal;
  } else {
    for (int64_t i = 0; i < count; ++i) y[i] /= total;
  }
}

template <class T>
void backwardRow(const T* grad, const T* output, T* result, int64_t count, bool logarithm) {
  const hn::ScalableTag<T> d;
  auto sums = hn::Zero(d);
  eachVector<T>(
      count,
      [&](int64_t i) HWY_ATTR {
        const auto g = hn::LoadU(d, grad + i);
        sums = logarithm ? hn::Add(sums, g) : hn::MulAdd(g, hn::LoadU(d, output + i), sums);
      },
      [&](int64_t i, int64_t rest) HWY_ATTR {
        const auto g = LoadRest(d, grad + i, rest, T(0));
        sums = logarithm ? hn::Add(sums, g) : hn::MulAdd(g, LoadRest(d, output + i, rest, T(0)), sums);
      });
  const T total = hn::GetLane(hn::SumOfLanes(d, sums));
  if (!logarithm) {
    for (int64_t i = 0; i < count; ++i) result[i] = output[i] * (grad[i] - total);
    return;
  }
  const auto zero = hn::Zero(d);
  const auto factor = hn::Set(d, total);
  eachVector<T>(
      count,
      [&](int64_t i) HWY_ATTR {
        const auto power = ExpBelowOne(d, hn::LoadU(d, output + i), zero);
        hn::StoreU(hn::NegMulAdd(power, factor, hn::LoadU(d, grad + i)), d, result + i);
      },
      [&](int64_t i, int64_t rest) HWY_ATTR {
        const auto power = ExpBelowOne(d, LoadRest(d, output + i, rest, T(0)), zero);
        StoreRest(d, hn::NegMulAdd(power, factor, LoadRest(d, grad + i, rest, T(0))), result + i, rest);
      });
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

}  // namespace

/** Rows of float or double. */
void SoftmaxRows(const Tensor& rows, const Tensor& result, bool logarithm) {
  const auto run = [&](auto type) {
    using T = typename decltype(type)::type;
    eachRow(rows, [&](int64_t first, int64_t count) {
      softmaxRow(rows.data<T>() + first, result.data<T>() + first, count, logarithm);
    });
  };
  if (rows.dtype() == DType::Float64) run(Type<double>{});
  else run(Type<float>{});
}

void SoftmaxBackwardRows(const Tensor& grad, const Tensor& rows, const Tensor& result, bool logarithm) {
  const auto run = [&](auto type) {
    using T = typename decltype(type)::type;
    eachRow(rows, [&](int64_t first, int64_t count) {
      backwardRow(grad.data<T>() + first, rows.data<T>() + first, result.data<T>() + first, count, logarithm);
    });
  };
  if (rows.dtype() == DType::Float64) run(Type<double>{});
  else run(Type<float>{});
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {

HWY_EXPORT(SoftmaxRows);
HWY_EXPORT(SoftmaxBackwardRows);

namespace {

/** `a` in the dtype of its arithmetic, contiguous, with `dim` last. */
Tensor withDimLast(const Tensor& a, int dim) {
  const Tensor wide = to(a, computeType(a.dtype()));
  return contiguous(a.dims() < 2 ? wide : transpose(wide, dim, -1));
}

Tensor restored(const Tensor& rows, const Tensor& like, int dim) {
  return to(contiguous(like.dims() < 2 ? rows : transpose(rows, dim, -1)), like.dtype());
}

Tensor forward(const Tensor& a, int64_t dim, bool logarithm) {
  const int at = wrapDim(dim, a.dims());
  require(isFloating(a.dtype()), "\"", logarithm ? "log_softmax" : "softmax",
          at == std::max(a.dims(), 1) - 1 ? "_lastdim_kernel_impl" : "_kernel_impl", "\" not implemented for '", dtypeName(a.dtype()), "'");
  const Tensor rows = withDimLast(a, at);
  const Tensor result = Tensor::empty(rows.sizes(), rows.dtype());
  HWY_DYNAMIC_DISPATCH(SoftmaxRows)(rows, result, logarithm);
  return restored(result, a, at);
}

Tensor backward(const Tensor& grad, const Tensor& output, int64_t dim, bool logarithm) {
  const int at = wrapDim(dim, output.dims());
  require(grad.sizes() == output.sizes(), "expected grad of shape ", output.sizes(), ", but got ", grad.sizes());
  require(isFloating(output.dtype()), "\"softmax_backward\" not implemented for '", dtypeName(output.dtype()), "'");
  const Tensor rows = withDimLast(output, at);
  const Tensor gradRows = withDimLast(to(grad, output.dtype()), at);
  const Tensor result = Tensor::empty(rows.sizes(), rows.dtype());
  HWY_DYNAMIC_DISPATCH(SoftmaxBackwardRows)(gradRows, rows, result, logarithm);
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

#endif  // HWY_ONCE
