#pragma once

#include "tensor/tensor.h"

namespace tangent {

/** Copies `count` elements, converted; strides in bytes. */
using Converter = void (*)(const char* source, int64_t sourceStride, char* target, int64_t targetStride, int64_t count);
Converter converter(DType from, DType to);

/** Rows of `bytes` that begin `sourceStride` bytes after each other, to where they lie one after the other. */
void copyRows(const char* source, int64_t sourceStride, char* target, int64_t bytes, int64_t rows);

/** Writes the number to one element. */
void store(const Scalar& value, DType dtype, char* target);
/** Reads one element as a number. */
Scalar load(DType dtype, const char* source);

}  // namespace tangent
