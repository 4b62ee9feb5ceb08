#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

Tensor indexSelect(const Tensor& a, int64_t dim, const Tensor& index);
Tensor embedding(const Tensor& weight, const Tensor& indices);
Tensor gather(const Tensor& a, int64_t dim, const Tensor& index);
Tensor scatter_(const Tensor& target, int64_t dim, const Tensor& index, const Operand& source);
Tensor scatterAdd_(const Tensor& target, int64_t dim, const Tensor& index, const Tensor& source);

/** How `scatterReduce_` joins what meets at one place; the numbers are those of `scatterFunctions` in backend.ts. */
enum class Scatter { sum, prod, amax, amin };
/** Without `includeSelf` the target's own elements take no part where the index names them. */
Tensor scatterReduce_(const Tensor& target, int64_t dim, const Tensor& index, const Tensor& source, int64_t function,
                      bool includeSelf);
Tensor indexAdd_(const Tensor& target, int64_t dim, const Tensor& index, const Tensor& source, const Scalar& alpha);

/** One index tensor, or nothing, a leading dim. */
using Indices = std::vector<std::optional<Tensor>>;
Tensor index(const Tensor& a, const Indices& indices);
Tensor indexPut_(const Tensor& target, const Indices& indices, const Tensor& values, bool accumulate);

Tensor nonzero(const Tensor& a);
Tensor maskedSelect(const Tensor& a, const Tensor& mask);

}  // namespace tangent::kernels
