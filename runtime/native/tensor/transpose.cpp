#include "tensor/transpose.h"

#include "tensor/threads.h"

namespace tangent {
namespace {

constexpr int64_t tile = 16;

/** The dim whose elements lie next to each other, or -1. */
int closeDim(const Tensor& source) {
  for (int d = 0; d < source.dims() - 1; ++d) {
    if (source.stride(d) == 1 && source.size(d) >= tile / 2) return d;
  }
  return -1;
}

/** rows × columns elements: a row's lie next to each other in `to`, a column's in `from`. */
template <class T>
void copyTile(const T* from, int64_t fromStep, T* to, int64_t toStep, int64_t rows, int64_t columns) {
  T buffer[tile][tile];
  for (int64_t c = 0; c < columns; ++c) std::copy_n(from + c * fromStep, rows, buffer[c]);
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < columns; ++c) to[r * toStep + c] = buffer[c][r];
  }
}

template <class T>
void copyWhole(const T* from, int64_t fromStep, T* to, int64_t toStep) {
  T buffer[tile][tile];
  for (int64_t c = 0; c < tile; ++c) std::copy_n(from + c * fromStep, tile, buffer[c]);
  for (int64_t r = 0; r < tile; ++r) {
    for (int64_t c = 0; c < tile; ++c) to[r * toStep + c] = buffer[c][r];
  }
}

}  // namespace

bool isTransposed(const Tensor& source) {
  const int last = source.dims() - 1;
  if (last < 1 || source.stride(last) <= 1 || source.size(last) < tile / 2) return false;
  return source.numel() >= 1024 && closeDim(source) >= 0;
}

void copyTransposed(const Tensor& target, const Tensor& source) {
  const int last = source.dims() - 1;
  const int close = closeDim(source);
  const int64_t rows = source.size(close);
  const int64_t columns = source.size(last);
  const int64_t rowTiles = (rows + tile - 1) / tile;
  int64_t outer = 1;
  for (int d = 0; d < last; ++d) outer *= d == close ? 1 : source.size(d);
  visit(source.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    parallelFor(outer * rowTiles, grainFor(outer * rowTiles, columns * tile * 2), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const T* from = source.data<T>();
        T* to = target.data<T>();
        for (int64_t d = last - 1, rest = i / rowTiles; d >= 0; --d) {
          const int dim = static_cast<int>(d);
          if (dim == close) continue;
          from += rest % source.size(dim) * source.stride(dim);
          to += rest % source.size(dim) * target.stride(dim);
          rest /= source.size(dim);
        }
        const int64_t row = i % rowTiles * tile;
        const int64_t count = std::min(tile, rows - row);
        from += row;
        to += row * target.stride(close);
        for (int64_t column = 0; column < columns; column += tile) {
          const int64_t width = std::min(tile, columns - column);
          const T* first = from + column * source.stride(last);
          if (count == tile && width == tile) copyWhole(first, source.stride(last), to + column, target.stride(close));
          else copyTile(first, source.stride(last), to + column, target.stride(close), count, width);
        }
      }
    });
  });
}

}  // namespace tangent
