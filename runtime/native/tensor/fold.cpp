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

}  // namespace tangent
