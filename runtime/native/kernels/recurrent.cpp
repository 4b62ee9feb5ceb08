#include "kernels/recurrent.h"

#include <algorithm>
#include <cmath>

#include "kernels/copy.h"
#include "kernels/create.h"
#include "kernels/gemm.h"
#include "kernels/real.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/recurrent.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "hwy/contrib/math/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <class D>
using V = hn::Vec<D>;

template <class D>
HWY_INLINE V<D> Bounded(D d, V<D> x, double most) {
  using T = hn::TFromD<D>;
  return hn::Clamp(x, hn::Set(d, static_cast<T>(-most)), hn::Set(d, static_cast<T>(most)));
}

template <class D>
HWY_INLINE V<D> SigmoidOf(D d, V<D> x) {
  const auto one = hn::Set(d, hn::TFromD<D>(1));
  const auto power = hn::Exp(d, hn::Neg(Bounded(d, x, sizeof(hn::TFromD<D>) == 4 ? 87 : 700)));
  return hn::IfThenElse(hn::Eq(x, x), hn::Div(one, hn::Add(one, power)), x);
}

template <class D>
HWY_INLINE V<D> TanhOf(D d, V<D> x) {
  return hn::IfThenElse(hn::Eq(x, x), hn::Tanh(d, Bounded(d, x, 20)), x);
}

/** `a (1 - a)`, and `1 - a a`. */
template <class V>
HWY_INLINE V SigmoidSlope(V a) {
  return hn::NegMulAdd(a, a, a);
}
template <class D>
HWY_INLINE V<D> TanhSlope(D d, V<D> a) {
  return hn::NegMulAdd(a, a, hn::Set(d, hn::TFromD<D>(1)));
}

/** Columns of rows that hold `count` blocks of `size` elements: loads and stores one vector, or the first lanes of it. */
template <class D>
struct Columns {
  using T = hn::TFromD<D>;
  D d;
  int64_t size;
  int64_t at;
  size_t lanes;
  HWY_INLINE V<D> load(const T* row, int64_t block = 0) const {
    const T* from = row + block * size + at;
    if (lanes == hn::Lanes(d)) [[likely]] return hn::LoadU(d, from);
    HWY_ALIGN T rest[HWY_MAX_BYTES / sizeof(T)] = {};
    std::copy_n(from, lanes, rest);
    return hn::Load(d, rest);
  }
  HWY_INLINE void store(V<D> value, T* row, int64_t block = 0) const {
    T* to = row + block * size + at;
    if (lanes == hn::Lanes(d)) [[likely]] return hn::StoreU(value, d, to);
    HWY_ALIGN T rest[HWY_MAX_BYTES / sizeof(T)];
    hn::Store(value, d, rest);
    std::copy_n(rest, lanes, to);
  }
};

template <class T, class F>
HWY_INLINE void EachColumn(int64_t size, const F& f) {
  const hn::ScalableTag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  for (int64_t at = 0; at < size; at += lanes) {
    f(d, Columns<hn::ScalableTag<T>>{d, size, at, static_cast<size_t>(std::min(lanes, size - at))});
  }
}

/** One row of an LSTM: the gates i, f, g, o open in place; cell and output are written. */
template <class T>
void LstmRow(int64_t size, T* gates, const T* before, T* cell, T* output) {
  EachColumn<T>(size, [&](auto d, auto column) {
    const auto i = SigmoidOf(d, column.load(gates, 0));
    const auto f = SigmoidOf(d, column.load(gates, 1));
    const auto g = TanhOf(d, column.load(gates, 2));
    const auto o = SigmoidOf(d, column.load(gates, 3));
    const auto c = hn::MulAdd(f, column.load(before), hn::Mul(i, g));
    column.store(i, gates, 0);
    column.store(f, gates, 1);
    column.store(g, gates, 2);
    column.store(o, gates, 3);
    column.store(c, cell);
    column.store(hn::Mul(o, TanhOf(d, c)), output);
  });
}

/** `dh` and `dc` are the gradients of the row's output and cell; `dc` becomes that of the cell before. */
template <class T>
void LstmRowBackward(int64_t size, const T* gates, const T* before, const T* cell, const T* dh, T* dc, T* out) {
  EachColumn<T>(size, [&](auto d, auto column) {
    const auto i = column.load(gates, 0);
    const auto f = column.load(gates, 1);
    const auto g = column.load(gates, 2);
    const auto o = column.load(gates, 3);
    const auto t = TanhOf(d, column.load(cell));
    const auto hidden = column.load(dh);
    const auto carried = hn::MulAdd(hn::Mul(hidden, o), TanhSlope(d, t), column.load(dc));
    column.store(hn::Mul(hn::Mul(carried, g), SigmoidSlope(i)), out, 0);
    column.store(hn::Mul(hn::Mul(carried, column.load(before)), SigmoidSlope(f)), out, 1);
    column.store(hn::Mul(hn::Mul(carried, i), TanhSlope(d, g)), out, 2);
    column.store(hn::Mul(hn::Mul(hidden, t), SigmoidSlope(o)), out, 3);
    column.store(hn::Mul(carried, f), dc);
  });
}

/** One row of a GRU: `saved` takes the gates r, z, n and the hidden part of n, which is `hidden`'s third block. */
template <class T>
void GruRow(int64_t size, const T* gates, const T* hidden, const T* before, T* saved, T* output) {
  EachColumn<T>(size, [&](auto d, auto column) {
    const auto r = SigmoidOf(d, hn::Add(column.load(gates, 0), column.load(hidden, 0)));
    const auto z = SigmoidOf(d, hn::Add(column.load(gates, 1), column.load(hidden, 1)));
    const auto inner = column.load(hidden, 2);
    const auto n = TanhOf(d, hn::MulAdd(r, inner, column.load(gates, 2)));
    column.store(r, saved, 0);
    column.store(z, saved, 1);
    column.store(n, saved, 2);
    column.store(inner, saved, 3);
    column.store(hn::MulAdd(z, hn::Sub(column.load(before), n), n), output);
  });
}

/** `dh` becomes what goes straight to the hidden state before. */
template <class T>
void GruRowBackward(int64_t size, const T* saved, const T* before, T* dh, T* out, T* hiddenOut) {
  EachColumn<T>(size, [&](auto d, auto column) {
    const auto r = column.load(saved, 0);
    const auto z = column.load(saved, 1);
    const auto n = column.load(saved, 2);
    const auto change = column.load(dh);
    const auto one = hn::Set(d, T(1));
    const auto dz = hn::Mul(hn::Mul(change, hn::Sub(column.load(before), n)), SigmoidSlope(z));
    const auto dn = hn::Mul(hn::Mul(change, hn::Sub(one, z)), TanhSlope(d, n));
    const auto dr = hn::Mul(hn::Mul(dn, column.load(saved, 3)), SigmoidSlope(r));
    column.store(dr, out, 0);
    column.store(dz, out, 1);
    column.store(dn, out, 2);
    column.store(dr, hiddenOut, 0);
    column.store(dz, hiddenOut, 1);
    column.store(hn::Mul(dn, r), hiddenOut, 2);
    column.store(hn::Mul(change, z), dh);
  });
}

template <class T>
void PlainRow(int64_t size, bool relu, const T* gates, T* output) {
  EachColumn<T>(size, [&](auto d, auto column) {
    const auto x = column.load(gates);
    column.store(relu ? hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Zero(d), x) : TanhOf(d, x), output);
  });
}

template <class T>
void PlainRowBackward(int64_t size, bool relu, const T* output, const T* dh, T* out) {
  EachColumn<T>(size, [&](auto d, auto column) {
    const auto y = column.load(output);
    const auto change = column.load(dh);
    column.store(relu ? hn::IfThenElseZero(hn::Gt(y, hn::Zero(d)), change) : hn::Mul(change, TanhSlope(d, y)), out);
  });
}

template <class T>
void AddRow(int64_t size, const T* row, T* target) {
  EachColumn<T>(size, [&](auto, auto column) { column.store(hn::Add(column.load(target), column.load(row)), target); });
}

}  // namespace

#define TANGENT_ROWS(T, name)                                                                                \
  void Lstm##name(int64_t s, T* g, const T* b, T* c, T* o) { LstmRow(s, g, b, c, o); }                        \
  void LstmBackward##name(int64_t s, const T* g, const T* b, const T* c, const T* h, T* dc, T* o) {           \
    LstmRowBackward(s, g, b, c, h, dc, o);                                                                    \
  }                                                                                                           \
  void Gru##name(int64_t s, const T* g, const T* h, const T* b, T* v, T* o) { GruRow(s, g, h, b, v, o); }     \
  void GruBackward##name(int64_t s, const T* v, const T* b, T* h, T* o, T* p) {                               \
    GruRowBackward(s, v, b, h, o, p);                                                                         \
  }                                                                                                           \
  void Plain##name(int64_t s, bool r, const T* g, T* o) { PlainRow(s, r, g, o); }                             \
  void PlainBackward##name(int64_t s, bool r, const T* y, const T* h, T* o) { PlainRowBackward(s, r, y, h, o); } \
  void Add##name(int64_t s, const T* row, T* target) { AddRow(s, row, target); }

TANGENT_ROWS(float, Float)
TANGENT_ROWS(double, Double)

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {

#define TANGENT_EXPORT(name)                                                       \
  HWY_EXPORT(name##Float);                                                         \
  HWY_EXPORT(name##Double);                                                        \
  template <class T, class... Arguments>                                           \
  static void name(Arguments... arguments) {                                       \
    if constexpr (std::is_same_v<T, float>) HWY_DYNAMIC_DISPATCH(name##Float)(arguments...); \
    else HWY_DYNAMIC_DISPATCH(name##Double)(arguments...);                         \
  }

TANGENT_EXPORT(Lstm)
TANGENT_EXPORT(LstmBackward)
TANGENT_EXPORT(Gru)
TANGENT_EXPORT(GruBackward)
TANGENT_EXPORT(Plain)
TANGENT_EXPORT(PlainBackward)
TANGENT_EXPORT(Add)

namespace {

/** What both kernels are given, checked: where each step's rows begin, and which step comes before which. */
struct Sequence {
  Cell cell;
  DType dtype;
  int64_t batch;
  int64_t hidden;
  int64_t width;  // of a row of gates
  int64_t rows = 0;
  bool reverse;
  Tensor weight;
  Tensor h0;
  Tensor c0;
  const std::vector<int64_t>& sizes;
  std::vector<int64_t> starts;

  Sequence(const Tensor& weights, const Tensor& firstHidden, const std::optional<Tensor>& firstCell,
           const RecurrentOptions& options)
      : cell(static_cast<Cell>(options.cell)), dtype(weights.dtype()), reverse(options.reverse),
        sizes(options.batchSizes) {
    require(options.cell >= 0 && options.cell <= 3, "cell must be 0 (tanh), 1 (relu), 2 (lstm) or 3 (gru), but got ",
            options.cell);
    require(dtype == DType::Float32 || dtype == DType::Float64, "\"recurrent\" not implemented for '",
            dtypeName(dtype), "'");
    require(weights.dims() == 2 && weights.size(0) == blocks() * weights.size(1), "expected a weight of ", blocks(),
            " square blocks, but got ", weights.sizes());
    hidden = weights.size(1);
    width = weights.size(0);
    require(firstHidden.dims() == 2 && firstHidden.size(1) == hidden, "expected a hidden state of [batch, ", hidden,
            "], but got ", firstHidden.sizes());
    batch = firstHidden.size(0);
    require((cell == Cell::lstm) == firstCell.has_value(), "an LSTM, and no other, has a cell state");
    weight = kernels::contiguous(weights);
    h0 = fitting(firstHidden, {batch, hidden}, "hidden state");
    if (firstCell) c0 = fitting(*firstCell, {batch, hidden}, "cell state");
    require(!sizes.empty(), "Expected sequence length to be larger than 0 in RNN");
    require(sizes.front() == batch, "expected the first batch size to be ", batch, ", but got ", sizes.front());
    int64_t most = batch;
    for (const int64_t size : sizes) {
      require(size > 0 && size <= most, "batch sizes must be positive and must not grow");
      most = size;
      starts.push_back(rows);
      rows += size;
    }
  }

  int64_t blocks() const { return cell == Cell::lstm ? 4 : cell == Cell::gru ? 3 : 1; }
  int64_t steps() const { return static_cast<int64_t>(sizes.size()); }
  /** The step that runs as number `i`. */
  int64_t step(int64_t i) const { return reverse ? steps() - 1 - i : i; }

  Tensor fitting(const Tensor& given, const Dims& shape, const char* what) const {
    require(given.sizes() == shape, "expected a ", what, " of ", shape, ", but got ", given.sizes());
    require(given.dtype() == dtype, "expected scalar type ", dtypeName(dtype), " but found ", dtypeName(given.dtype()));
    return kernels::contiguous(given);
  }

  /** Row `b` of the state before step `t`, of `first` where the sequence begins there. */
  template <class T>
  const T* before(const T* states, const T* first, int64_t t, int64_t b) const {
    const int64_t last = reverse ? t + 1 : t - 1;
    const bool begins = last < 0 || last >= steps() || b >= sizes[last];
    return begins ? first + b * hidden : states + (starts[last] + b) * hidden;
  }

  /** Shares the batch out; each piece walks through all steps by itself. */
  void eachPiece(RangeFunction body) const {
    const int64_t work = rows / std::max<int64_t>(batch, 1) * width * hidden / 16;
    const int64_t least = std::max<int64_t>(1, parallelWork / std::max<int64_t>(work, 1));
    parallelFor(batch, std::max<int64_t>(least, (batch + threadCount() - 1) / threadCount()), body);
  }
};

MatrixView matrix(const void* data, int64_t rowStride, int64_t columnStride) {
  return {static_cast<const char*>(data), rowStride, columnStride};
}

template <class T>
void forward(const Sequence& sequence, const Tensor& gates, const T* bias, const std::vector<Tensor>& results) {
  const Tensor& h0 = sequence.h0;
  const Tensor& c0 = sequence.c0;
  T* output = results[0].data<T>();
  T* lastHidden = results[1].data<T>();
  T* lastCell = results[2].data<T>();
  T* saved = results[3].data<T>();
  T* cells = results[4].data<T>();
  const T* incoming = gates.data<T>();
  const bool gru = sequence.cell == Cell::gru;
  const MatrixView weight = matrix(sequence.weight.data<T>(), 1, sequence.hidden);
  const Tensor packed = packColumns(sequence.dtype, weight, sequence.hidden, sequence.width);
  sequence.eachPiece([&](int64_t begin, int64_t end) {
    std::vector<T> state(h0.data<T>() + begin * sequence.hidden, h0.data<T>() + end * sequence.hidden);
    std::vector<T> scratch;
    for (int64_t i = 0; i < sequence.steps(); ++i) {
      const int64_t t = sequence.step(i);
      const int64_t count = std::min(end, sequence.sizes[t]) - begin;
      if (count <= 0) continue;
      const int64_t first = sequence.starts[t] + begin;
      T* opened = saved + first * sequence.width;
      if (sequence.cell != Cell::lstm) {
        scratch.resize(static_cast<size_t>(count * sequence.width));
        opened = scratch.data();
      }
      if (!gru) std::copy_n(incoming + first * sequence.width, count * sequence.width, opened);
      gemm(sequence.dtype, {.rows = count,
                            .columns = sequence.width,
                            .depth = sequence.hidden,
                            .a = matrix(state.data(), sequence.hidden, 1),
                            .b = weight,
                            .c = reinterpret_cast<char*>(opened),
                            .stride = sequence.width,
                            .beta = gru ? 0.0 : 1.0,
                            .bias = gru ? reinterpret_cast<const char*>(bias) : nullptr,
                            .packed = packed.bytes()});
      for (int64_t b = 0; b < count; ++b) {
        T* row = opened + b * sequence.width;
        T* out = output + (first + b) * sequence.hidden;
        T* own = state.data() + b * sequence.hidden;
        if (sequence.cell == Cell::lstm) {
          const T* before = sequence.before(cells, c0.data<T>(), t, begin + b);
          T* now = cells + (first + b) * sequence.hidden;
          Lstm<T>(sequence.hidden, row, before, now, out);
          std::copy_n(now, sequence.hidden, lastCell + (begin + b) * sequence.hidden);
        } else if (gru) {
          Gru<T>(sequence.hidden, incoming + (first + b) * sequence.width, row, own,
                 saved + (first + b) * 4 * sequence.hidden, out);
        } else {
          Plain<T>(sequence.hidden, sequence.cell == Cell::relu, row, out);
        }
        std::copy_n(out, sequence.hidden, own);
      }
    }
    std::copy(state.begin(), state.end(), lastHidden + begin * sequence.hidden);
  });
}

}  // namespace

std::vector<Tensor> recurrent(const Tensor& gates, const Tensor& weight, const std::optional<Tensor>& bias,
                              const Tensor& h0, const std::optional<Tensor>& c0, const RecurrentOptions& options) {
  const Sequence sequence(weight, h0, c0, options);
  const Tensor incoming = sequence.fitting(gates, {sequence.rows, sequence.width}, "tensor of gates");
  const bool gru = sequence.cell == Cell::gru;
  require(gru || !bias, "only a GRU has a bias of its own for the hidden part");
  const Tensor own = bias ? sequence.fitting(*bias, {sequence.width}, "bias") : Tensor();
  const bool lstm = sequence.cell == Cell::lstm;
  const int64_t kept = lstm || gru ? 4 * sequence.hidden : 0;
  std::vector<Tensor> results = {Tensor::empty({sequence.rows, sequence.hidden}, sequence.dtype),
                                 Tensor::empty({sequence.batch, sequence.hidden}, sequence.dtype),
                                 Tensor::empty({lstm ? sequence.batch : 0, sequence.hidden}, sequence.dtype),
                                 Tensor::empty({sequence.rows, kept}, sequence.dtype),
                                 Tensor::empty({lstm ? sequence.rows : 0, sequence.hidden}, sequence.dtype)};
  visitReal(sequence.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    forward<T>(sequence, incoming, own ? own.data<T>() : nullptr, results);
  });
  return results;
}

std::vector<Tensor> recurrentBackward(const std::vector<std::optional<Tensor>>& gradients,
                                      const std::vector<Tensor>& results, const Tensor& weight, const Tensor& h0,
                                      const std::optional<Tensor>& c0, const RecurrentOptions& options) {
  const Sequence sequence(weight, h0, c0, options);
  const int64_t batch = sequence.batch;
  const int64_t hidden = sequence.hidden;
  const int64_t width = sequence.width;
  const int64_t rows = sequence.rows;
  const bool gru = sequence.cell == Cell::gru;
  const bool lstm = sequence.cell == Cell::lstm;
  require(gradients.size() == 3 && results.size() == 5, "expected 3 gradients and 5 results");
  const Tensor output = sequence.fitting(results[0], {rows, hidden}, "output");
  const Tensor saved = sequence.fitting(results[3], {rows, lstm || gru ? 4 * hidden : 0}, "tensor of gates");
  const Tensor cells = sequence.fitting(results[4], {lstm ? rows : 0, hidden}, "tensor of cells");
  const Tensor incoming = gradients[0] ? sequence.fitting(*gradients[0], {rows, hidden}, "gradient") : Tensor();
  const auto start = [&](const std::optional<Tensor>& given, int64_t count) {
    return given ? clone(sequence.fitting(*given, {count, hidden}, "gradient"))
                 : full({count, hidden}, Scalar(int64_t{0}), sequence.dtype);
  };
  const Tensor hiddenGradient = start(gradients[1], batch);
  const Tensor cellGradient = start(lstm ? gradients[2] : std::nullopt, lstm ? batch : 0);
  const Tensor gateGradient = Tensor::empty({rows, width}, sequence.dtype);
  const Tensor inner = gru ? Tensor::empty({rows, width}, sequence.dtype) : gateGradient;
  const Tensor weightGradient = Tensor::empty(sequence.weight.sizes(), sequence.dtype);
  const Tensor previous = Tensor::empty({rows, hidden}, sequence.dtype);
  visitReal(sequence.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    T* dh = hiddenGradient.data<T>();
    T* dc = cellGradient.data<T>();
    const MatrixView own = matrix(sequence.weight.data<T>(), hidden, 1);
    const Tensor packed = packColumns(sequence.dtype, own, width, hidden);
    sequence.eachPiece([&](int64_t begin, int64_t end) {
      for (int64_t i = sequence.steps() - 1; i >= 0; --i) {
        const int64_t t = sequence.step(i);
        const int64_t count = std::min(end, sequence.sizes[t]) - begin;
        if (count <= 0) continue;
        const int64_t first = sequence.starts[t] + begin;
        for (int64_t b = 0; b < count; ++b) {
          const int64_t row = first + b;
          T* change = dh + (begin + b) * hidden;
          if (incoming) Add<T>(hidden, incoming.data<T>() + row * hidden, change);
          const T* before = sequence.before(output.data<T>(), sequence.h0.data<T>(), t, begin + b);
          std::copy_n(before, hidden, previous.data<T>() + row * hidden);
          T* out = gateGradient.data<T>() + row * width;
          if (lstm) {
            const T* cell = sequence.before(cells.data<T>(), sequence.c0.data<T>(), t, begin + b);
            LstmBackward<T>(hidden, saved.data<T>() + row * width, cell, cells.data<T>() + row * hidden, change,
                            dc + (begin + b) * hidden, out);
          } else if (gru) {
            GruBackward<T>(hidden, saved.data<T>() + row * 4 * hidden, before, change, out,
                           inner.data<T>() + row * width);
          } else {
            PlainBackward<T>(hidden, sequence.cell == Cell::relu, output.data<T>() + row * hidden, change, out);
          }
        }
        gemm(sequence.dtype, {.rows = count,
                              .columns = hidden,
                              .depth = width,
                              .a = matrix(inner.data<T>() + first * width, width, 1),
                              .b = own,
                              .c = reinterpret_cast<char*>(dh + begin * hidden),
                              .stride = hidden,
                              .beta = gru ? 1.0 : 0.0,
                              .packed = packed.bytes()});
      }
    });
    gemm(sequence.dtype, {.rows = width,
                          .columns = hidden,
                          .depth = rows,
                          .a = matrix(inner.data<T>(), 1, width),
                          .b = matrix(previous.data<T>(), hidden, 1),
                          .c = weightGradient.bytes(),
                          .stride = hidden});
  });
  return {gateGradient, inner, weightGradient, hiddenGradient, cellGradient};
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
