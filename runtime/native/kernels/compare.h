#pragma once

#include "tensor/iterate.h"

namespace tangent::kernels {

/** The names are those of `compareKernels` in backend.ts. */
enum class Compare { eq, ne, lt, le, gt, ge, logicalAnd, logicalOr, logicalXor };

Tensor compare(Compare function, const Operand& a, const Operand& b, const Out& out);

/** What an elementwise test answers, as bool; `out` of another dtype takes 0 and 1. */
Tensor truths(const Out& out, std::span<const Input> inputs, ElementwiseFunction test);

}  // namespace tangent::kernels
