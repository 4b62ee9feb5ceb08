#include <algorithm>
#include <numeric>

#include "kernels/copy.h"
#include "kernels/keys.h"
#include "kernels/search.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

using Results = std::vector<std::optional<Tensor>>;

template <class Unsigned>
struct Bare {
  Unsigned key;
};

/**
 * `valueOf(i)` of the first of each run of equals in a sequence of `count`, in order. Pieces write to their own part of
 * a buffer first, without branches, so that the sequence is compared once.
 */
template <class T, class F, class V>
Tensor firstsOf(DType dtype, int64_t count, const F& equalsLast, const V& valueAt) {
  constexpr int64_t piece = 1 << 15;
  const int64_t pieces = (count + piece - 1) / piece;
  std::vector<int64_t> before(static_cast<size_t>(pieces) + 1);
  Tensor buffer = Tensor::empty({count}, dtype);
  T* kept = buffer.data<T>();
  parallelFor(pieces, grainFor(pieces, piece), [&](int64_t begin, int64_t end) {
    for (int64_t part = begin; part < end; ++part) {
      int64_t at = part * piece;
      if (part == 0) kept[at++] = valueAt(0);
      for (int64_t i = std::max<int64_t>(1, part * piece); i < std::min(count, (part + 1) * piece); ++i) {
        kept[at] = valueAt(i);
        at += !equalsLast(i);
      }
      before[static_cast<size_t>(part) + 1] = at - part * piece;
    }
  });
  std::partial_sum(before.begin(), before.end(), before.begin());
  Tensor result = Tensor::empty({before.back()}, dtype);
  parallelFor(pieces, grainFor(pieces, piece), [&](int64_t begin, int64_t end) {
    for (int64_t part = begin; part < end; ++part) {
      const int64_t first = before[static_cast<size_t>(part)];
      std::copy_n(kept + part * piece, before[static_cast<size_t>(part) + 1] - first, result.data<T>() + first);
    }
  });
  return result;
}

/** Where runs of equals in a sequence start, and where the sequence ends. */
template <class F>
std::vector<int64_t> runsOf(int64_t count, const F& equalsLast) {
  const Tensor firsts = firstsOf<int64_t>(DType::Int64, count, equalsLast, [](int64_t i) { return i; });
  std::vector<int64_t> starts(firsts.data<int64_t>(), firsts.data<int64_t>() + firsts.numel());
  starts.push_back(count);
  return starts;
}

/** The results of a sequence that is divided into runs: `value(run)` gives their tensor, `place(i)` element i's own place. */
template <class P>
Results describeRuns(Tensor values, const std::vector<int64_t>& starts, const Dims& inverseSizes, bool inverse, bool counts,
                     const P& place) {
  const auto runs = static_cast<int64_t>(starts.size()) - 1;
  Results results{std::move(values), std::nullopt, std::nullopt};
  if (inverse) {
    results[1] = Tensor::empty(inverseSizes, DType::Int64);
    auto* out = results[1]->data<int64_t>();
    for (int64_t run = 0; run < runs; ++run) {
      for (int64_t i = starts[static_cast<size_t>(run)]; i < starts[static_cast<size_t>(run) + 1]; ++i) out[place(i)] = run;
    }
  }
  if (counts) {
    results[2] = Tensor::empty({runs}, DType::Int64);
    auto* out = results[2]->data<int64_t>();
    for (size_t run = 0; run < static_cast<size_t>(runs); ++run) out[run] = starts[run + 1] - starts[run];
  }
  return results;
}

template <class S, class E>
Results uniqueSorted(const Tensor& source, bool inverse, bool counts) {
  using Key = decltype(E::key);
  constexpr bool indexed = std::is_same_v<E, Entry<Key>>;
  const S* in = source.data<S>();
  const int64_t count = source.numel();
  std::vector<E> entries(static_cast<size_t>(count));
  bool negativeZero = false;
  for (int64_t i = 0; i < count; ++i) {
    E& entry = entries[static_cast<size_t>(i)];
    entry.key = keyOf<Key>(in[i]);
    if constexpr (indexed) entry.index = static_cast<Key>(i);
    if constexpr (isReal<S>) negativeZero |= in[i] == S(0) && std::signbit(static_cast<float>(in[i]));
  }
  sortByDigits(entries);
  const std::vector<int64_t> starts = runsOf(count, [&](int64_t i) {
    const Key key = entries[static_cast<size_t>(i)].key;
    return key == entries[static_cast<size_t>(i) - 1].key && !isNanKey<S>(key);
  });
  const auto runs = static_cast<int64_t>(starts.size()) - 1;
  Tensor values = Tensor::empty({runs}, source.dtype());
  S* out = values.data<S>();
  for (int64_t run = 0; run < runs; ++run) {
    const E& entry = entries[static_cast<size_t>(starts[static_cast<size_t>(run)])];
    if constexpr (indexed) out[run] = in[entry.index];
    else out[run] = valueOf<S>(entry.key);
    if constexpr (!indexed && isReal<S>) {
      // Of zeros the first one is given, whatever its sign.
      if (negativeZero && out[run] == S(0)) out[run] = *std::find_if(in, in + count, [](S x) { return x == S(0); });
    }
  }
  return describeRuns(values, starts, source.sizes(), inverse, counts, [&](int64_t i) {
    if constexpr (indexed) return static_cast<int64_t>(entries[static_cast<size_t>(i)].index);
    else return i;
  });
}

/** Whether row i of the matrix comes before row j; rows are compared element by element. */
template <class S>
int compareRows(const S* in, int64_t columns, int64_t i, int64_t j) {
  for (int64_t c = 0; c < columns; ++c) {
    const auto a = keyOf<KeyOf<S>>(in[i * columns + c]);
    const auto b = keyOf<KeyOf<S>>(in[j * columns + c]);
    if (a != b) return a < b ? -1 : 1;
  }
  return 0;
}

}  // namespace

Results unique(const Tensor& a, bool inverse, bool counts) {
  const Tensor source = contiguous(a);
  return visit(a.dtype(), [&](auto type) -> Results {
    using T = typename decltype(type)::type;
    using Key = KeyOf<T>;
    if (!inverse) return uniqueSorted<T, Bare<Key>>(source, inverse, counts);
    if (source.numel() <= std::numeric_limits<uint32_t>::max()) return uniqueSorted<T, Entry<Key>>(source, inverse, counts);
    return uniqueSorted<T, Entry<uint64_t>>(source, inverse, counts);
  });
}

Results uniqueConsecutive(const Tensor& a, bool inverse, bool counts) {
  const Tensor source = contiguous(a);
  return visit(a.dtype(), [&](auto type) -> Results {
    using T = typename decltype(type)::type;
    const T* in = source.data<T>();
    const auto equalsLast = [in](int64_t i) { return in[i] == in[i - 1]; };
    if (!inverse && !counts) {
      const Tensor firsts = firstsOf<T>(a.dtype(), source.numel(), equalsLast, [in](int64_t i) { return in[i]; });
      return {firsts, std::nullopt, std::nullopt};
    }
    const std::vector<int64_t> starts = runsOf(source.numel(), equalsLast);
    Tensor values = Tensor::empty({static_cast<int64_t>(starts.size()) - 1}, a.dtype());
    for (size_t run = 0; run + 1 < starts.size(); ++run) values.data<T>()[run] = in[starts[run]];
    return describeRuns(values, starts, a.sizes(), inverse, counts, [](int64_t i) { return i; });
  });
}

Results uniqueRows(const Tensor& a, bool consecutive, bool inverse, bool counts) {
  require(a.dims() == 2, "uniqueRows(): expected a matrix, but got ", a.dims(), " dimensions");
  const Tensor source = contiguous(a);
  const int64_t rows = a.size(0);
  const int64_t columns = a.size(1);
  return visit(a.dtype(), [&](auto type) -> Results {
    using T = typename decltype(type)::type;
    const T* in = source.data<T>();
    std::vector<int64_t> order(static_cast<size_t>(rows));
    std::iota(order.begin(), order.end(), 0);
    if (!consecutive) {
      std::stable_sort(order.begin(), order.end(),
                       [&](int64_t i, int64_t j) { return compareRows(in, columns, i, j) < 0; });
    }
    const auto equal = [&](int64_t i, int64_t j) {
      return std::equal(in + i * columns, in + (i + 1) * columns, in + j * columns);
    };
    const std::vector<int64_t> starts = runsOf(rows, [&](int64_t i) {
      return equal(order[static_cast<size_t>(i)], order[static_cast<size_t>(i) - 1]);
    });
    Tensor firsts = Tensor::empty({static_cast<int64_t>(starts.size()) - 1}, DType::Int64);
    for (size_t run = 0; run + 1 < starts.size(); ++run) {
      firsts.data<int64_t>()[run] = order[static_cast<size_t>(starts[run])];
    }
    return describeRuns(firsts, starts, {rows}, inverse, counts, [&](int64_t i) { return order[static_cast<size_t>(i)]; });
  });
}

}  // namespace tangent::kernels
