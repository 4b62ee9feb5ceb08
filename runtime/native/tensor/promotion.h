#pragma once

#include <span>

#include "tensor/tensor.h"

namespace tangent {

/** PyTorch's torch.promote_types. */
DType promote(DType a, DType b);
/** PyTorch's torch.result_type: tensors with dims rule over 0-d ones, and those over wrapped numbers, within a category. */
DType resultType(std::span<const Operand> operands);
DType resultType(const Operand& a, const Operand& b);
/** The dtype, or the default float for integers and bool. */
DType floatingType(DType dtype);
/** Whether PyTorch lets a result of `from` be written to a tensor of `to`; refused in its words. */
void requireCast(DType from, DType to);

}  // namespace tangent
