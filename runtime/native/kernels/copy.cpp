#include "kernels/copy.h"

#include <cstring>

#include "kernels/create.h"
#include "tensor/iterate.h"
#include "tensor/promotion.h"
#include "tensor/shape.h"
#include "tensor/threads.h"
#include "tensor/transpose.h"

namespace tangent::kernels {
namespace {

void copyElements(const char* const* inputs, char* output, int64_t count, const void* item) {
  if (inputs[0] != output) std::memmove(output, inputs[0], static_cast<size_t>(count * *static_cast<const int64_t*>(item)));
}

void copyAll(const Tensor& target, const Operand& source) {
  const auto* tensor = std::get_if<Tensor>(&source);
  if (tensor && tensor->dtype() == target.dtype() && tensor->sizes() == target.sizes() && target.contiguous() &&
      &tensor->storage() != &target.storage() && isTransposed(*tensor)) {
    copyTransposed(target, *tensor);
    target.storage().bump();
    return;
  }
  const DType type = target.dtype();
  const int64_t item = itemSize(type);
  if (tensor && target.contiguous() && &tensor->storage() != &target.storage() && !isTransposed(*tensor)) {
    const Walk walk(*tensor, target.sizes());
    parallelFor(target.numel(), grainFor(target.numel(), 1), [&](int64_t begin, int64_t end) {
      walk.read(begin, end - begin, type, target.bytes() + begin * item);
    });
    target.storage().bump();
    return;
  }
  const Input input{&source, type};
  elementwise(target, type, {&input, 1}, copyElements, &item);
}

Dims leading(const Dims& sizes, int count) {
  Dims result = sizes;
  result.resize(count);
  return result;
}

/** Where all lie row by row, each row of the result is theirs one after the other. Says whether that was so. */
bool joinRows(const std::vector<Tensor>& tensors, int dim, const Tensor& result) {
  const int64_t rows = product(leading(result.sizes(), dim));
  if (rows < 4 * threadCount() || result.numel() == 0) return false;
  for (const Tensor& tensor : tensors) {
    if (!tensor.contiguous() || tensor.dtype() != result.dtype() || tensor.dims() != result.dims()) return false;
  }
  const int64_t width = result.numel() / rows * result.itemSize();
  struct Part {
    const char* from;
    int64_t count;
  };
  std::vector<Part> parts;
  for (const Tensor& tensor : tensors) {
    parts.push_back({tensor.bytes(), tensor.numel() / rows});
  }
  const int64_t item = result.itemSize();
  const Converter copy = converter(result.dtype(), result.dtype());
  parallelFor(rows, grainFor(rows, width / 4), [&](int64_t begin, int64_t end) {
    char* to = result.bytes() + begin * width;
    for (int64_t row = begin; row < end; ++row) {
      for (const auto& [from, count] : parts) {
        copy(from + row * count * item, item, to, item, count);
        to += count * item;
      }
    }
  });
  return true;
}

}  // namespace

Tensor contiguous(const Tensor& a) { return a.contiguous() ? a : clone(a); }

Tensor clone(const Tensor& a) {
  Tensor result = Tensor::empty(a.sizes(), a.dtype());
  copyAll(result, a);
  return result;
}

Tensor to(const Tensor& a, DType dtype) {
  if (a.dtype() == dtype) return a;
  Tensor result = Tensor::empty(a.sizes(), dtype);
  copyAll(result, a);
  return result;
}

Tensor copyInto(const Tensor& target, const Operand& source) {
  requireWritable(target);
  if (const auto* tensor = std::get_if<Tensor>(&source)) {
    const Dims sizes = broadcast(target.sizes(), tensor->sizes());
    require(sizes == target.sizes(), "output with shape ", target.sizes(), " doesn't match the broadcast shape ", sizes);
    requireNoPartialOverlap(target, *tensor);
  } else {
    requireFits(std::get<Scalar>(source), target.dtype());
  }
  copyAll(target, source);
  return target;
}

Tensor cat(const std::vector<Tensor>& tensors, int64_t dim) {
  require(!tensors.empty(), "torch.cat(): expected a non-empty list of Tensors");
  // PyTorch still lets 1-d empty tensors of any dtype pass, whatever the others' shape.
  const auto skipped = [](const Tensor& tensor) { return tensor.dims() == 1 && tensor.size(0) == 0; };
  const Tensor* first = nullptr;
  DType dtype = tensors[0].dtype();
  for (size_t i = 0; i < tensors.size(); ++i) {
    require(tensors[i].dims() > 0, "zero-dimensional tensor (at position ", i, ") cannot be concatenated");
    dtype = promote(dtype, tensors[i].dtype());
    if (first == nullptr && !skipped(tensors[i])) first = &tensors[i];
  }
  if (first == nullptr) {
    wrapDim(dim, 1);
    return Tensor::empty({0}, dtype);
  }
  const int at = wrapDim(dim, first->dims());
  Dims sizes = first->sizes();
  sizes[at] = 0;
  for (size_t i = 0; i < tensors.size(); ++i) {
    if (skipped(tensors[i])) continue;
    require(tensors[i].dims() == first->dims(), "Tensors must have same number of dimensions: got ", first->dims(),
            " and ", tensors[i].dims());
    for (int d = 0; d < first->dims(); ++d) {
      require(d == at || tensors[i].size(d) == first->size(d), "Sizes of tensors must match except in dimension ", at,
              ". Expected size ", first->size(d), " but got size ", tensors[i].size(d), " for tensor number ", i,
              " in the list.");
    }
    sizes[at] += tensors[i].size(at);
  }
  Tensor result = Tensor::empty(sizes, dtype);
  if (joinRows(tensors, at, result)) return result;
  int64_t offset = 0;
  for (const Tensor& tensor : tensors) {
    if (skipped(tensor)) continue;
    copyAll(result.view(tensor.sizes(), result.strides(), offset), tensor);
    offset += tensor.size(at) * result.stride(at);
  }
  return result;
}

namespace {

Tensor triangle(const Tensor& a, int64_t diagonal, bool lower, const char* name) {
  require(a.dims() >= 2, name, ": input tensor must have at least 2 dimensions");
  Tensor result = clone(a);
  const int64_t rows = a.size(a.dims() - 2);
  const int64_t columns = a.size(a.dims() - 1);
  const int64_t item = a.itemSize();
  if (result.numel() == 0) return result;
  // Beyond the matrix every diagonal is alike; clamped, the sums below cannot overflow.
  const int64_t shift = std::clamp(diagonal, -rows, columns);
  const int64_t count = result.numel() / columns;
  parallelFor(count, grainFor(count, columns), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t edge = std::clamp<int64_t>(i % rows + shift + (lower ? 1 : 0), 0, columns);
      char* row = result.bytes() + i * columns * item;
      if (lower) std::memset(row + edge * item, 0, static_cast<size_t>((columns - edge) * item));
      else std::memset(row, 0, static_cast<size_t>(edge * item));
    }
  });
  return result;
}

}  // namespace

Tensor tril(const Tensor& a, int64_t diagonal) { return triangle(a, diagonal, true, "tril"); }

Tensor triu(const Tensor& a, int64_t diagonal) { return triangle(a, diagonal, false, "triu"); }

}  // namespace tangent::kernels
