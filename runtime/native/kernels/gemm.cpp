#include "kernels/gemm.h"

#include <vector>

#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

template <class T>
void multiply(const Gemm& p) {
  using Wide = std::conditional_t<std::is_floating_point_v<T>, T, uint64_t>;  // integers wrap
  const T* a = reinterpret_cast<const T*>(p.a.data);
  const T* b = reinterpret_cast<const T*>(p.b.data);
  T* c = reinterpret_cast<T*>(p.c);
  const T* bias = reinterpret_cast<const T*>(p.bias);
  const auto alpha = cast<T>(p.alpha);
  const auto beta = cast<T>(p.beta);
  parallelFor(p.rows, grainFor(p.rows, p.columns * p.depth), [&](int64_t begin, int64_t end) {
    std::vector<Wide> row(static_cast<size_t>(p.columns));
    for (int64_t i = begin; i < end; ++i) {
      std::fill(row.begin(), row.end(), Wide(0));
      for (int64_t k = 0; k < p.depth; ++k) {
        const auto factor = static_cast<Wide>(a[i * p.a.rowStride + k * p.a.columnStride]);
        const T* line = b + k * p.b.rowStride;
        for (int64_t j = 0; j < p.columns; ++j) {
          row[static_cast<size_t>(j)] += factor * static_cast<Wide>(line[j * p.b.columnStride]);
        }
      }
      T* out = c + i * p.stride;
      for (int64_t j = 0; j < p.columns; ++j) {
        Wide value = static_cast<Wide>(alpha) * row[static_cast<size_t>(j)];
        if (p.beta != 0) value += static_cast<Wide>(beta) * static_cast<Wide>(out[j]);
        else if (bias) value += static_cast<Wide>(bias[j]);
        out[j] = static_cast<T>(value);
      }
    }
  });
}

}  // namespace

void gemm(DType dtype, const Gemm& problem) {
  visitCompute(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    if constexpr (!std::is_same_v<T, bool>) multiply<T>(problem);
  });
}

}  // namespace tangent::kernels
