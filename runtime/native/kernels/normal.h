#pragma once

#include <cstdint>

namespace tangent::kernels {

/** Sixteen uniform numbers at a time to normal ones, by PyTorch's form of Box and Muller: (i, i + 8) make a pair. */
void normalSixteens(float* data, int64_t count, float mean, float std);
void normalSixteens(double* data, int64_t count, double mean, double std);

}  // namespace tangent::kernels
