#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

/** The names are those of `unaryKernels`, `testKernels` and `binaryKernels` in backend.ts. */
enum class Unary {
  abs, neg, sign, square, sqrt, rsqrt, reciprocal, exp, exp2, expm1, log, log2, log10, log1p, sin, cos, tan, asin, acos,
  atan, sinh, cosh, tanh, asinh, acosh, atanh, sigmoid, relu, erf, erfc, floor, ceil, round, trunc, frac, bitwiseNot
};

enum class Test { logicalNot, isnan, isinf, isfinite, isposinf, isneginf, signbit };

enum class Binary {
  add, sub, mul, div, floorDivide, truncDivide, remainder, fmod, pow, maximum, minimum, atan2, bitwiseAnd, bitwiseOr,
  bitwiseXor, reluBackward, sigmoidBackward, tanhBackward
};

Tensor unary(Unary function, const Tensor& a, const Out& out);
/** `out` of another dtype than bool takes 0 and 1. */
Tensor test(Test function, const Tensor& a, const Out& out);
Tensor binary(Binary function, const Operand& a, const Operand& b, const Out& out);

}  // namespace tangent::kernels
