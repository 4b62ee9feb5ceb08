#pragma once

#include "tensor/tensor.h"

namespace tangent {

bool isContiguous(const Dims& sizes, const Dims& strides);
Dims contiguousStrides(const Dims& sizes);
/** The product of sizes; the sizes are known not to overflow. */
int64_t product(const Dims& sizes);
/** Bytes of a contiguous tensor; refuses negative sizes and what overflows 63 bits. */
size_t checkedBytes(const Dims& sizes, DType dtype);
/** A dim counted from the end if negative, in PyTorch's words if out of range. A 0-d tensor has one dim here. */
int wrapDim(int64_t dim, int dims);
/** Marks the dims of a list; an empty list marks all. Refuses what appears twice. */
std::vector<bool> dimMask(const Dims& list, int dims);
/** The shape to which both broadcast. */
Dims broadcast(const Dims& a, const Dims& b);
/** Strides of `tensor` seen as `sizes`, 0 where it is repeated; the sizes are known to be a broadcast of its own. */
Dims broadcastStrides(const Tensor& tensor, const Dims& sizes);
/** PyTorch's expand; -1 keeps a size. */
Tensor expandTo(const Tensor& tensor, const Dims& sizes);
/** Fills in the one size that may be -1. */
Dims inferSizes(const Dims& sizes, int64_t numel);
/** The strides that show (sizes, strides) as `shape` without a copy, or nothing. */
std::optional<Dims> viewStrides(const Dims& sizes, const Dims& strides, const Dims& shape);
/** Whether two elements of the tensor may share memory, as those of an expanded one do. */
bool overlapsItself(const Tensor& tensor);
/** How two tensors share memory; Unknown: they may, but gaps between their elements leave it open. */
enum class Overlap { None, Full, Partial, Unknown };
Overlap overlap(const Tensor& a, const Tensor& b);
/** Refuses a tensor that cannot be written element by element. */
void requireWritable(const Tensor& target);
/** Refuses to write to what lies across an input. */
void requireNoPartialOverlap(const Tensor& target, const Tensor& input);
/** `target` with other sizes, contiguous; its storage grows where it is too small. Itself where it has them. */
Tensor resized(const Tensor& target, const Dims& sizes);
/** First and one past the last byte that the tensor's elements touch. */
std::pair<const char*, const char*> extent(const Tensor& tensor);

}  // namespace tangent
