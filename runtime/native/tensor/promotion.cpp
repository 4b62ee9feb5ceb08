#include "tensor/promotion.h"

namespace tangent {
namespace {

int integerRank(DType dtype) {  // int8 and uint8 meet in int16
  switch (dtype) {
    case DType::Int16: return 2;
    case DType::Int32: return 3;
    case DType::Int64: return 4;
    default: return 1;
  }
}

std::optional<DType> combine(std::optional<DType> higher, std::optional<DType> lower) {
  if (!higher) return lower;
  if (!lower || isFloating(*higher)) return higher;
  if (*higher == DType::Bool || isFloating(*lower)) return promote(*higher, *lower);
  return higher;
}

}  // namespace

DType promote(DType a, DType b) {
  if (a == b || b == DType::Bool) return a;
  if (a == DType::Bool) return b;
  if (isFloating(a) != isFloating(b)) return isFloating(a) ? a : b;
  if (isFloating(a)) {
    return a == DType::Float64 || b == DType::Float64 ? DType::Float64 : DType::Float32;
  }
  if (integerRank(a) == integerRank(b)) return DType::Int16;
  return integerRank(a) > integerRank(b) ? a : b;
}

DType resultType(std::span<const Operand> operands) {
  std::optional<DType> withDims;
  std::optional<DType> withoutDims;
  std::optional<DType> wrapped;
  for (const Operand& operand : operands) {
    if (const auto* scalar = std::get_if<Scalar>(&operand)) {
      wrapped = wrapped ? promote(*wrapped, scalar->dtype()) : scalar->dtype();
    } else {
      const Tensor& tensor = std::get<Tensor>(operand);
      auto& category = tensor.dims() > 0 ? withDims : withoutDims;
      category = category ? promote(*category, tensor.dtype()) : tensor.dtype();
    }
  }
  return combine(withDims, combine(withoutDims, wrapped)).value_or(DType::Float32);
}

DType resultType(const Operand& a, const Operand& b) {
  const auto* x = std::get_if<Tensor>(&a);
  const auto* y = std::get_if<Tensor>(&b);
  if (x && y && x->dtype() == y->dtype()) return x->dtype();
  const Operand both[] = {a, b};
  return resultType(both);
}

DType floatingType(DType dtype) { return isFloating(dtype) ? dtype : DType::Float32; }

void requireCast(DType from, DType to) {
  const bool allowed = from == to || !(isFloating(from) && !isFloating(to)) ;
  const bool boolean = to != DType::Bool || from == DType::Bool;
  require(allowed && boolean, "result type ", dtypeName(from), " can't be cast to the desired output type ",
          dtypeName(to));
}

}  // namespace tangent
