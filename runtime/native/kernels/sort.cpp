#include "kernels/sort.h"

#include <algorithm>
#include <array>
#include <utility>

#include "kernels/copy.h"
#include "kernels/keys.h"
#include "kernels/view.h"
#include "tensor/lines.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

/** Puts `entry` in the place of a heap's top, by the steps of the C++ library's partial sort. */
template <class E>
void replaceTop(std::vector<E>& heap, const E& entry) {
  const size_t count = heap.size();
  size_t hole = 0;
  for (size_t child = 2; child <= count; child = 2 * hole + 2) {
    if (child == count || heap[child].key < heap[child - 1].key) --child;
    heap[hole] = heap[child];
    hole = child;
  }
  for (; hole > 0 && heap[(hole - 1) / 2].key < entry.key; hole = (hole - 1) / 2) heap[hole] = heap[(hole - 1) / 2];
  heap[hole] = entry;
}

/**
 * The first `wanted` of `count` entries, in order, by PyTorch's steps: they decide which of equals come, and in which
 * order. `keyAt(i)` makes their keys.
 */
template <class E, class F>
void choose(std::vector<E>& entries, int64_t wanted, int64_t count, const F& keyAt) {
  const auto entryAt = [&](int64_t i) -> E { return {keyAt(i), static_cast<decltype(E::index)>(i)}; };
  const auto before = [](const E& a, const E& b) { return a.key < b.key; };
  const bool few = wanted * 64 <= count;
  entries.resize(static_cast<size_t>(few ? wanted : count));
  for (size_t i = 0; i < entries.size(); ++i) entries[i] = entryAt(static_cast<int64_t>(i));
  if (wanted == 0) return;
  if (few) {
    std::make_heap(entries.begin(), entries.end(), before);
    // Keys are made a block at a time, by vectors; most blocks hold none that is wanted.
    std::array<decltype(E::key), 64> keys;
    for (int64_t begin = wanted; begin < count; begin += static_cast<int64_t>(keys.size())) {
      const auto size = static_cast<size_t>(std::min(static_cast<int64_t>(keys.size()), count - begin));
      const auto last = entries.front().key;
      unsigned any = 0;
      for (size_t j = 0; j < size; ++j) {
        keys[j] = keyAt(begin + static_cast<int64_t>(j));
        any |= keys[j] < last;
      }
      for (size_t j = 0; any != 0 && j < size; ++j) {
        if (keys[j] < entries.front().key) replaceTop(entries, entryAt(begin + static_cast<int64_t>(j)));
      }
    }
    std::sort_heap(entries.begin(), entries.end(), before);
    return;
  }
  std::nth_element(entries.begin(), entries.begin() + wanted - 1, entries.end(), before);
  std::sort(entries.begin(), entries.begin() + wanted - 1, before);
}

/** Orders each line, stably or (`chosen`) only the first `wanted`, and writes those. */
template <class Unsigned, class S>
void orderLines(const Tensor& source, const Lines& lines, int64_t wanted, bool chosen, bool descending, const Pair& result) {
  constexpr size_t fewEntries = 512;  // for fewer the digits' counts cost more than comparisons
  const S* in = source.data<S>();
  S* values = result.first.data<S>();
  int64_t* indices = result.second.data<int64_t>();
  parallelFor(lines.lines, grainFor(lines.lines, lines.count * 16), [&](int64_t begin, int64_t end) {
    std::vector<Entry<Unsigned>> entries(static_cast<size_t>(chosen ? 0 : lines.count));
    for (int64_t line = begin; line < end; ++line) {
      const int64_t start = lines.start(line);
      const auto keyAt = [from = in + start, step = lines.inner, descending](int64_t i) {
        return keyOf<Unsigned>(from[i * step], descending);
      };
      if (chosen && lines.inner == 1) {
        choose(entries, wanted, lines.count,
               [from = in + start, descending](int64_t i) { return keyOf<Unsigned>(from[i], descending); });
      } else if (chosen) {
        choose(entries, wanted, lines.count, keyAt);
      } else {
        for (int64_t i = 0; i < lines.count; ++i) entries[static_cast<size_t>(i)] = {keyAt(i), static_cast<Unsigned>(i)};
        if (entries.size() < fewEntries) std::sort(entries.begin(), entries.end());
        else sortByDigits(entries);
      }
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
