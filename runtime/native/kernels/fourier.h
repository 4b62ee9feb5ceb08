#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

/** Complex numbers are the last dim of 2; `dim` is never that one. float32 and float64; results are multiplied by `scale`. */

Tensor fft(const Tensor& a, int64_t dim, bool inverse, double scale);
/** Of real numbers, to the n / 2 + 1 first frequencies. */
Tensor fftOfReal(const Tensor& a, int64_t dim, double scale);
/** From the n / 2 + 1 first frequencies to n real numbers, as the unscaled inverse. */
Tensor fftToReal(const Tensor& a, int64_t dim, int64_t n, double scale);

}  // namespace tangent::kernels
