#pragma once

#include "tensor/dtype.h"

namespace tangent::kernels {

/** Calls `f` with the `Type` that floating-point arithmetic is done in: double for a double, else float. */
template <class F>
void visitReal(DType dtype, const F& f) {
  if (dtype == DType::Float64) f(Type<double>{});
  else f(Type<float>{});
}

}  // namespace tangent::kernels
