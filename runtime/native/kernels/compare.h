#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

/** The names are those of `compareKernels` in backend.ts. */
enum class Compare { eq, ne, lt, le, gt, ge, logicalAnd, logicalOr, logicalXor };

Tensor compare(Compare function, const Operand& a, const Operand& b, const Out& out);

}  // namespace tangent::kernels
