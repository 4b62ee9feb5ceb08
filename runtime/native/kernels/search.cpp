#include "kernels/search.h"

#include <algorithm>
#include <numeric>

#include "kernels/copy.h"
#include "kernels/keys.h"
#include "kernels/view.h"
#include "tensor/promotion.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

/** How many boundaries of a sorted line come before a value. Comparisons are PyTorch's: NaN comes after everything. */
template <class T>
int64_t placeOf(const T* line, const int64_t* order, int64_t count, T value, bool right) {
  int64_t low = 0;
  int64_t high = count;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    const T bound = line[order ? order[middle] : middle];
    if (right ? !(bound > value) : !(bound >= value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

Dims leading(const Tensor& tensor) {
  Dims sizes = tensor.sizes();
  if (!sizes.empty()) sizes.resize(sizes.count() - 1);
  return sizes;
}

}  // namespace

Tensor searchsorted(const Tensor& boundaries, const Tensor& values, const std::optional<Tensor>& sorter, bool right,
                    bool narrow) {
  require(boundaries.dims() > 0, "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension");
  require(boundaries.dims() == 1 || (values.dims() > 0 && leading(boundaries) == leading(values)),
          "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor "
          "and input value tensor must match, but we got boundaries tensor ",
          boundaries.sizes(), " and input value tensor ", values.sizes());
  const DType type = resultType(boundaries, values);
  require(type != DType::Bool, "\"searchsorted_out_cpu\" not implemented for 'Bool'");
  const int64_t count = boundaries.size(boundaries.dims() - 1);
  Tensor order;
  if (sorter) {
    require(sorter->sizes() == boundaries.sizes(),
            "torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor ",
            boundaries.sizes(), "and got sorter tensor ", sorter->sizes());
    require(sorter->dtype() == DType::Int64, "torch.searchsorted(): sorter must be a tensor of long dtype but got dtype ",
            dtypeName(sorter->dtype()));
    order = contiguous(*sorter);
    const auto* places = order.data<int64_t>();
    require(std::all_of(places, places + order.numel(), [&](int64_t place) { return place >= 0 && place < count; }),
            "torch.searchsorted(): sorter index out of range");
  }
  Tensor result = Tensor::empty(values.sizes(), narrow ? DType::Int32 : DType::Int64);
  require(!narrow || count < std::numeric_limits<int32_t>::max(),
          "torch.searchsorted(): the size of boundaries' last dimension should be less than 2147483647, but we got ", count);
  const DType compute = computeType(type);
  const Tensor lines = contiguous(to(boundaries, compute));
  const Tensor wanted = contiguous(to(values, compute));
  const int64_t each = boundaries.dims() == 1 ? 0 : values.size(values.dims() - 1);
  const int64_t cost = 4 * (65 - std::countl_zero(static_cast<uint64_t>(count)));
  visitCompute(compute, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T* bounds = lines.data<T>();
    const T* in = wanted.data<T>();
    const int64_t* places = sorter ? order.data<int64_t>() : nullptr;
    parallelFor(wanted.numel(), grainFor(wanted.numel(), cost), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t start = each == 0 ? 0 : i / each * count;
        const int64_t place = placeOf(bounds + start, places ? places + start : nullptr, count, in[i], right);
        if (narrow) result.data<int32_t>()[i] = static_cast<int32_t>(place);
        else result.data<int64_t>()[i] = place;
      }
    });
  });
  return result;
}

}  // namespace tangent::kernels
