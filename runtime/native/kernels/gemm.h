#pragma once

#include "tensor/dtype.h"
#include "tensor/tensor.h"

namespace tangent::kernels {

/** A matrix of any strides (in elements): a transposed one costs no copy. */
struct MatrixView {
  const char* data;
  int64_t rowStride;
  int64_t columnStride;
};

/** `c = alpha * a @ b + beta * c (+ bias or rowBias)`, c row-major [rows, columns] with rows `stride` elements apart. */
struct Gemm {
  int64_t rows;
  int64_t columns;
  int64_t depth;
  MatrixView a;
  MatrixView b;
  char* c;
  int64_t stride;
  double alpha = 1;
  /** 0: c is not read. */
  double beta = 0;
  /** One value a column, or null; read only with beta 0. */
  const char* bias = nullptr;
  /** One value a row, or null; read only with beta 0 and without `bias`. */
  const char* rowBias = nullptr;
  /** What packColumns made of `b`, which is not read then; or null. */
  const char* packed = nullptr;
};

/** `b` [depth, columns] of float32 or float64 as products read it: for one that many of them share. */
Tensor packColumns(DType dtype, const MatrixView& b, int64_t depth, int64_t columns);

/** `dtype` is one that arithmetic is done in (not a half, not bool). */
void gemm(DType dtype, const Gemm& problem);

}  // namespace tangent::kernels
