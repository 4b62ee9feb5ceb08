#include "kernels/sort.h"

#include <numeric>

#include "kernels/copy.h"
#include "kernels/view.h"
#include "tensor/lines.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

template <class T>
bool isNaN(T value) {
  return value != value;
}

/** NaN is larger than everything. */
template <class T, bool descending>
bool before(T a, T b) {
  if constexpr (descending) return isNaN(a) ? !isNaN(b) : a > b;
  else return isNaN(b) ? !isNaN(a) : a < b;
}

template <class T>
struct Entry {
  T value;
  int64_t index;
};

/** Orders the first `wanted` of each line and writes them; `T` is what is compared, `S` what is stored. */
template <class S, bool descending>
void orderLines(const Tensor& source, const Lines& lines, int64_t wanted, const Pair& result) {
  using T = std::conditional_t<std::is_same_v<S, Half> || std::is_same_v<S, BFloat16>, float, S>;
  const S* in = source.data<S>();
  S* values = result.first.data<S>();
  int64_t* indices = result.second.data<int64_t>();
  parallelFor(lines.lines, grainFor(lines.lines, lines.count * 16), [&](int64_t begin, int64_t end) {
    std::vector<Entry<T>> entries(static_cast<size_t>(lines.count));
    for (int64_t line = begin; line < end; ++line) {
      const int64_t start = lines.start(line);
      for (int64_t i = 0; i < lines.count; ++i) {
        entries[static_cast<size_t>(i)] = {static_cast<T>(in[start + i * lines.inner]), i};
      }
      if (wanted == lines.count) {
        std::stable_sort(entries.begin(), entries.end(), [](const Entry<T>& a, const Entry<T>& b) {
          return before<T, descending>(a.value, b.value);
        });
      } else {
        std::partial_sort(entries.begin(), entries.begin() + wanted, entries.end(),
                          [](const Entry<T>& a, const Entry<T>& b) {
                            if (before<T, descending>(a.value, b.value)) return true;
                            return !before<T, descending>(b.value, a.value) && a.index < b.index;
                          });
      }
      const int64_t target = line / lines.inner * wanted * lines.inner + line % lines.inner;
      for (int64_t i = 0; i < wanted; ++i) {
        const Entry<T>& entry = entries[static_cast<size_t>(i)];
        values[target + i * lines.inner] = in[start + entry.index * lines.inner];
        indices[target + i * lines.inner] = entry.index;
      }
    }
  });
}

Pair ordered(const Tensor& a, int64_t dim, int64_t wanted, bool descending) {
  const int at = wrapDim(dim, a.dims());
  const Tensor source = contiguous(a);
  Dims sizes = a.sizes();
  if (!sizes.empty()) sizes[at] = wanted;
  const Pair result{Tensor::empty(sizes, a.dtype()), Tensor::empty(sizes, DType::Int64)};
  const Lines lines(a.sizes(), at);
  visit(a.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    if (descending) orderLines<T, true>(source, lines, wanted, result);
    else orderLines<T, false>(source, lines, wanted, result);
  });
  return result;
}

}  // namespace

Tensor cumsum(const Tensor& a, int64_t dim, const std::optional<DType>& dtype) {
  const int at = wrapDim(dim, a.dims());
  const DType type = dtype.value_or(isFloating(a.dtype()) ? a.dtype() : DType::Int64);
  const Tensor source = contiguous(to(a, computeType(type)));
  Tensor result = Tensor::empty(a.sizes(), computeType(type));
  const Lines lines(a.sizes(), at);
  visitCompute(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    using Total = std::conditional_t<std::is_floating_point_v<T>, double, uint64_t>;
    const T* in = source.data<T>();
    T* out = result.data<T>();
    parallelFor(lines.lines, grainFor(lines.lines, lines.count * 2), [&](int64_t begin, int64_t end) {
      for (int64_t line = begin; line < end; ++line) {
        Total total = 0;
        for (int64_t i = 0, at = lines.start(line); i < lines.count; ++i, at += lines.inner) {
          total += static_cast<Total>(in[at]);
          out[at] = cast<T>(total);
        }
      }
    });
  });
  return to(result, type);
}

Pair sort(const Tensor& a, int64_t dim, bool descending) {
  return ordered(a, dim, a.dims() == 0 ? 1 : a.size(wrapDim(dim, a.dims())), descending);
}

Pair topk(const Tensor& a, int64_t k, int64_t dim, bool largest) {
  const int64_t count = a.dims() == 0 ? 1 : a.size(wrapDim(dim, a.dims()));
  require(k >= 0 && k <= count, "selected index k out of range");
  require(a.dtype() != DType::Bool, "\"topk_cpu\" not implemented for 'Bool'");
  return a.dims() == 0 ? ordered(a, dim, 1, largest) : ordered(a, dim, k, largest);
}

}  // namespace tangent::kernels
