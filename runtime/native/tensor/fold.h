#pragma once

#include "tensor/iterate.h"

namespace tangent {

/** A tensor with its dims in two groups: those that a reduction keeps, and those that it folds. */
struct Folded {
  Tensor tensor;  // kept dims first, then folded ones
  Dims kept;      // sizes of the kept dims
  Dims folded;    // sizes of the folded dims
  Dims result;    // sizes of the result
  int64_t outer;  // elements of the result
  int64_t inner;  // elements folded into each

  Folded(const Tensor& a, const Dims& dims, bool keepdim);

  /** Whether results lie next to each other in the input, but the elements of one do not. */
  bool liesInColumns() const;
  /** The folded dims first, then the kept ones: each row of `outer` elements holds one element of every fold. */
  Walk columns() const;
};

constexpr int64_t piece = 1024;       // elements read at once, through a buffer
constexpr int64_t columnBlock = 256;  // results accumulated side by side

/** Elements of the input as contiguous `T`s: straight from memory where they lie so, else through `buffer`. */
template <class T>
const T* readPiece(const Walk& walk, int64_t at, int64_t count, T* buffer) {
  if (walk.dtype() == dtypeOf<T>() && walk.run(at) >= count) return reinterpret_cast<const T*>(walk.at(at));
  walk.read(at, count, dtypeOf<T>(), reinterpret_cast<char*>(buffer));
  return buffer;
}

/** Writes results of type A, converted, to a fresh contiguous tensor. */
template <class A>
void storeResults(const Tensor& result, int64_t at, const A* values, int64_t count) {
  char* target = result.bytes() + at * result.itemSize();
  converter(dtypeOf<A>(), result.dtype())(reinterpret_cast<const char*>(values), sizeof(A), target, result.itemSize(),
                                          count);
}

}  // namespace tangent
