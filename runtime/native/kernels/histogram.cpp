#include "kernels/histogram.h"

#include <algorithm>
#include <mutex>

#include "kernels/copy.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

/** Adds up `count` additions to `bins` totals, each thread its own: `add(i, totals)`. */
template <class A, class F>
void tally(int64_t count, int64_t cost, int64_t bins, A* totals, const F& add) {
  std::fill_n(totals, bins, A{0});
  const int64_t grain = grainFor(count, cost);
  if (grain >= count || bins > count / 4) {  // totals of its own would cost a thread more than it saves
    Ticker ticker;
    for (int64_t i = 0; i < count; ++i) {
      ticker.tick();
      add(i, totals);
    }
    return;
  }
  std::mutex mutex;
  parallelFor(count, (count + threadCount() - 1) / threadCount(), [&](int64_t begin, int64_t end) {
    std::vector<A> own(static_cast<size_t>(bins));
    for (int64_t i = begin; i < end; ++i) add(i, own.data());
    const std::lock_guard<std::mutex> lock(mutex);
    for (int64_t b = 0; b < bins; ++b) totals[b] += own[static_cast<size_t>(b)];
  });
}

/** The bin of a value that lies between the outer edges. */
template <class T>
int64_t binOf(T value, const T* edges, int64_t count, Bins how) {
  const T low = edges[0];
  const T high = edges[count - 1];
  const int64_t bins = count - 1;
  if (how == Bins::any) {
    return std::clamp<int64_t>(std::upper_bound(edges, edges + count, value) - edges - 1, 0, bins - 1);
  }
  int64_t bin = std::clamp<int64_t>(cast<int64_t>((value - low) * static_cast<T>(bins) / (high - low)), 0, bins - 1);
  if (how == Bins::formula) return bin;
  while (bin > 0 && value < edges[bin]) --bin;
  while (bin + 1 < bins && value >= edges[bin + 1]) ++bin;
  return bin;
}

}  // namespace

Tensor bincount(const Tensor& a, const std::optional<Tensor>& weights, int64_t minlength) {
  require(isIntegral(a.dtype()), "\"bincount_cpu\" not implemented for '", dtypeName(a.dtype()), "'");
  require(minlength >= 0, "minlength should be >= 0");
  constexpr const char* unsuitable = "bincount only supports 1-d non-negative integral inputs.";
  require(a.dims() == 1, unsuitable);
  const int64_t count = a.numel();
  if (count == 0) {
    Tensor nothing = Tensor::empty({minlength}, DType::Int64);
    std::fill_n(nothing.data<int64_t>(), minlength, 0);
    return nothing;
  }
  const Tensor source = contiguous(to(a, DType::Int64));
  const auto* in = source.data<int64_t>();
  int64_t least = in[0];
  int64_t most = in[0];
  for (int64_t i = 1; i < count; ++i) {
    least = std::min(least, in[i]);
    most = std::max(most, in[i]);
  }
  require(least >= 0, unsuitable);
  require(!weights || (weights->dims() == 1 && weights->numel() == count),
          "weights should be 1-d and have the same length as input");
  require(most < std::numeric_limits<int64_t>::max(), "maximum value of input overflowed, it should be < ",
          std::numeric_limits<int64_t>::max(), " but got ", most);
  const int64_t bins = std::max(most + 1, minlength);
  checkedBytes({bins}, DType::Int64);
  if (!weights) {
    Tensor result = Tensor::empty({bins}, DType::Int64);
    tally(count, 2, bins, result.data<int64_t>(), [in](int64_t i, int64_t* totals) { ++totals[in[i]]; });
    return result;
  }
  const DType type = weights->dtype() == DType::Float32 ? DType::Float32 : DType::Float64;
  const Tensor amounts = contiguous(to(*weights, type));
  Tensor result = Tensor::empty({bins}, type);
  const auto run = [&](auto zero) {
    using T = decltype(zero);
    const T* amount = amounts.data<T>();
    tally(count, 2, bins, result.data<T>(), [in, amount](int64_t i, T* totals) { totals[in[i]] += amount[i]; });
  };
  if (type == DType::Float32) run(0.0f);
  else run(0.0);
  return result;
}

Tensor histogram(const Tensor& a, const std::vector<Tensor>& edges, const std::optional<Tensor>& weights, int64_t bins) {
  require(isFloating(a.dtype()), "\"histogram_cpu\" not implemented for '", dtypeName(a.dtype()), "'");
  require(a.dims() == 2 && a.size(1) == static_cast<int64_t>(edges.size()), "histogram(): ", edges.size(),
          " lists of edges do not fit points of shape ", a.sizes());
  require(bins >= 0 && bins <= static_cast<int64_t>(Bins::any), "histogram(): no such kind of bins: ", bins);
  const auto how = static_cast<Bins>(bins);
  const int64_t count = a.size(0);
  const int64_t dims = a.size(1);
  require(dims > 0, "histogram(): points have no coordinates");
  require(!weights || (weights->dims() == 1 && weights->numel() == count),
          "histogram(): weights should be 1-d and have the same length as input");
  Dims sizes;
  for (const Tensor& edge : edges) {
    require(edge.dims() == 1 && edge.numel() >= 2, "histogram(): expected at least two edges in a vector, but got ",
            edge.sizes());
    sizes.push(edge.numel() - 1);
  }
  checkedBytes(sizes, DType::Float64);
  const DType compute = computeType(a.dtype());
  const Tensor source = contiguous(to(a, compute));
  const Tensor amounts = weights ? contiguous(to(*weights, DType::Float64)) : Tensor();
  Tensor totals = Tensor::empty(sizes, DType::Float64);
  const double* amount = weights ? amounts.data<double>() : nullptr;
  const auto run = [&](auto zero) {
    using T = decltype(zero);
    std::vector<Tensor> kept;
    std::vector<const T*> bounds;
    for (const Tensor& edge : edges) {
      kept.push_back(contiguous(to(edge, compute)));
      bounds.push_back(kept.back().data<T>());
    }
    const T* in = source.data<T>();
    tally(count, dims * 16, totals.numel(), totals.data<double>(), [&](int64_t i, double* sums) {
      int64_t bin = 0;
      for (int64_t d = 0; d < dims; ++d) {
        const T value = in[i * dims + d];
        const T* bound = bounds[static_cast<size_t>(d)];
        const int64_t last = sizes[static_cast<int>(d)];
        if (!(value >= bound[0] && value <= bound[last])) return;
        bin = bin * last + binOf(value, bound, last + 1, how);
      }
      sums[bin] += amount ? amount[i] : 1.0;
    });
  };
  if (compute == DType::Float64) run(0.0);
  else run(0.0f);
  return to(totals, a.dtype());
}

}  // namespace tangent::kernels
