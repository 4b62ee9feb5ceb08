#include "tensor/fold.h"

#include "tensor/shape.h"

namespace tangent {

Folded::Folded(const Tensor& a, const Dims& dims, bool keepdim) {
  const std::vector<bool> mask = dimMask(dims, a.dims());
  Dims strides;
  Dims foldedStrides;
  for (int i = 0; i < a.dims(); ++i) {
    const bool folds = mask[static_cast<size_t>(i)];
    if (folds) {
      folded.push(a.size(i));
      foldedStrides.push(a.stride(i));
      if (keepdim) result.push(1);
    } else {
      kept.push(a.size(i));
      strides.push(a.stride(i));
      result.push(a.size(i));
    }
  }
  Dims sizes = kept;
  for (int i = 0; i < folded.count(); ++i) {
    sizes.push(folded[i]);
    strides.push(foldedStrides[i]);
  }
  outer = product(kept);
  inner = product(folded);
  tensor = a.view(std::move(sizes), std::move(strides));
}

bool Folded::liesInColumns() const {
  return inner > 1 && outer > 1 && !kept.empty() && tensor.stride(kept.count() - 1) == 1 && kept.back() > 1;
}

Walk Folded::columns() const {
  Dims sizes = folded;
  Dims strides;
  for (int i = 0; i < folded.count(); ++i) strides.push(tensor.stride(kept.count() + i));
  for (int i = 0; i < kept.count(); ++i) {
    sizes.push(kept[i]);
    strides.push(tensor.stride(i));
  }
  return Walk(sizes, strides, tensor.bytes(), tensor.dtype());
}

}  // namespace tangent
