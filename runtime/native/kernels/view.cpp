#include "kernels/view.h"

#include <algorithm>

#include "kernels/copy.h"
#include "tensor/shape.h"

namespace tangent::kernels {

Tensor storageView(const Tensor& a) {
  return a.view({static_cast<int64_t>(a.storage().bytes()) / a.itemSize()}, {1}, 0);
}

Tensor asStrided(const Tensor& a, const Dims& sizes, const Dims& strides, int64_t offset) {
  require(sizes.count() == strides.count(), "mismatch in length of strides and shape");
  checkedBytes(sizes, a.dtype());
  require(offset >= 0, "Tensor: invalid storage offset ", offset);
  int64_t last = offset;
  bool overflow = false;
  bool empty = false;
  for (int i = 0; i < sizes.count(); ++i) {
    require(strides[i] >= 0,
            "as_strided: Negative strides are not supported at the moment, got strides: ", strides);
    int64_t reach = 0;
    empty |= sizes[i] == 0;
    overflow |= __builtin_mul_overflow(std::max<int64_t>(sizes[i] - 1, 0), strides[i], &reach);
    overflow |= __builtin_add_overflow(last, reach, &last);
  }
  const int64_t available = static_cast<int64_t>(a.storage().bytes()) / a.itemSize();
  require(empty ? offset <= available : !overflow && last < available, "setStorage: sizes ", sizes, ", strides ",
          strides, ", storage offset ", offset, ", and itemsize ", a.itemSize(), " requiring a storage size of ",
          overflow ? std::numeric_limits<int64_t>::max() : (last + 1) * a.itemSize(),
          " are out of bounds for storage of size ", a.storage().bytes());
  return a.view(sizes, strides, offset);
}

Tensor view(const Tensor& a, const Dims& sizes) {
  Dims shape = inferSizes(sizes, a.numel());
  std::optional<Dims> strides = viewStrides(a.sizes(), a.strides(), shape);
  require(strides.has_value(),
          "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
          "contiguous subspaces). Use .reshape(...) instead.");
  return a.view(std::move(shape), std::move(*strides));
}

Tensor reshape(const Tensor& a, const Dims& sizes) {
  Dims shape = inferSizes(sizes, a.numel());
  std::optional<Dims> strides = viewStrides(a.sizes(), a.strides(), shape);
  if (strides) return a.view(std::move(shape), std::move(*strides));
  const Tensor copy = clone(a);
  return copy.view(shape, contiguousStrides(shape));
}

Tensor permute(const Tensor& a, const Dims& dims) {
  require(dims.count() == a.dims(),
          "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
          "ordering of dimensions i.e. input.dim() = ",
          a.dims(), " is not equal to len(dims) = ", dims.count());
  Dims sizes(a.dims());
  Dims strides(a.dims());
  std::vector<bool> seen(static_cast<size_t>(a.dims()));
  for (int i = 0; i < dims.count(); ++i) {
    const int dim = wrapDim(dims[i], a.dims());
    require(!seen[static_cast<size_t>(dim)], "permute(): duplicate dims are not allowed.");
    seen[static_cast<size_t>(dim)] = true;
    sizes[i] = a.size(dim);
    strides[i] = a.stride(dim);
  }
  return a.view(std::move(sizes), std::move(strides));
}

Tensor transpose(const Tensor& a, int64_t dim0, int64_t dim1) {
  const int first = wrapDim(dim0, a.dims());
  const int second = wrapDim(dim1, a.dims());
  Dims sizes = a.sizes();
  Dims strides = a.strides();
  if (first != second) {
    std::swap(sizes[first], sizes[second]);
    std::swap(strides[first], strides[second]);
  }
  return a.view(std::move(sizes), std::move(strides));
}

Tensor expand(const Tensor& a, const Dims& sizes) { return expandTo(a, sizes); }

Tensor squeeze(const Tensor& a, const std::optional<Dims>& dims) {
  const std::vector<bool> mask =
      dims && dims->empty() ? std::vector<bool>(static_cast<size_t>(a.dims())) : dimMask(dims.value_or(Dims()), a.dims());
  Dims sizes;
  Dims strides;
  for (int i = 0; i < a.dims(); ++i) {
    if (mask[static_cast<size_t>(i)] && a.size(i) == 1) continue;
    sizes.push(a.size(i));
    strides.push(a.stride(i));
  }
  return a.view(std::move(sizes), std::move(strides));
}

Tensor unsqueeze(const Tensor& a, int64_t dim) {
  const int at = wrapDim(dim, a.dims() + 1);
  Dims sizes = a.sizes();
  Dims strides = a.strides();
  strides.insert(at, at < a.dims() ? a.size(at) * a.stride(at) : 1);
  sizes.insert(at, 1);
  return a.view(std::move(sizes), std::move(strides));
}

Tensor select(const Tensor& a, int64_t dim, int64_t index) {
  require(a.dims() > 0, "select() cannot be applied to a 0-dim tensor.");
  const int at = wrapDim(dim, a.dims());
  const int64_t size = a.size(at);
  require(index >= -size && index < size, "select(): index ", index, " out of range for tensor of size ", a.sizes(),
          " at dimension ", at);
  Dims sizes = a.sizes();
  Dims strides = a.strides();
  const int64_t offset = a.offset() + (index < 0 ? index + size : index) * strides[at];
  sizes.erase(at);
  strides.erase(at);
  return a.view(std::move(sizes), std::move(strides), offset);
}

Tensor slice(const Tensor& a, int64_t dim, int64_t start, int64_t end, int64_t step) {
  require(a.dims() > 0, "slice() cannot be applied to a 0-dim tensor.");
  const int at = wrapDim(dim, a.dims());
  require(step > 0, "slice step must be positive");
  const int64_t size = a.size(at);
  const auto clamped = [&](int64_t position) {
    return std::clamp<int64_t>(position < 0 ? position + size : position, 0, size);
  };
  const int64_t first = clamped(start);
  const int64_t last = std::max(clamped(end), first);
  Dims sizes = a.sizes();
  Dims strides = a.strides();
  sizes[at] = (last - first) / step + ((last - first) % step != 0);
  const int64_t offset = a.offset() + first * strides[at];
  if (__builtin_mul_overflow(strides[at], step, &strides[at])) strides[at] = 1;  // then at most one element is left
  return a.view(std::move(sizes), std::move(strides), offset);
}

Tensor countedApart(const Tensor& a) {
  Reference<Storage> storage(std::make_unique<Storage>(a.sharedStorage()).release());
  return Tensor(std::move(storage), a.dtype(), a.sizes(), a.strides(), a.offset());
}

Tensor alias(const Tensor& a) { return a.view(a.sizes(), a.strides()); }

Tensor reinterpret(const Tensor& a, DType dtype) {
  if (dtype == DType::Bool && a.dtype() != DType::Bool) {
    const Tensor rows = contiguous(a);
    const auto* bytes = reinterpret_cast<const uint8_t*>(rows.bytes());
    const bool booleans = std::all_of(bytes, bytes + rows.numel() * a.itemSize(), [](uint8_t byte) { return byte <= 1; });
    require(booleans, "cannot view ", dtypeName(a.dtype()), " as Bool: it holds other bytes than 0 and 1");
  }
  const int64_t from = a.itemSize();
  const int64_t to = itemSize(dtype);
  Dims sizes = a.sizes();
  Dims strides = a.strides();
  if (from == to) return Tensor(a.sharedStorage(), dtype, std::move(sizes), std::move(strides), a.offset());
  const auto refused = [&](const char* what, const auto&... rest) {
    fail(what, " to view ", dtypeName(a.dtype()), " as ", dtypeName(dtype), " (different element sizes)", rest...);
  };
  if (a.dims() == 0) refused("self.dim() cannot be 0");
  const int last = a.dims() - 1;
  if (strides[last] != 1) refused("self.stride(-1) must be 1", ", but got ", strides[last]);
  if (from > to) {
    const int64_t parts = from / to;
    for (int d = 0; d < last; ++d) strides[d] *= parts;
    sizes[last] *= parts;
    checkedBytes(sizes, dtype);
    return Tensor(a.sharedStorage(), dtype, std::move(sizes), std::move(strides), a.offset() * parts);
  }
  const int64_t parts = to / from;
  const std::string by = text(parts);
  if (sizes[last] % parts != 0) refused(("self.size(-1) must be divisible by " + by).c_str(), ", but got ", sizes[last]);
  if (a.offset() % parts != 0) {
    refused(("self.storage_offset() must be divisible by " + by).c_str(), ", but got ", a.offset());
  }
  for (int d = 0; d < last; ++d) {
    if (strides[d] % parts != 0) {
      refused(("self.stride(" + text(d) + ") must be divisible by " + by).c_str(), ", but got ", strides[d]);
    }
    strides[d] /= parts;
  }
  sizes[last] /= parts;
  return Tensor(a.sharedStorage(), dtype, std::move(sizes), std::move(strides), a.offset() / parts);
}

Tensor resize(const Tensor& a, const Dims& sizes) { return resized(a, sizes); }

bool overlaps(const Tensor& a, const Tensor& b) {
  const Overlap shared = overlap(a, b);
  return shared == Overlap::Full || shared == Overlap::Partial;
}

}  // namespace tangent::kernels
