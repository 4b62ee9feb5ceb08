#include "kernels/gemm.h"

#include <algorithm>
#include <vector>

#include "tensor/threads.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/gemm.cpp"
#include "hwy/aligned_allocator.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// One operand goes through packed panels, a vector's lanes side by side; of the other single elements are broadcast.
// A tile of `tileRows` broadcast rows by up to `tileVectors` vectors stays in registers: 24 sums of AVX-512's 32
// registers, 12 of the 16 of the others.
constexpr int tileRows = 6;
constexpr int tileVectors = HWY_TARGET <= HWY_AVX3 ? 4 : 2;
constexpr int64_t depthBlock = 1024;  // a panel of this depth stays in the second-level cache

template <class T>
using Tag = hn::ScalableTag<T>;

/** Elements (row, k) of the operand whose elements are broadcast. */
template <class T>
struct Broadcast {
  const T* data;
  int64_t rowStride;
  int64_t depthStride;
};

/** Where the sums of a tile go: rows `stride` elements apart. */
template <class T>
struct Target {
  T* rows;
  int64_t stride;
  bool adds = false;        // to what is there
  const T* bias = nullptr;  // or these are added, one a column
};

/** sums[row][v] = Σ_k broadcast(row, k) * panel[k][v]. */
template <class T, int rows, int vectors>
HWY_INLINE void MultiplyTile(const Broadcast<T>& a, const T* HWY_RESTRICT panel, int64_t depth, const Target<T>& target) {
  const Tag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  using V = hn::Vec<Tag<T>>;
  V s00 = hn::Zero(d), s01 = s00, s02 = s00, s03 = s00;
  V s10 = s00, s11 = s00, s12 = s00, s13 = s00;
  V s20 = s00, s21 = s00, s22 = s00, s23 = s00;
  V s30 = s00, s31 = s00, s32 = s00, s33 = s00;
  V s40 = s00, s41 = s00, s42 = s00, s43 = s00;
  V s50 = s00, s51 = s00, s52 = s00, s53 = s00;
  const int64_t step = a.rowStride;
  const T* HWY_RESTRICT first = a.data;
  const T* HWY_RESTRICT fourth = a.data + (rows > 3 ? 3 * step : 0);
  for (int64_t k = 0; k < depth; ++k) {
    const V b0 = hn::Load(d, panel);
    const V b1 = vectors > 1 ? hn::Load(d, panel + lanes) : b0;
    const V b2 = vectors > 2 ? hn::Load(d, panel + 2 * lanes) : b0;
    const V b3 = vectors > 3 ? hn::Load(d, panel + 3 * lanes) : b0;
    panel += vectors * lanes;
    const auto addRow = [&](const T* HWY_RESTRICT element, V& t0, V& t1, V& t2, V& t3) HWY_ATTR {
      const V x = hn::Set(d, *element);
      t0 = hn::MulAdd(x, b0, t0);
      if constexpr (vectors > 1) t1 = hn::MulAdd(x, b1, t1);
      if constexpr (vectors > 2) t2 = hn::MulAdd(x, b2, t2);
      if constexpr (vectors > 3) t3 = hn::MulAdd(x, b3, t3);
    };
    addRow(first, s00, s01, s02, s03);
    if constexpr (rows > 1) addRow(first + step, s10, s11, s12, s13);
    if constexpr (rows > 2) addRow(first + 2 * step, s20, s21, s22, s23);
    if constexpr (rows > 3) addRow(fourth, s30, s31, s32, s33);
    if constexpr (rows > 4) addRow(fourth + step, s40, s41, s42, s43);
    if constexpr (rows > 5) addRow(fourth + 2 * step, s50, s51, s52, s53);
    first += a.depthStride;
    fourth += a.depthStride;
  }
  const auto store = [&](V sums, T* HWY_RESTRICT to, int64_t column) HWY_ATTR {
    if (target.adds) sums = hn::Add(sums, hn::LoadU(d, to + column));
    else if (target.bias != nullptr) sums = hn::Add(sums, hn::LoadU(d, target.bias + column));
    hn::StoreU(sums, d, to + column);
  };
  const auto storeRow = [&](int row, const V& t0, const V& t1, const V& t2, const V& t3) HWY_ATTR {
    T* HWY_RESTRICT to = target.rows + row * target.stride;
    store(t0, to, 0);
    if constexpr (vectors > 1) store(t1, to, lanes);
    if constexpr (vectors > 2) store(t2, to, 2 * lanes);
    if constexpr (vectors > 3) store(t3, to, 3 * lanes);
  };
  storeRow(0, s00, s01, s02, s03);
  if constexpr (rows > 1) storeRow(1, s10, s11, s12, s13);
  if constexpr (rows > 2) storeRow(2, s20, s21, s22, s23);
  if constexpr (rows > 3) storeRow(3, s30, s31, s32, s33);
  if constexpr (rows > 4) storeRow(4, s40, s41, s42, s43);
  if constexpr (rows > 5) storeRow(5, s50, s51, s52, s53);
}

template <class T, int vectors>
HWY_NOINLINE void MultiplyRows(int rows, const Broadcast<T>& a, const T* panel, int64_t depth,
                               const Target<T>& target) {
  switch (rows) {
    case 1: return MultiplyTile<T, 1, vectors>(a, panel, depth, target);
    case 2: return MultiplyTile<T, 2, vectors>(a, panel, depth, target);
    case 3: return MultiplyTile<T, 3, vectors>(a, panel, depth, target);
    case 4: return MultiplyTile<T, 4, vectors>(a, panel, depth, target);
    case 5: return MultiplyTile<T, 5, vectors>(a, panel, depth, target);
    default: return MultiplyTile<T, 6, vectors>(a, panel, depth, target);
  }
}

template <class T>
void MultiplyAny(int rows, int vectors, const Broadcast<T>& a, const T* panel, int64_t depth,
                 const Target<T>& target) {
  if constexpr (tileVectors > 2) {
    if (vectors == 4) return MultiplyRows<T, 4>(rows, a, panel, depth, target);
    if (vectors == 3) return MultiplyRows<T, 3>(rows, a, panel, depth, target);
  }
  if (vectors == 2) return MultiplyRows<T, 2>(rows, a, panel, depth, target);
  return MultiplyRows<T, 1>(rows, a, panel, depth, target);
}

/** The problem from the view of the two roles: `rows` are broadcast, `lanes` go through panels. */
template <class T>
struct Roles {
  int64_t rows;
  int64_t lanes;
  int64_t depth;
  Broadcast<T> broadcast;
  const T* panels;
  int64_t laneStride;
  int64_t panelDepthStride;
  bool transposed;  // rows are C's columns
};

/** Elements to move, weighed: what packing and a transposed store would cost. */
template <class T>
int64_t PackingCost(const Roles<T>& roles) {
  const int64_t panels = roles.lanes * roles.depth * (roles.laneStride == 1 ? 1 : 4);
  const int64_t rows = roles.broadcast.depthStride == 1 ? 0 : roles.rows * roles.depth * 2;
  return panels + rows + (roles.transposed ? 2 * roles.rows * roles.lanes : 0);
}

template <class T>
Roles<T> ChooseRoles(const Gemm& p) {
  const auto* a = reinterpret_cast<const T*>(p.a.data);
  const auto* b = reinterpret_cast<const T*>(p.b.data);
  const Roles<T> straight{p.rows,        p.columns,       p.depth,       {a, p.a.rowStride, p.a.columnStride}, b,
                          p.b.columnStride, p.b.rowStride, false};
  const Roles<T> swapped{p.columns,     p.rows,           p.depth,       {b, p.b.columnStride, p.b.rowStride}, a,
                         p.a.rowStride, p.a.columnStride, true};
  if (p.packed != nullptr) return straight;
  return PackingCost(swapped) < PackingCost(straight) ? swapped : straight;
}

/** Lanes [0, count) of `depth` steps, side by side; the last vector is filled up with zeros. */
template <class T>
void PackPanel(const T* HWY_RESTRICT source, int64_t laneStride, int64_t depthStride, int64_t count, int64_t depth,
               int64_t width, T* HWY_RESTRICT panel) {
  if (laneStride == 1) {
    for (int64_t k = 0; k < depth; ++k) {
      std::copy_n(source + k * depthStride, count, panel + k * width);
      std::fill_n(panel + k * width + count, width - count, T(0));
    }
    return;
  }
  constexpr int64_t block = 16;  // each cache line of the source is read once
  for (int64_t k0 = 0; k0 < depth; k0 += block) {
    const int64_t k1 = std::min(k0 + block, depth);
    for (int64_t lane0 = 0; lane0 < count; lane0 += block) {
      const int64_t lanes = std::min(block, count - lane0);
      if (lanes == block && k1 - k0 == block && depthStride == 1) {
        HWY_ALIGN T buffer[block][block];
        for (int64_t lane = 0; lane < block; ++lane) {
          std::copy_n(source + (lane0 + lane) * laneStride + k0, block, buffer[lane]);
        }
        for (int64_t k = 0; k < block; ++k) {
          T* to = panel + (k0 + k) * width + lane0;
          for (int64_t lane = 0; lane < block; ++lane) to[lane] = buffer[lane][k];
        }
        continue;
      }
      for (int64_t lane = lane0; lane < lane0 + lanes; ++lane) {
        for (int64_t k = k0; k < k1; ++k) panel[k * width + lane] = source[lane * laneStride + k * depthStride];
      }
    }
    for (int64_t k = k0; k < k1; ++k) std::fill_n(panel + k * width + count, width - count, T(0));
  }
}

/** Rows [0, count) of `depth` steps: one step's rows side by side. */
template <class T>
void PackRows(const Broadcast<T>& from, int64_t count, int64_t depth, T* HWY_RESTRICT packed) {
  if (count == tileRows && from.rowStride == 1) {
    for (int64_t k = 0; k < depth; ++k) {
      for (int64_t row = 0; row < tileRows; ++row) packed[k * tileRows + row] = from.data[row + k * from.depthStride];
    }
    return;
  }
  for (int64_t k = 0; k < depth; ++k) {
    for (int64_t row = 0; row < count; ++row) {
      packed[k * tileRows + row] = from.data[row * from.rowStride + k * from.depthStride];
    }
  }
}

/** One tile of C: rows × lanes, from the sums in `tile`. */
template <class T>
void StoreTile(const Gemm& p, bool transposed, int64_t row, int64_t rows, int64_t lane, int64_t lanes,
               const T* HWY_RESTRICT tile, int64_t tileStride, bool firstBlock) {
  T* HWY_RESTRICT c = reinterpret_cast<T*>(p.c);
  const T* HWY_RESTRICT bias = reinterpret_cast<const T*>(p.bias);
  const T* HWY_RESTRICT rowBias = reinterpret_cast<const T*>(p.rowBias);
  const auto alpha = static_cast<T>(p.alpha);
  const auto beta = static_cast<T>(firstBlock ? p.beta : 1);
  const bool reads = !firstBlock || p.beta != 0;
  if (transposed) {
    for (int64_t l = 0; l < lanes; ++l) {
      T* HWY_RESTRICT to = c + (lane + l) * p.stride + row;
      for (int64_t r = 0; r < rows; ++r) {
        T value = alpha * tile[r * tileStride + l];
        if (reads) value += beta * to[r];
        else if (bias) value += bias[row + r];
        else if (rowBias) value += rowBias[lane + l];
        to[r] = value;
      }
    }
    return;
  }
  for (int64_t r = 0; r < rows; ++r) {
    T* HWY_RESTRICT to = c + (row + r) * p.stride + lane;
    const T* HWY_RESTRICT from = tile + r * tileStride;
    if (reads) {
      for (int64_t l = 0; l < lanes; ++l) to[l] = alpha * from[l] + beta * to[l];
    } else if (bias) {
      for (int64_t l = 0; l < lanes; ++l) to[l] = alpha * from[l] + bias[lane + l];
    } else if (rowBias) {
      for (int64_t l = 0; l < lanes; ++l) to[l] = alpha * from[l] + rowBias[row + r];
    } else if (p.alpha == 1) {
      std::copy_n(from, lanes, to);
    } else {
      for (int64_t l = 0; l < lanes; ++l) to[l] = alpha * from[l];
    }
  }
}

/** Packing buffers are kept by each thread: products come in quick succession. */
template <class T>
T* Scratch(int64_t count, int which) {
  struct Kept {
    hwy::AlignedFreeUniquePtr<T[]> memory;
    int64_t count = 0;
  };
  thread_local Kept kept[2];
  Kept& buffer = kept[which];
  if (buffer.count < count) {
    buffer.memory = hwy::AllocateAligned<T>(static_cast<size_t>(count));
    buffer.count = count;
  }
  return buffer.memory.get();
}

/** How the lanes of an operand are shared out among panels: all are `width` wide, the last only as wide as it must be. */
template <class T>
struct Panels {
  int64_t vector = static_cast<int64_t>(hn::Lanes(Tag<T>()));
  int64_t width = tileVectors * vector;
  int64_t lanes;
  int64_t count = (lanes + width - 1) / width;

  explicit Panels(int64_t given) : lanes(given) {}

  int64_t lanesOf(int64_t panel) const { return std::min(width, lanes - panel * width); }
  int64_t widthOf(int64_t panel) const { return (lanesOf(panel) + vector - 1) / vector * vector; }
  int64_t size(int64_t depth) const { return std::max<int64_t>(1, count * width * depth); }
};

constexpr int64_t packGrain = 64;  // steps of depth packed at once

/** Piece `i` of the panels of `depth` steps: a few steps of one of them. */
template <class T>
void PackPiece(const Panels<T>& panels, const T* source, int64_t laneStride, int64_t depthStride, int64_t depth,
               int64_t i, T* packed) {
  const int64_t pieces = (depth + packGrain - 1) / packGrain;
  const int64_t panel = i / pieces;
  const int64_t k = i % pieces * packGrain;
  const int64_t width = panels.widthOf(panel);
  PackPanel(source + panel * panels.width * laneStride + k * depthStride, laneStride, depthStride, panels.lanesOf(panel),
            std::min(packGrain, depth - k), width, packed + panel * panels.width * depth + k * width);
}

template <class T>
void Multiply(const Gemm& p) {
  const Roles<T> roles = ChooseRoles<T>(p);
  const Panels<T> panels(roles.lanes);
  const int64_t rowTiles = (roles.rows + tileRows - 1) / tileRows;
  const bool packsRows = roles.broadcast.depthStride != 1;
  const bool straight = !roles.transposed && p.alpha == 1 && (p.beta == 0 || p.beta == 1) && p.rowBias == nullptr;
  for (int64_t begin = 0; begin == 0 || begin < roles.depth; begin += depthBlock) {
    const int64_t depth = std::min(depthBlock, roles.depth - begin);
    T* packing = p.packed != nullptr ? nullptr : Scratch<T>(panels.size(depth), 0);
    const T* packedPanels =
        packing == nullptr ? reinterpret_cast<const T*>(p.packed) + begin * panels.count * panels.width : packing;
    T* packedRows = packsRows ? Scratch<T>(rowTiles * tileRows * std::max<int64_t>(depth, 1), 1) : nullptr;
    const auto rowsFrom = [&](int64_t row) {
      return Broadcast<T>{
          roles.broadcast.data + row * roles.broadcast.rowStride + begin * roles.broadcast.depthStride,
          roles.broadcast.rowStride, roles.broadcast.depthStride};
    };
    const int64_t panelPieces = packing == nullptr ? 0 : panels.count * ((depth + packGrain - 1) / packGrain);
    const int64_t pieces = panelPieces + (packsRows ? rowTiles : 0);
    parallelFor(pieces, grainFor(pieces, panels.width * packGrain), [&](int64_t first, int64_t last) {
      for (int64_t i = first; i < last; ++i) {
        if (i < panelPieces) {
          PackPiece(panels, roles.panels + begin * roles.panelDepthStride, roles.laneStride, roles.panelDepthStride,
                    depth, i, packing);
          continue;
        }
        const int64_t row = (i - panelPieces) * tileRows;
        PackRows(rowsFrom(row), std::min<int64_t>(tileRows, roles.rows - row), depth, packedRows + row * depth);
      }
    });
    // Tiles of one panel follow each other, so that it stays in the cache.
    const int64_t tiles = panels.count * rowTiles;
    const int64_t work = tileRows * panels.width * std::max<int64_t>(depth, 1) / 16;
    parallelFor(tiles, grainFor(tiles, work), [&](int64_t first, int64_t last) {
      HWY_ALIGN T tile[tileRows * tileVectors * HWY_MAX_BYTES / sizeof(T)];
      for (int64_t i = first; i < last; ++i) {
        const int64_t panel = i / rowTiles;
        const int64_t row = i % rowTiles * tileRows;
        const int64_t lane = panel * panels.width;
        const int64_t rows = std::min<int64_t>(tileRows, roles.rows - row);
        const int64_t width = panels.widthOf(panel);
        const int64_t count = panels.lanesOf(panel);
        // A tile of whole vectors goes from the registers to C.
        const bool whole = straight && count == width;
        const Target<T> target =
            whole ? Target<T>{reinterpret_cast<T*>(p.c) + row * p.stride + lane, p.stride, begin > 0 || p.beta == 1,
                              p.bias == nullptr ? nullptr : reinterpret_cast<const T*>(p.bias) + lane}
                  : Target<T>{tile, panels.width};
        MultiplyAny<T>(static_cast<int>(rows), static_cast<int>(width / panels.vector),
                       packsRows ? Broadcast<T>{packedRows + row * depth, 1, tileRows} : rowsFrom(row),
                       packedPanels + lane * depth, depth, target);
        if (!whole) StoreTile(p, roles.transposed, row, rows, lane, count, tile, panels.width, begin == 0);
      }
    });
  }
}

template <class T>
Tensor PackColumns(DType dtype, const MatrixView& b, int64_t depth, int64_t columns) {
  const Panels<T> panels(columns);
  const Tensor packed = Tensor::empty({panels.size(depth)}, dtype);
  for (int64_t begin = 0; begin < depth; begin += depthBlock) {
    const int64_t part = std::min(depthBlock, depth - begin);
    const int64_t pieces = panels.count * ((part + packGrain - 1) / packGrain);
    parallelFor(pieces, grainFor(pieces, panels.width * packGrain), [&](int64_t first, int64_t last) {
      for (int64_t i = first; i < last; ++i) {
        PackPiece(panels, reinterpret_cast<const T*>(b.data) + begin * b.rowStride, b.columnStride, b.rowStride, part, i,
                  packed.data<T>() + begin * panels.count * panels.width);
      }
    });
  }
  return packed;
}

HWY_NOINLINE void MultiplyFloat(const Gemm& problem) { Multiply<float>(problem); }

HWY_NOINLINE void MultiplyDouble(const Gemm& problem) { Multiply<double>(problem); }

HWY_NOINLINE Tensor PackFloat(const MatrixView& b, int64_t depth, int64_t columns) {
  return PackColumns<float>(DType::Float32, b, depth, columns);
}

HWY_NOINLINE Tensor PackDouble(const MatrixView& b, int64_t depth, int64_t columns) {
  return PackColumns<double>(DType::Float64, b, depth, columns);
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();


#if HWY_ONCE

namespace tangent::kernels {
namespace {

HWY_EXPORT(MultiplyFloat);
HWY_EXPORT(MultiplyDouble);
HWY_EXPORT(PackFloat);
HWY_EXPORT(PackDouble);

/** Integers, plainly; they wrap. */
template <class T>
void multiplyIntegers(const Gemm& p) {
  const T* a = reinterpret_cast<const T*>(p.a.data);
  const T* b = reinterpret_cast<const T*>(p.b.data);
  T* c = reinterpret_cast<T*>(p.c);
  const T* bias = reinterpret_cast<const T*>(p.bias);
  const T* rowBias = reinterpret_cast<const T*>(p.rowBias);
  const auto alpha = static_cast<uint64_t>(cast<int64_t>(p.alpha));
  const auto beta = static_cast<uint64_t>(cast<int64_t>(p.beta));
  parallelFor(p.rows, grainFor(p.rows, p.columns * p.depth), [&](int64_t begin, int64_t end) {
    std::vector<uint64_t> row(static_cast<size_t>(p.columns));
    for (int64_t i = begin; i < end; ++i) {
      std::fill(row.begin(), row.end(), uint64_t{0});
      for (int64_t k = 0; k < p.depth; ++k) {
        const auto factor = static_cast<uint64_t>(a[i * p.a.rowStride + k * p.a.columnStride]);
        const T* line = b + k * p.b.rowStride;
        for (int64_t j = 0; j < p.columns; ++j) {
          row[static_cast<size_t>(j)] += factor * static_cast<uint64_t>(line[j * p.b.columnStride]);
        }
      }
      T* out = c + i * p.stride;
      for (int64_t j = 0; j < p.columns; ++j) {
        uint64_t value = alpha * row[static_cast<size_t>(j)];
        if (p.beta != 0) value += beta * static_cast<uint64_t>(out[j]);
        else if (bias) value += static_cast<uint64_t>(bias[j]);
        else if (rowBias) value += static_cast<uint64_t>(rowBias[i]);
        out[j] = static_cast<T>(value);
      }
    }
  });
}

}  // namespace

void gemm(DType dtype, const Gemm& problem) {
  if (problem.rows == 0 || problem.columns == 0) return;
  if (dtype == DType::Float32) return HWY_DYNAMIC_DISPATCH(MultiplyFloat)(problem);
  if (dtype == DType::Float64) return HWY_DYNAMIC_DISPATCH(MultiplyDouble)(problem);
  visitCompute(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) multiplyIntegers<T>(problem);
  });
}

Tensor packColumns(DType dtype, const MatrixView& b, int64_t depth, int64_t columns) {
  if (dtype == DType::Float32) return HWY_DYNAMIC_DISPATCH(PackFloat)(b, depth, columns);
  return HWY_DYNAMIC_DISPATCH(PackDouble)(b, depth, columns);
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
