#include "kernels/extremes.h"

#include <array>

#include "kernels/reduce.h"
#include "tensor/fold.h"
#include "tensor/threads.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/extremes.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {

namespace {

/** Takes what is better than the best so far, element by element. */
template <class T, bool largest>
HWY_NOINLINE void keepBetter(const T* __restrict x, T* __restrict best, int32_t* __restrict places, int32_t row, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const bool better = (largest ? x[i] > best[i] : x[i] < best[i]) | ((x[i] != x[i]) & (best[i] == best[i]));
    best[i] = better ? x[i] : best[i];
    places[i] = better ? row : places[i];
  }
}

template <class T, bool largest>
void findColumnExtremes(const Folded& shape, const Tensor* values, const Tensor& indices) {
  const Walk walk = shape.columns();
  const int64_t blocks = (shape.outer + columnBlock - 1) / columnBlock;
  parallelFor(blocks, grainFor(blocks, shape.inner * columnBlock), [&](int64_t begin, int64_t end) {
    alignas(64) std::array<T, columnBlock> buffer;
    alignas(64) std::array<T, columnBlock> best;
    alignas(64) std::array<int32_t, columnBlock> places;
    for (int64_t block = begin; block < end; ++block) {
      const int64_t first = block * columnBlock;
      const int64_t count = std::min(columnBlock, shape.outer - first);
      std::copy_n(readPiece<T>(walk, first, count, buffer.data()), count, best.data());
      places.fill(0);
      for (int64_t row = 1; row < shape.inner; ++row) {
        const T* x = readPiece<T>(walk, row * shape.outer + first, count, buffer.data());
        keepBetter<T, largest>(x, best.data(), places.data(), static_cast<int32_t>(row), count);
      }
      std::copy_n(places.data(), count, indices.data<int64_t>() + first);
      if (values) storeResults(*values, first, best.data(), count);
    }
  });
}

/** Values (where asked for) and indices of the extreme of each fold. NaN wins; the first of equals. */
template <class T, bool largest>
void findExtremes(const Folded& shape, const Tensor* values, const Tensor& indices) {
  if (shape.liesInColumns() && shape.inner <= std::numeric_limits<int32_t>::max()) {
    return findColumnExtremes<T, largest>(shape, values, indices);
  }
  const Walk walk(shape.tensor, shape.tensor.sizes());
  int64_t* positions = indices.data<int64_t>();
  parallelFor(shape.outer, grainFor(shape.outer, shape.inner * 2), [&](int64_t begin, int64_t end) {
    alignas(64) std::array<T, piece> buffer;
    for (int64_t row = begin; row < end; ++row) {
      T best{};
      int64_t position = -1;
      for (int64_t at = 0; at < shape.inner && !(position >= 0 && best != best); at += piece) {
        const int64_t count = std::min(piece, shape.inner - at);
        const T* x = readPiece<T>(walk, row * shape.inner + at, count, buffer.data());
        for (int64_t i = 0; i < count; ++i) {
          if (position < 0 || (largest ? x[i] > best : x[i] < best) || (x[i] != x[i] && best == best)) {
            best = x[i];
            position = at + i;
          }
        }
      }
      positions[row] = position;
      if (values) storeResults(*values, row, &best, 1);
    }
  });
}

}  // namespace

void ExtremesInto(bool largest, const Folded& shape, const Tensor* values, const Tensor& indices) {
  visitCompute(shape.tensor.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    if (largest) findExtremes<T, true>(shape, values, indices);
    else findExtremes<T, false>(shape, values, indices);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {

HWY_EXPORT(ExtremesInto);

namespace {

Tensor extremes(const char* name, const Tensor& a, const std::optional<int64_t>& dim, bool keepdim, bool largest,
                Tensor* values) {
  const Dims dims = dim ? Dims{*dim} : Dims{};
  requireElements(name, a, dims);
  const Folded shape(a, dims, keepdim);
  Tensor indices = Tensor::empty(shape.result, DType::Int64);
  if (values) *values = Tensor::empty(shape.result, a.dtype());
  HWY_DYNAMIC_DISPATCH(ExtremesInto)(largest, shape, values, indices);
  return indices;
}

}  // namespace

Pair max(const Tensor& a, int64_t dim, bool keepdim) {
  Tensor values;
  const Tensor indices = extremes("max", a, dim, keepdim, true, &values);
  return {values, indices};
}

Pair min(const Tensor& a, int64_t dim, bool keepdim) {
  Tensor values;
  const Tensor indices = extremes("min", a, dim, keepdim, false, &values);
  return {values, indices};
}

Tensor argmax(const Tensor& a, const std::optional<int64_t>& dim, bool keepdim) {
  return extremes("argmax", a, dim, keepdim, true, nullptr);
}

Tensor argmin(const Tensor& a, const std::optional<int64_t>& dim, bool keepdim) {
  return extremes("argmin", a, dim, keepdim, false, nullptr);
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
