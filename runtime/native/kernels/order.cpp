#include "kernels/order.h"

#include <algorithm>
#include <atomic>
#include <span>

#include "kernels/copy.h"
#include "kernels/keys.h"
#include "tensor/iterate.h"
#include "tensor/lines.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

/**
 * Calls `f(entries)` with the keys and indices of each line and takes the place that it gives. Keys that `f` meets are
 * 32 bits wide where they and all indices fit.
 */
template <class F>
Pair pickFromLines(const char* name, const Tensor& a, int64_t dim, int64_t cost, const F& f) {
  const int at = wrapDim(dim, a.dims());
  const Lines lines(a.sizes(), at);
  require(lines.count > 0, name, "(): Expected reduction dim ", at, " to have non-zero size.");
  const Tensor source = contiguous(a);
  Dims sizes = a.sizes();
  if (!sizes.empty()) sizes[at] = 1;
  const Pair result{Tensor::empty(sizes, a.dtype()), Tensor::empty(sizes, DType::Int64)};
  visit(a.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    const auto run = [&](auto width) {
      using Key = decltype(width);
      const T* in = source.data<T>();
      parallelFor(lines.lines, grainFor(lines.lines, lines.count * cost), [&](int64_t begin, int64_t end) {
        std::vector<Entry<Key>> entries(static_cast<size_t>(lines.count));
        for (int64_t line = begin; line < end; ++line) {
          const int64_t start = lines.start(line);
          for (int64_t i = 0; i < lines.count; ++i) {
            entries[static_cast<size_t>(i)] = {keyOf<Key>(in[start + i * lines.inner]), static_cast<Key>(i)};
          }
          const int64_t place = f(type, entries);
          result.first.data<T>()[line] = in[start + place * lines.inner];
          result.second.data<int64_t>()[line] = place;
        }
      });
    };
    if constexpr (sizeof(T) <= 4) {
      if (lines.count <= std::numeric_limits<uint32_t>::max()) return run(uint32_t{0});
    }
    run(uint64_t{0});
  });
  return result;
}

/** Hoare's selection with the median of three as pivot, by PyTorch's steps: they decide which of equals comes. */
template <class E>
void select(std::span<E> entries, int64_t wanted) {
  const auto larger = [&](int64_t i, int64_t j) {
    return entries[static_cast<size_t>(i)].key > entries[static_cast<size_t>(j)].key;
  };
  const auto swap = [&](int64_t i, int64_t j) {
    std::swap(entries[static_cast<size_t>(i)], entries[static_cast<size_t>(j)]);
  };
  int64_t low = 0;
  int64_t high = static_cast<int64_t>(entries.size()) - 1;
  while (low < high) {
    if (high == low + 1) {
      if (larger(low, high)) swap(low, high);
      return;
    }
    swap(low + (high - low) / 2, low + 1);
    if (larger(low + 1, high)) swap(low + 1, high);
    if (larger(low, high)) swap(low, high);
    if (larger(low + 1, low)) swap(low + 1, low);
    int64_t i = low + 1;
    int64_t j = high;
    for (;;) {
      do ++i;
      while (larger(low, i));
      do --j;
      while (larger(j, low));
      if (j < i) break;
      swap(i, j);
    }
    swap(low, j);
    if (j <= wanted) low = i;
    if (j >= wanted) high = j - 1;
  }
}

/** Where the entry of rank `wanted` comes from; equals are ranked by their indices. */
template <class E>
int64_t nth(std::vector<E>& entries, int64_t wanted) {
  const auto at = entries.begin() + wanted;
  std::nth_element(entries.begin(), at, entries.end());
  return static_cast<int64_t>(at->index);
}

/** The last index of the longest run of equal keys, the first of such runs. NaN equals nothing. */
template <class T, class E>
int64_t mostFrequent(std::vector<E>& entries) {
  std::sort(entries.begin(), entries.end(), [](const E& a, const E& b) { return a.key < b.key; });
  size_t most = 0;
  size_t place = 0;
  for (size_t begin = 0; begin < entries.size();) {
    size_t end = begin + 1;
    if (!isNanKey<T>(entries[begin].key)) {
      while (end < entries.size() && entries[end].key == entries[begin].key) ++end;
    }
    if (end - begin > most) {
      most = end - begin;
      place = end - 1;
    }
    begin = end;
  }
  return static_cast<int64_t>(entries[place].index);
}

/** The keys of all elements, counted by their upper bits and picked from by rank. */
template <class T>
class KeyCounts {
 public:
  using Key = KeyOf<T>;

  KeyCounts(const T* in, int64_t count) : in_(in), count_(count), counts_(buckets) {
    inPieces([&](int64_t, int64_t begin, int64_t end) {
      std::vector<int64_t> own(buckets);
      for (int64_t i = begin; i < end; ++i) ++own[bucketOf(keyOf<Key>(in_[i]))];
      for (size_t b = 0; b < buckets; ++b) {
        if (own[b] > 0) counts_[b].fetch_add(own[b], std::memory_order_relaxed);
      }
    });
  }

  /** No number shares the last bucket with NaN. */
  int64_t nans() const { return isReal<T> ? counts_.back().load() : 0; }

  Key ofRank(int64_t wanted) const {
    size_t bucket = 0;
    int64_t before = 0;
    while (before + counts_[bucket] <= wanted) before += counts_[bucket++];
    std::vector<std::vector<Key>> parts(static_cast<size_t>((count_ + piece - 1) / piece));
    inPieces([&](int64_t part, int64_t begin, int64_t end) {
      std::vector<Key>& found = parts[static_cast<size_t>(part)];
      found.resize(static_cast<size_t>(end - begin));
      size_t many = 0;
      for (int64_t i = begin; i < end; ++i) {
        const Key key = keyOf<Key>(in_[i]);
        found[many] = key;
        many += bucketOf(key) == bucket;
      }
      found.resize(many);
    });
    std::vector<Key> keys;
    keys.reserve(static_cast<size_t>(counts_[bucket]));
    for (const auto& part : parts) keys.insert(keys.end(), part.begin(), part.end());
    const auto at = keys.begin() + (wanted - before);
    std::nth_element(keys.begin(), at, keys.end());
    return *at;
  }

 private:
  static constexpr size_t buckets = 4096;
  static constexpr int64_t piece = 1 << 18;

  static size_t bucketOf(Key key) { return static_cast<size_t>(key >> (8 * sizeof(Key) - 12)); }

  template <class F>
  void inPieces(const F& f) const {
    const int64_t pieces = (count_ + piece - 1) / piece;
    parallelFor(pieces, 1, [&](int64_t begin, int64_t end) {
      for (int64_t part = begin; part < end; ++part) f(part, part * piece, std::min(count_, (part + 1) * piece));
    });
  }

  const T* in_;
  int64_t count_;
  std::vector<std::atomic<int64_t>> counts_;
};

}  // namespace

Pair kthvalue(const Tensor& a, int64_t k, int64_t dim) {
  const int at = wrapDim(dim, a.dims());
  const int64_t count = a.dims() == 0 ? 1 : a.size(at);
  require(count > 0, "kthvalue(): Expected reduction dim ", at, " to have non-zero size.");
  require(k >= 1 && k <= count, "kthvalue(): selected number k out of range for dimension ", at);
  require(a.dtype() != DType::Bool, "\"kthvalue_cpu\" not implemented for 'Bool'");
  return pickFromLines("kthvalue", a, dim, 8, [k](auto, auto& entries) {
    select(std::span(entries), k - 1);
    return static_cast<int64_t>(entries[static_cast<size_t>(k - 1)].index);
  });
}

Pair median(const Tensor& a, int64_t dim, bool ignoresNan) {
  require(a.dtype() != DType::Bool, "\"median_out_impl\" not implemented for 'Bool'");
  return pickFromLines("median", a, dim, 8, [ignoresNan](auto type, auto& entries) {
    using T = typename decltype(type)::type;
    auto count = static_cast<int64_t>(entries.size());
    if constexpr (isReal<T>) {
      const auto isNan = [](const auto& entry) { return isNanKey<T>(entry.key); };
      if (ignoresNan) {
        count -= std::count_if(entries.begin(), entries.end(), isNan);
      } else {
        const auto found = std::find_if(entries.begin(), entries.end(), isNan);
        if (found != entries.end()) return static_cast<int64_t>(found->index);
      }
    }
    return nth(entries, std::max<int64_t>(0, (count - 1) / 2));
  });
}

Pair mode(const Tensor& a, int64_t dim) {
  return pickFromLines("mode", a, dim, 16, [](auto type, auto& entries) {
    return mostFrequent<typename decltype(type)::type>(entries);
  });
}

Tensor medianOfAll(const Tensor& a, bool ignoresNan) {
  require(a.dtype() != DType::Bool, "\"median_cpu\" not implemented for 'Bool'");
  const Tensor source = contiguous(a);
  Tensor result = Tensor::empty({}, a.dtype());
  visit(a.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    const T* in = source.data<T>();
    const int64_t count = source.numel();
    T& median = *result.data<T>();
    if (count == 0) {
      median = cast<T>(std::numeric_limits<double>::quiet_NaN());  // as PyTorch: an integer's least value
      return;
    }
    const KeyCounts<T> counts(in, count);
    const int64_t sound = count - counts.nans();
    const bool spoilt = sound == 0 || (sound < count && !ignoresNan);
    median = valueOf<T>(counts.ofRank(spoilt ? count - 1 : (sound - 1) / 2));
  });
  return result;
}

}  // namespace tangent::kernels
