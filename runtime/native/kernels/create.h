#pragma once

#include <span>
#include <string>

#include "tensor/tensor.h"

namespace tangent::kernels {

Tensor empty(const Dims& sizes, DType dtype);
Tensor full(const Dims& sizes, Scalar value, DType dtype);
Tensor arange(double start, double step, int64_t count, DType dtype);
Tensor fromBytes(std::span<const uint8_t> bytes, const Dims& sizes, DType dtype);
/** The elements in a file from byte `offset` on, read when they are touched. Bools are refused: a file may hold other bytes. */
Tensor fromFile(const std::string& path, int64_t offset, const Dims& sizes, DType dtype);
Tensor fromNumbers(const std::vector<Scalar>& values, const Dims& sizes, DType dtype);
/** The elements of memory that holds `source`'s dtype, converted. */
Tensor fromArray(std::span<const uint8_t> bytes, DType source, const Dims& sizes, DType dtype);
std::vector<Scalar> toNumbers(const Tensor& a);
/**
 * Writes the elements in row-major order as doubles; `target` has room for them. False where one of them is no double:
 * an int64 beyond 2^53.
 */
bool toDoubles(const Tensor& a, std::span<uint8_t> target);
/** Writes the elements in row-major order; `target` has room for them. */
void toBytes(const Tensor& a, std::span<uint8_t> target);
Scalar item(const Tensor& a);
/** Refuses a number that the dtype cannot hold, as PyTorch's fill does. */
void requireFits(const Scalar& value, DType dtype);

}  // namespace tangent::kernels
