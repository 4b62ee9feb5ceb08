#pragma once

#include "tensor/shape.h"

namespace tangent {

/** A contiguous tensor's lines along one dim, seen as [outer, count, inner]. */
struct Lines {
  int64_t count;
  int64_t inner;
  int64_t lines;

  Lines(const Dims& sizes, int dim) : count(sizes.empty() ? 1 : sizes[dim]), inner(1) {
    for (int i = dim + 1; i < sizes.count(); ++i) inner *= sizes[i];
    lines = count == 0 ? 0 : product(sizes) / count;
  }
  /** Where a line starts; its elements are `inner` apart. */
  int64_t start(int64_t line) const { return line / inner * count * inner + line % inner; }
};

}  // namespace tangent
