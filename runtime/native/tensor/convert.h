#pragma once

#include "tensor/tensor.h"

namespace tangent {

/** Copies `count` elements, converted; strides in bytes. */
using Converter = void (*)(const char* source, int64_t sourceStride, char* target, int64_t targetStride, int64_t count);
Converter converter(DType from, DType to);

/** Writes the number to one element. */
void store(const Scalar& value, DType dtype, char* target);
/** Reads one element as a number. */
Scalar load(DType dtype, const char* source);

}  // namespace tangent
