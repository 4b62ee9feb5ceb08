#include "kernels/gemm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/gemm.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/gemm-inl.h"

#if HWY_ONCE

#include <vector>

#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

HWY_EXPORT(MultiplyFloat);
HWY_EXPORT(MultiplyDouble);

/** Integers, plainly; they wrap. */
template <class T>
void multiplyIntegers(const Gemm& p) {
  const T* a = reinterpret_cast<const T*>(p.a.data);
  const T* b = reinterpret_cast<const T*>(p.b.data);
  T* c = reinterpret_cast<T*>(p.c);
  const T* bias = reinterpret_cast<const T*>(p.bias);
  const auto alpha = static_cast<uint64_t>(cast<int64_t>(p.alpha));
  const auto beta = static_cast<uint64_t>(cast<int64_t>(p.beta));
  parallelFor(p.rows, grainFor(p.rows, p.columns * p.depth), [&](int64_t begin, int64_t end) {
    std::vector<uint64_t> row(static_cast<size_t>(p.columns));
    for (int64_t i = begin; i < end; ++i) {
      std::fill(row.begin(), row.end(), uint64_t{0});
      for (int64_t k = 0; k < p.depth; ++k) {
        const auto factor = static_cast<uint64_t>(a[i * p.a.rowStride + k * p.a.columnStride]);
        const T* line = b + k * p.b.rowStride;
        for (int64_t j = 0; j < p.columns; ++j) {
          row[static_cast<size_t>(j)] += factor * static_cast<uint64_t>(line[j * p.b.columnStride]);
        }
      }
      T* out = c + i * p.stride;
      for (int64_t j = 0; j < p.columns; ++j) {
        uint64_t value = alpha * row[static_cast<size_t>(j)];
        if (p.beta != 0) value += beta * static_cast<uint64_t>(out[j]);
        else if (bias) value += static_cast<uint64_t>(bias[j]);
        out[j] = static_cast<T>(value);
      }
    }
  });
}

}  // namespace

void gemm(DType dtype, const Gemm& problem) {
  if (problem.rows == 0 || problem.columns == 0) return;
  if (dtype == DType::Float32) return HWY_DYNAMIC_DISPATCH(MultiplyFloat)(problem);
  if (dtype == DType::Float64) return HWY_DYNAMIC_DISPATCH(MultiplyDouble)(problem);
  visitCompute(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) multiplyIntegers<T>(problem);
  });
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
