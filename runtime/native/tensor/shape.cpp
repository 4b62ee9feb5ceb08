#include "tensor/shape.h"

#include <numeric>

namespace tangent {

bool isContiguous(const Dims& sizes, const Dims& strides) {
  int64_t expected = 1;
  bool regular = true;
  for (int i = sizes.count() - 1; i >= 0; --i) {
    if (sizes[i] == 0) return true;
    if (sizes[i] != 1) {
      regular &= strides[i] == expected;
      expected *= sizes[i];
    }
  }
  return regular;
}

Dims contiguousStrides(const Dims& sizes) {
  Dims strides(sizes.count());
  int64_t step = 1;
  for (int i = sizes.count() - 1; i >= 0; --i) {
    strides[i] = step;
    step *= std::max<int64_t>(sizes[i], 1);
  }
  return strides;
}

int64_t product(const Dims& sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), int64_t{1}, std::multiplies<>());
}

size_t checkedBytes(const Dims& sizes, DType dtype) {
  int64_t bytes = itemSize(dtype);
  int64_t spread = bytes;  // as above, with 1 for an empty dim: strides must not overflow either
  for (const int64_t size : sizes) {
    require(size >= 0, "Trying to create tensor with negative dimension ", size, ": ", sizes);
    const bool overflow = __builtin_mul_overflow(spread, std::max<int64_t>(size, 1), &spread);
    require(!overflow, "Storage size calculation overflowed with sizes=", sizes);
    bytes *= size;
  }
  return static_cast<size_t>(bytes);
}

int wrapDim(int64_t dim, int dims) {
  const int64_t range = std::max(dims, 1);
  require(dim >= -range && dim < range, "Dimension out of range (expected to be in range of [", -range, ", ", range - 1,
          "], but got ", dim, ")");
  return static_cast<int>(dim < 0 ? dim + range : dim);
}

std::vector<bool> dimMask(const Dims& list, int dims) {
  std::vector<bool> mask(static_cast<size_t>(std::max(dims, 1)), list.empty());
  for (const int64_t dim : list) {
    const auto wrapped = static_cast<size_t>(wrapDim(dim, dims));
    require(!mask[wrapped], "dim ", wrapped, " appears multiple times in the list of dims");
    mask[wrapped] = true;
  }
  mask.resize(static_cast<size_t>(dims));
  return mask;
}

Dims broadcast(const Dims& a, const Dims& b) {
  const int count = std::max(a.count(), b.count());
  Dims result(count);
  for (int i = count - 1; i >= 0; --i) {
    const int ia = i - (count - a.count());
    const int ib = i - (count - b.count());
    const int64_t sizeA = ia >= 0 ? a[ia] : 1;
    const int64_t sizeB = ib >= 0 ? b[ib] : 1;
    require(sizeA == sizeB || sizeA == 1 || sizeB == 1, "The size of tensor a (", sizeA,
            ") must match the size of tensor b (", sizeB, ") at non-singleton dimension ", i);
    result[i] = sizeA == 1 ? sizeB : sizeA;
  }
  return result;
}

Dims broadcastStrides(const Tensor& tensor, const Dims& sizes) {
  Dims strides(sizes.count());
  const int lead = sizes.count() - tensor.dims();
  for (int i = lead; i < sizes.count(); ++i) {
    strides[i] = tensor.size(i - lead) == 1 ? 0 : tensor.stride(i - lead);
  }
  return strides;
}

Tensor expandTo(const Tensor& tensor, const Dims& sizes) {
  const int lead = sizes.count() - tensor.dims();
  require(lead >= 0, "expand(torch.", dtypeName(tensor.dtype()), "Tensor{", tensor.sizes(), "}, size=", sizes,
          "): the number of sizes provided (", sizes.count(),
          ") must be greater or equal to the number of dimensions in the tensor (", tensor.dims(), ")");
  Dims result(sizes.count());
  Dims strides(sizes.count());
  for (int i = sizes.count() - 1; i >= 0; --i) {
    const int64_t existing = i < lead ? 1 : tensor.size(i - lead);
    int64_t wanted = sizes[i];
    if (wanted == -1) {
      require(i >= lead, "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension ", i);
      wanted = existing;
    }
    require(wanted >= 0, "The expanded size of the tensor (", wanted, ") isn't allowed to be negative");
    require(wanted == existing || existing == 1, "The expanded size of the tensor (", wanted,
            ") must match the existing size (", existing, ") at non-singleton dimension ", i, ".  Target sizes: ", sizes,
            ".  Tensor sizes: ", tensor.sizes());
    result[i] = wanted;
    strides[i] = i < lead || (existing == 1 && wanted != 1) ? 0 : tensor.stride(i - lead);
  }
  checkedBytes(result, tensor.dtype());
  return tensor.view(std::move(result), std::move(strides));
}

Dims inferSizes(const Dims& sizes, int64_t numel) {
  int inferred = -1;
  int64_t rest = 1;
  bool overflow = false;
  for (int i = 0; i < sizes.count(); ++i) {
    if (sizes[i] == -1) {
      require(inferred < 0, "only one dimension can be inferred");
      inferred = i;
    } else {
      require(sizes[i] >= 0, "invalid shape dimension ", sizes[i], " at index ", i, " of shape ", sizes);
      overflow |= __builtin_mul_overflow(rest, sizes[i], &rest);
    }
  }
  Dims result = sizes;
  if (inferred >= 0 && rest > 0 && !overflow && numel % rest == 0) {
    result[inferred] = numel / rest;
    return result;
  }
  require(inferred < 0 || rest != 0 || numel != 0, "cannot reshape tensor of 0 elements into shape ", sizes,
          " because the unspecified dimension size -1 can be any value and is ambiguous");
  require(inferred < 0 && !overflow && rest == numel, "shape '", sizes, "' is invalid for input of size ", numel);
  return result;
}

std::optional<Dims> viewStrides(const Dims& sizes, const Dims& strides, const Dims& shape) {
  const int64_t numel = product(sizes);
  if (numel == 0) return sizes == shape ? strides : contiguousStrides(shape);
  Dims result(shape.count());
  int view = shape.count() - 1;
  int64_t chunkStride = sizes.empty() ? 1 : strides.back();
  int64_t chunk = 1;      // elements of the old dims that run evenly
  int64_t viewChunk = 1;  // elements of the new dims matched to them
  for (int dim = sizes.count() - 1; dim >= 0; --dim) {
    chunk *= sizes[dim];
    const bool ends = dim == 0 || (sizes[dim - 1] != 1 && strides[dim - 1] != chunk * chunkStride);
    if (!ends) continue;
    while (view >= 0 && (viewChunk < chunk || shape[view] == 1)) {
      result[view] = viewChunk * chunkStride;
      viewChunk *= shape[view];
      --view;
    }
    if (viewChunk != chunk) return std::nullopt;
    if (dim > 0) {
      chunkStride = strides[dim - 1];
      chunk = 1;
      viewChunk = 1;
    }
  }
  for (; view >= 0; --view) result[view] = 1;
  return result;
}

bool overlapsItself(const Tensor& tensor) {
  if (tensor.contiguous() || tensor.numel() < 2) return false;
  std::vector<std::pair<int64_t, int64_t>> order;
  for (int i = 0; i < tensor.dims(); ++i) {
    if (tensor.size(i) > 1) order.emplace_back(tensor.stride(i), tensor.size(i));
  }
  std::sort(order.begin(), order.end());
  int64_t reach = 0;
  for (const auto& [stride, size] : order) {
    if (stride <= reach) return true;
    reach += stride * (size - 1);
  }
  return false;
}

namespace {

/** Whether the elements fill a block of memory, each place once. */
bool isDense(const Tensor& tensor) {
  if (tensor.contiguous()) return true;
  std::vector<std::pair<int64_t, int64_t>> order;
  for (int i = 0; i < tensor.dims(); ++i) {
    if (tensor.size(i) > 1) order.emplace_back(tensor.stride(i), tensor.size(i));
  }
  std::sort(order.begin(), order.end());
  int64_t expected = 1;
  for (const auto& [stride, size] : order) {
    if (stride != expected) return false;
    expected *= size;
  }
  return true;
}

}  // namespace

Overlap overlap(const Tensor& a, const Tensor& b) {
  if (a.is(b)) return Overlap::Full;
  if (a.numel() == 0 || b.numel() == 0 || a.storage().id() != b.storage().id()) return Overlap::None;
  const auto [beginA, endA] = extent(a);
  const auto [beginB, endB] = extent(b);
  if (endA <= beginB || endB <= beginA) return Overlap::None;
  if (a.offset() == b.offset() && a.dtype() == b.dtype() && a.sizes() == b.sizes() && a.strides() == b.strides()) {
    return Overlap::Full;
  }
  return isDense(a) && isDense(b) ? Overlap::Partial : Overlap::Unknown;
}

void requireWritable(const Tensor& target) {
  require(!overlapsItself(target),
          "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
          "Please clone() the tensor before performing the operation.");
}

void requireNoPartialOverlap(const Tensor& target, const Tensor& input) {
  require(overlap(target, input) != Overlap::Partial,
          "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory "
          "location. Please clone() the tensor before performing the operation.");
}

Tensor resized(const Tensor& target, const Dims& sizes) {
  if (target.sizes() == sizes) return target;
  const auto bytes = static_cast<int64_t>(checkedBytes(sizes, target.dtype()));
  int64_t end = 0;
  require(!__builtin_add_overflow(bytes, target.offset() * target.itemSize(), &end),
          "Storage size calculation overflowed with sizes=", sizes);
  if (bytes > 0 && end > static_cast<int64_t>(target.storage().bytes())) target.storage().grow(static_cast<size_t>(end));
  return target.view(sizes, contiguousStrides(sizes));
}

std::pair<const char*, const char*> extent(const Tensor& tensor) {
  int64_t reach = 0;
  for (int i = 0; i < tensor.dims(); ++i) {
    if (tensor.size(i) == 0) return {tensor.bytes(), tensor.bytes()};
    reach += (tensor.size(i) - 1) * tensor.stride(i);
  }
  return {tensor.bytes(), tensor.bytes() + (reach + 1) * tensor.itemSize()};
}

}  // namespace tangent
