#include "kernels/sort.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <utility>

#include "kernels/copy.h"
#include "kernels/view.h"
#include "tensor/lines.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

/** Keys and indices of one width: narrow ones for elements of up to four bytes, wide ones for the rest and for huge lines. */
template <class Unsigned>
struct Entry {
  Unsigned key;
  Unsigned index;

  bool operator<(const Entry& other) const { return key != other.key ? key < other.key : index < other.index; }
};

/** An unsigned integer that orders as the value does; NaN is larger than everything, and -0 is 0. */
template <class Key, class S>
Key keyOf(S value, bool descending) {
  Key key;
  if constexpr (std::is_same_v<S, double> || std::is_same_v<S, float> || std::is_same_v<S, Half> ||
                std::is_same_v<S, BFloat16>) {
    using Real = std::conditional_t<sizeof(Key) == 8, double, float>;
    using Bits = std::conditional_t<sizeof(Key) == 8, uint64_t, uint32_t>;
    constexpr Bits sign = Bits{1} << (8 * sizeof(Bits) - 1);
    const auto real = static_cast<Real>(value);
    const auto bits = std::bit_cast<Bits>(real == Real(0) ? Real(0) : real);
    key = real != real ? ~Key{0} : (bits & sign) ? ~bits : bits | sign;
  } else if constexpr (std::is_signed_v<S>) {
    key = static_cast<Key>(value) ^ (Key{1} << (8 * sizeof(Key) - 1));
  } else {
    key = static_cast<Key>(value);
  }
  return descending ? ~key : key;
}

/** Stable, by digits of eight bits from the lowest; digits in which all keys agree are passed over. */
template <class E>
void sortByDigits(std::vector<E>& entries) {
  constexpr size_t digits = sizeof(E::key);
  std::vector<std::array<size_t, 256>> counts(digits);
  for (const E& entry : entries) {
    for (size_t digit = 0; digit < digits; ++digit) ++counts[digit][(entry.key >> (8 * digit)) & 255];
  }
  std::vector<E> other(entries.size());
  for (size_t digit = 0; digit < digits; ++digit) {
    checkInterrupt();
    std::array<size_t, 256>& places = counts[digit];
    if (std::find(places.begin(), places.end(), entries.size()) != places.end()) continue;
    size_t total = 0;
    for (size_t& place : places) total += std::exchange(place, total);
    for (const E& entry : entries) other[places[(entry.key >> (8 * digit)) & 255]++] = entry;
    entries.swap(other);
  }
}

/** Brings the first `wanted` to the front, by PyTorch's steps: they decide which of equals come, and in which order. */
template <class E>
void choose(std::vector<E>& entries, int64_t wanted) {
  const auto before = [](const E& a, const E& b) { return a.key < b.key; };
  if (wanted == 0) return;
  const auto last = entries.begin() + wanted;
  if (wanted * 64 <= static_cast<int64_t>(entries.size())) {
    std::partial_sort(entries.begin(), last, entries.end(), before);
    return;
  }
  std::nth_element(entries.begin(), last - 1, entries.end(), before);
  std::sort(entries.begin(), last - 1, before);
}

/** Orders each line, stably or (`chosen`) only the first `wanted`, and writes those. */
template <class Unsigned, class S>
void orderLines(const Tensor& source, const Lines& lines, int64_t wanted, bool chosen, bool descending, const Pair& result) {
  constexpr size_t fewEntries = 512;  // for fewer the digits' counts cost more than comparisons
  const S* in = source.data<S>();
  S* values = result.first.data<S>();
  int64_t* indices = result.second.data<int64_t>();
  parallelFor(lines.lines, grainFor(lines.lines, lines.count * 16), [&](int64_t begin, int64_t end) {
    std::vector<Entry<Unsigned>> entries(static_cast<size_t>(lines.count));
    for (int64_t line = begin; line < end; ++line) {
      const int64_t start = lines.start(line);
      for (int64_t i = 0; i < lines.count; ++i) {
        entries[static_cast<size_t>(i)] = {keyOf<Unsigned>(in[start + i * lines.inner], descending), static_cast<Unsigned>(i)};
      }
      if (chosen) choose(entries, wanted);
      else if (entries.size() < fewEntries) std::sort(entries.begin(), entries.end());
      else sortByDigits(entries);
      const int64_t target = line / lines.inner * wanted * lines.inner + line % lines.inner;
      for (int64_t i = 0; i < wanted; ++i) {
        const auto index = static_cast<int64_t>(entries[static_cast<size_t>(i)].index);
        values[target + i * lines.inner] = in[start + index * lines.inner];
        indices[target + i * lines.inner] = index;
      }
    }
  });
}

Pair ordered(const Tensor& a, int64_t dim, int64_t wanted, bool chosen, bool descending) {
  const int at = wrapDim(dim, a.dims());
  const Tensor source = contiguous(a);
  Dims sizes = a.sizes();
  if (!sizes.empty()) sizes[at] = wanted;
  const Pair result{Tensor::empty(sizes, a.dtype()), Tensor::empty(sizes, DType::Int64)};
  const Lines lines(a.sizes(), at);
  visit(a.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    const bool narrow = sizeof(T) <= 4 && lines.count <= std::numeric_limits<uint32_t>::max();
    if constexpr (sizeof(T) <= 4) {
      if (narrow) return orderLines<uint32_t, T>(source, lines, wanted, chosen, descending, result);
    }
    orderLines<uint64_t, T>(source, lines, wanted, chosen, descending, result);
  });
  return result;
}

}  // namespace

namespace {

/** Continues the sums of `count` lines from `first` to `last`. */
template <int64_t count, class T, class Total>
void runningSums(const T* in, T* out, const Lines& lines, int64_t line, int64_t first, int64_t last, std::span<Total> kept) {
  const int64_t inner = lines.inner;
  std::array<Total, count> totals;
  std::array<int64_t, count> at;
  for (int64_t j = 0; j < count; ++j) {
    totals[static_cast<size_t>(j)] = kept[static_cast<size_t>(j)];
    at[static_cast<size_t>(j)] = lines.start(line + j) + first * inner;
  }
  for (int64_t i = first; i < last; ++i) {
    for (size_t j = 0; j < count; ++j) {
      totals[j] += static_cast<Total>(in[at[j]]);
      out[at[j]] = cast<T>(totals[j]);
      at[j] += inner;
    }
  }
  for (size_t j = 0; j < count; ++j) kept[j] = totals[j];
}

}  // namespace

Tensor cumsum(const Tensor& a, int64_t dim, const std::optional<DType>& dtype) {
  const int at = wrapDim(dim, a.dims());
  const DType type = dtype.value_or(isFloating(a.dtype()) ? a.dtype() : DType::Int64);
  const Tensor source = contiguous(to(a, computeType(type)));
  Tensor result = Tensor::empty(a.sizes(), computeType(type));
  const Lines lines(a.sizes(), at);
  constexpr int64_t interruptible = 1 << 18;  // elements between two looks at the flag
  constexpr int64_t together = 4;             // lines side by side: one's sum waits for its last
  visitCompute(type, [&](auto tag) {
    using T = typename decltype(tag)::type;
    using Total = std::conditional_t<std::is_floating_point_v<T>, double, uint64_t>;
    const T* in = source.data<T>();
    T* out = result.data<T>();
    parallelFor(lines.lines, grainFor(lines.lines, lines.count * 2), [&](int64_t begin, int64_t end) {
      for (int64_t line = begin; line < end; line += together) {
        std::array<Total, together> totals{};
        const int64_t some = std::min(together, end - line);
        for (int64_t first = 0; first < lines.count; first += interruptible) {
          checkInterrupt();
          const int64_t last = std::min(first + interruptible, lines.count);
          if (some == together) runningSums<together, T, Total>(in, out, lines, line, first, last, totals);
          else {
            for (int64_t i = 0; i < some; ++i) {
              runningSums<1, T, Total>(in, out, lines, line + i, first, last, std::span<Total>(totals).subspan(static_cast<size_t>(i)));
            }
          }
        }
      }
    });
  });
  return to(result, type);
}

Pair sort(const Tensor& a, int64_t dim, bool descending) {
  return ordered(a, dim, a.dims() == 0 ? 1 : a.size(wrapDim(dim, a.dims())), false, descending);
}

Pair topk(const Tensor& a, int64_t k, int64_t dim, bool largest) {
  const int64_t count = a.dims() == 0 ? 1 : a.size(wrapDim(dim, a.dims()));
  require(k >= 0 && k <= count, "selected index k out of range");
  require(a.dtype() != DType::Bool, "\"topk_cpu\" not implemented for 'Bool'");
  return ordered(a, dim, a.dims() == 0 ? 1 : k, true, largest);
}

}  // namespace tangent::kernels
