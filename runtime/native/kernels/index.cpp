#include "kernels/index.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "kernels/copy.h"
#include "kernels/create.h"
#include "tensor/iterate.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

// PyTorch's advanced indexing by lists of index tensors, and by masks.

namespace tangent::kernels {
namespace {

/** What an indexing expression reads or writes: [before…, places…, after…] of a tensor. */
struct Selection {
  Dims sizes;       // of the result
  Dims outer;       // dims before the indexed ones, which are walked one by one
  Dims outerSteps;
  Dims inner;       // dims after them, which are copied together
  Dims innerSteps;
  std::vector<int64_t> places;  // offsets, in elements, of the indexed dims

  Selection(const Tensor& a, const Indices& indices) {
    require(static_cast<int>(indices.size()) <= a.dims(), "too many indices for tensor of dimension ", a.dims());
    std::vector<std::pair<int, Tensor>> given;
    for (size_t i = 0; i < indices.size(); ++i) {
      if (!indices[i]) continue;
      const DType dtype = indices[i]->dtype();
      require(dtype == DType::Int64 || dtype == DType::Int32,
              "tensors used as indices must be long, int, byte or bool tensors");
      given.emplace_back(static_cast<int>(i), to(*indices[i], DType::Int64));
    }
    require(!given.empty(), "index(): at least one index tensor is needed");
    const Dims shape = commonShape(given);
    const int first = given.front().first;
    const bool adjacent = given.back().first - first + 1 == static_cast<int>(given.size());
    for (int d = 0, next = 0; d < a.dims(); ++d) {
      if (next < static_cast<int>(given.size()) && given[static_cast<size_t>(next)].first == d) {
        ++next;
        continue;
      }
      const bool before = adjacent && d < first;
      (before ? outer : inner).push(a.size(d));
      (before ? outerSteps : innerSteps).push(a.stride(d));
    }
    for (const Dims* part : std::initializer_list<const Dims*>{&outer, &shape, &inner}) {
      for (const int64_t size : *part) sizes.push(size);
    }
    checkedBytes(sizes, a.dtype());
    locate(a, given, shape);
  }

  int64_t outerCount() const { return product(outer); }
  int64_t innerCount() const { return product(inner); }

  /** Where, in elements from the tensor's first, the `i`th of the outer positions lies. */
  int64_t outerOffset(int64_t i) const {
    int64_t offset = 0;
    for (int d = outer.count() - 1; d >= 0; --d) {
      offset += i % outer[d] * outerSteps[d];
      i /= outer[d];
    }
    return offset;
  }

 private:
  static Dims commonShape(const std::vector<std::pair<int, Tensor>>& given) {
    Dims shape;
    try {
      for (const auto& [dim, index] : given) shape = broadcast(shape, index.sizes());
    } catch (const Error&) {
      std::string shapes;
      for (const auto& [dim, index] : given) shapes += (shapes.empty() ? "" : ", ") + text(index.sizes());
      fail("shape mismatch: indexing tensors could not be broadcast together with shapes ", shapes);
    }
    return shape;
  }

  void locate(const Tensor& a, const std::vector<std::pair<int, Tensor>>& given, const Dims& shape) {
    const auto count = static_cast<size_t>(product(shape));
    places.assign(count, 0);
    for (const auto& [dim, index] : given) {
      require(count == 0 || a.size(dim) != 0, "index is out of bounds for dimension with size 0");
    }
    if (product(sizes) == 0) return;
    for (const auto& [dim, index] : given) {
      const Tensor values = contiguous(expandTo(index, shape));
      const auto* at = values.data<int64_t>();
      const int64_t size = a.size(dim);
      for (size_t i = 0; i < count; ++i) {
        require(at[i] >= -size && at[i] < size, "index ", at[i], " is out of bounds for dimension ", dim,
                " with size ", size);
        places[i] += (at[i] < 0 ? at[i] + size : at[i]) * a.stride(dim);
      }
    }
  }
};

}  // namespace

Tensor index(const Tensor& a, const Indices& indices) {
  const Selection selection(a, indices);
  Tensor result = Tensor::empty(selection.sizes, a.dtype());
  if (result.numel() == 0) return result;
  const int64_t inner = selection.innerCount();
  const auto places = static_cast<int64_t>(selection.places.size());
  const int64_t pieces = selection.outerCount() * places;
  const int64_t item = a.itemSize();
  const Walk line(selection.inner, selection.innerSteps, a.bytes(), a.dtype());
  const bool together = line.run(0) >= inner;
  parallelFor(pieces, grainFor(pieces, inner + 8), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t offset = selection.outerOffset(i / places) + selection.places[static_cast<size_t>(i % places)];
      char* source = a.bytes() + offset * item;
      char* target = result.bytes() + i * inner * item;
      if (together) std::memcpy(target, source, static_cast<size_t>(inner * item));
      else line.from(source).read(0, inner, a.dtype(), target);
    }
  });
  return result;
}

Tensor indexPut_(const Tensor& target, const Indices& indices, const Tensor& values, bool accumulate) {
  requireWritable(target);
  require(values.dtype() == target.dtype(), "Index put requires the source and destination dtypes match, got ",
          dtypeName(target.dtype()), " for the destination and ", dtypeName(values.dtype()), " for the source.");
  const Selection selection(target, indices);
  const int lead = values.dims() - selection.sizes.count();
  bool fits = true;
  for (int d = 0; d < values.dims(); ++d) {
    fits &= values.size(d) == 1 || (d >= lead && values.size(d) == selection.sizes[d - lead]);
  }
  require(fits, "shape mismatch: value tensor of shape ", values.sizes(),
          " cannot be broadcast to indexing result of shape ", selection.sizes);
  if (product(selection.sizes) == 0) return target;
  Dims trimmed = values.sizes();
  Dims steps = values.strides();
  for (int d = 0; d < lead; ++d) {
    trimmed.erase(0);
    steps.erase(0);
  }
  const Tensor given = contiguous(expandTo(values.view(trimmed, steps), selection.sizes));
  const Tensor source = &given.storage() == &target.storage() ? clone(given) : given;
  const int64_t inner = selection.innerCount();
  const auto places = static_cast<int64_t>(selection.places.size());
  const Walk line(selection.inner, selection.innerSteps, target.bytes(), target.dtype());
  visit(target.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    using Wide = std::conditional_t<std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>, float, T>;
    std::vector<char> buffer(static_cast<size_t>(inner) * sizeof(T));
    auto* sums = reinterpret_cast<T*>(buffer.data());
    Ticker ticker;
    for (int64_t i = 0; i < selection.outerCount() * places; ++i) {
      ticker.tick(inner);
      const int64_t offset = selection.outerOffset(i / places) + selection.places[static_cast<size_t>(i % places)];
      const Walk walk = line.from(target.bytes() + offset * target.itemSize());
      const T* in = source.data<T>() + i * inner;
      if (!accumulate) {
        walk.write(0, inner, target.dtype(), reinterpret_cast<const char*>(in));
        continue;
      }
      walk.read(0, inner, target.dtype(), buffer.data());
      for (int64_t j = 0; j < inner; ++j) {
        if constexpr (std::is_same_v<T, bool>) sums[j] = sums[j] || in[j];
        else if constexpr (std::is_integral_v<T>) {
          sums[j] = static_cast<T>(static_cast<uint64_t>(sums[j]) + static_cast<uint64_t>(in[j]));
        } else {
          sums[j] = cast<T>(static_cast<Wide>(sums[j]) + static_cast<Wide>(in[j]));
        }
      }
      walk.write(0, inner, target.dtype(), buffer.data());
    }
  });
  target.storage().bump();
  return target;
}

Tensor nonzero(const Tensor& a) {
  const Tensor mask = contiguous(to(a, DType::Bool));
  const bool* set = mask.data<bool>();
  const int64_t total = mask.numel();
  const int64_t piece = 1 << 16;
  const int64_t pieces = (total + piece - 1) / piece;
  const auto endOf = [&](int64_t part) { return std::min(total, (part + 1) * piece); };
  std::vector<int64_t> starts(static_cast<size_t>(pieces) + 1);
  const auto inPieces = [&](const auto& f) {
    parallelFor(pieces, grainFor(pieces, piece), [&](int64_t begin, int64_t end) {
      for (int64_t part = begin; part < end; ++part) f(part);
    });
  };
  inPieces([&](int64_t part) {
    starts[static_cast<size_t>(part) + 1] = std::count(set + part * piece, set + endOf(part), true);
  });
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  Tensor result = Tensor::empty({starts.back(), a.dims()}, DType::Int64);
  const int dims = a.dims();
  inPieces([&](int64_t part) {
    int64_t* out = result.data<int64_t>() + starts[static_cast<size_t>(part)] * dims;
    Dims at(dims);
    int64_t rest = part * piece;
    for (int d = dims - 1; d >= 0; --d) {
      at[d] = rest % a.size(d);
      rest /= a.size(d);
    }
    const int64_t line = dims == 0 ? 1 : a.size(dims - 1);
    for (int64_t i = part * piece; i < endOf(part);) {
      const int64_t first = dims == 0 ? 0 : at[dims - 1];
      const int64_t count = std::min(line - first, endOf(part) - i);
      for (int64_t j = 0; j < count; ++j) {
        if (!set[i + j]) continue;
        for (int d = 0; d + 1 < dims; ++d) *out++ = at[d];
        if (dims > 0) *out++ = first + j;
      }
      i += count;
      if (dims > 0) at[dims - 1] = 0;
      for (int d = dims - 2; d >= 0; --d) {
        if (++at[d] < a.size(d)) break;
        at[d] = 0;
      }
    }
  });
  return result;
}

Tensor maskedSelect(const Tensor& a, const Tensor& mask) {
  require(mask.dtype() == DType::Bool, "masked_select: expected BoolTensor for mask");
  const Dims sizes = broadcast(a.sizes(), mask.sizes());
  const Tensor values = contiguous(expandTo(a, sizes));
  const Tensor chosen = contiguous(expandTo(mask, sizes));
  const bool* set = chosen.data<bool>();
  const int64_t count = std::count(set, set + chosen.numel(), true);
  Tensor result = Tensor::empty({count}, a.dtype());
  visit(a.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    const T* in = values.data<T>();
    T* out = result.data<T>();
    Ticker ticker;
    for (int64_t i = 0; i < chosen.numel(); ++i) {
      ticker.tick();
      if (set[i]) *out++ = in[i];
    }
  });
  return result;
}

}  // namespace tangent::kernels
