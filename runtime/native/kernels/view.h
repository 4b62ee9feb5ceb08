#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

Tensor storageView(const Tensor& a);
Tensor asStrided(const Tensor& a, const Dims& sizes, const Dims& strides, int64_t offset);
Tensor view(const Tensor& a, const Dims& sizes);
Tensor reshape(const Tensor& a, const Dims& sizes);
Tensor permute(const Tensor& a, const Dims& dims);
Tensor transpose(const Tensor& a, int64_t dim0, int64_t dim1);
Tensor expand(const Tensor& a, const Dims& sizes);
/** Nothing: every dim of size 1. */
Tensor squeeze(const Tensor& a, const std::optional<Dims>& dims);
Tensor unsqueeze(const Tensor& a, int64_t dim);
Tensor select(const Tensor& a, int64_t dim, int64_t index);
Tensor slice(const Tensor& a, int64_t dim, int64_t start, int64_t end, int64_t step);
Tensor alias(const Tensor& a);
/** The same elements, whose writes are counted apart. */
Tensor countedApart(const Tensor& a);
/** The same bytes as elements of another dtype; the last dim shrinks or grows with the element. */
Tensor reinterpret(const Tensor& a, DType dtype);
/** `a` with other sizes, contiguous over its storage, which grows where it is too small. */
Tensor resize(const Tensor& a, const Dims& sizes);
/** Whether elements of both are known to lie in the same memory. */
bool overlaps(const Tensor& a, const Tensor& b);

}  // namespace tangent::kernels
