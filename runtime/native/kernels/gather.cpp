#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

#include "kernels/copy.h"
#include "kernels/create.h"
#include "kernels/index.h"
#include "kernels/view.h"
#include "tensor/iterate.h"
#include "tensor/lines.h"
#include "tensor/threads.h"

// Functions that take an index along one dim: indexSelect, gather, scatter, scatterAdd, indexAdd.

namespace tangent::kernels {
namespace {

/** Addition as PyTorch's accumulating functions do it: integers wrap, bool is "or". */
template <class T>
void accumulate(T& target, T value) {
  if constexpr (std::is_same_v<T, bool>) target = target || value;
  else if constexpr (std::is_integral_v<T>) {
    target = static_cast<T>(static_cast<uint64_t>(target) + static_cast<uint64_t>(value));
  } else {
    target = cast<T>(static_cast<std::conditional_t<std::is_same_v<T, double>, double, float>>(target) +
                     static_cast<std::conditional_t<std::is_same_v<T, double>, double, float>>(value));
  }
}

/**
 * Whether one of the values is not in 0…size-1. A value or its distance from the last one is negative then: sign bits are
 * gathered by vectors, which know no comparison of 64-bit integers everywhere.
 */
bool anyOutside(const int64_t* values, int64_t count, int64_t size) {
  const auto last = static_cast<uint64_t>(size) - 1;
  uint64_t signs = size > 0 || count == 0 ? 0 : ~uint64_t{0};
  for (int64_t i = 0; i < count; ++i) {
    const auto value = static_cast<uint64_t>(values[i]);
    signs |= value | (last - value);
  }
  return signs >> 63 != 0;
}

/** The first value that is not in 0…size-1, or null. Looked for only once it is known that there is one. */
const int64_t* firstOutside(const Tensor& values, int64_t size) {
  const auto* begin = values.data<int64_t>();
  std::atomic<bool> outside{false};
  parallelFor(values.numel(), grainFor(values.numel(), 1), [&](int64_t from, int64_t to) {
    if (anyOutside(begin + from, to - from, size)) outside = true;
  });
  if (!outside) return nullptr;
  return std::find_if(begin, begin + values.numel(), [&](int64_t value) { return value < 0 || value >= size; });
}

/** A vector of checked, non-negative positions along a dim of `size`. */
Tensor positions(const char* name, const Tensor& index, int64_t size) {
  require(index.dtype() == DType::Int64 || index.dtype() == DType::Int32, name,
          "(): Expected dtype int32 or int64 for index");
  require(index.dims() <= 1, name, "(): Index is supposed to be a vector");
  const Tensor result = contiguous(to(index, DType::Int64));
  require(firstOutside(result, size) == nullptr, "index out of range in self");
  return result;
}

/** Offsets, in elements, of an index tensor's elements in other tensors, walked in row-major order. */
template <size_t count>
class Places {
 public:
  Places(const Dims& sizes, const std::array<const Tensor*, count>& tensors) : sizes_(sizes) {
    if (sizes_.empty()) sizes_.push(1);
    for (size_t t = 0; t < count; ++t) {
      steps_[t] = tensors[t]->strides();
      if (steps_[t].empty()) steps_[t].push(0);
    }
  }

  /** Calls `f(i, count, offsets, steps)` for runs of `count` elements from i on: where the first lies in each tensor, and how far the next. */
  template <class F>
  void eachRun(int64_t begin, int64_t end, const F& f) const {
    const int last = sizes_.count() - 1;
    std::array<int64_t, count> steps;
    for (size_t t = 0; t < count; ++t) steps[t] = steps_[t][last];
    for (int64_t i = begin; i < end;) {
      std::array<int64_t, count> offsets{};
      int64_t rest = i;
      for (int d = last; d >= 0; --d) {
        for (size_t t = 0; t < count; ++t) offsets[t] += rest % sizes_[d] * steps_[t][d];
        rest /= sizes_[d];
      }
      const int64_t run = std::min(end - i, sizes_[last] - i % sizes_[last]);
      f(i, run, offsets, steps);
      i += run;
    }
  }

 private:
  Dims sizes_;
  std::array<Dims, count> steps_;
};

/** `tensor` with a stride of 0 along `dim`: the index itself moves along it. */
Tensor still(const Tensor& tensor, int dim) {
  if (tensor.dims() == 0) return tensor;
  Dims strides = tensor.strides();
  strides[dim] = 0;
  return tensor.view(tensor.sizes(), strides);
}

int64_t sizeAlong(const Tensor& tensor, int dim) { return tensor.dims() == 0 ? 1 : tensor.size(dim); }

/** A contiguous int64 index whose shape fits the tensor that it points into; where it points to is not looked at. */
Tensor fittingIndex(const char* name, const Tensor& indexed, int dim, const Tensor& index, const Tensor* source) {
  if (index.numel() == 0) return index;
  require(index.dtype() == DType::Int64 || index.dtype() == DType::Int32, name, "(): Expected dtype int32/int64 for index");
  const auto lines = [](const Tensor& tensor) { return std::max(tensor.dims(), 1); };
  const char* other = source || name[0] == 's' ? "self" : "input";
  require(lines(index) == lines(indexed), "Index tensor must have the same number of dimensions as ", other, " tensor");
  require(!source || lines(*source) == lines(index),
          "Index tensor must have the same number of dimensions as src tensor");
  for (int d = 0; d < index.dims(); ++d) {
    const int64_t own = sizeAlong(indexed, d);
    const int64_t given = source == nullptr ? index.size(d) : sizeAlong(*source, d);
    if (source) {
      require((d == dim || index.size(d) <= own) && index.size(d) <= given, "Expected index ", index.sizes(),
              " to be no larger than self ", indexed.sizes(), " apart from dimension ", dim,
              " and to be no larger size than src ", source->sizes());
    } else {
      require(d == dim || index.size(d) <= own, "Size does not match at dimension ", d, " expected index ",
              index.sizes(), " to be no larger than self ", indexed.sizes(), " apart from dimension ", dim);
    }
  }
  return contiguous(to(index, DType::Int64));
}

void requireInside(const Tensor& index, int dim, int64_t size) {
  if (const int64_t* outside = firstOutside(index, size)) {
    fail("index ", *outside, " is out of bounds for dimension ", dim, " with size ", size);
  }
}

/** An index that may be used: it fits, and points to nowhere outside. */
Tensor checkedIndex(const char* name, const Tensor& indexed, int dim, const Tensor& index, const Tensor* source) {
  const Tensor result = fittingIndex(name, indexed, dim, index, source);
  requireInside(result, dim, sizeAlong(indexed, dim));
  return result;
}

/** Stops at the first index that is not in 0…size-1 and gives how many came before it: one look at each, where two take twice the time. */
template <class T>
int64_t gatherRun(const T* __restrict in, int64_t step, const int64_t* __restrict chosen, int64_t along, uint64_t size,
                  T* __restrict out, int64_t count) {
  int64_t i = 0;
  if (step == 0 && along == 1) {
    for (; i < count && static_cast<uint64_t>(chosen[i]) < size; ++i) out[i] = in[chosen[i]];
  } else {
    for (; i < count && static_cast<uint64_t>(chosen[i]) < size; ++i) out[i] = in[i * step + chosen[i] * along];
  }
  return i;
}

int64_t strideAlong(const Tensor& tensor, int dim) { return tensor.dims() == 0 ? 1 : tensor.stride(dim); }

template <class T, class F>
void joinRun(T* __restrict out, int64_t outStep, const T* __restrict in, int64_t inStep, int64_t count, const F& join) {
  if (outStep == 1 && inStep == 1) {
    for (int64_t j = 0; j < count; ++j) join(out[j], in[j]);
  } else {
    for (int64_t j = 0; j < count; ++j) join(out[j * outStep], in[j * inStep]);
  }
}

/**
 * `join(target[…index…], source)` for each element of the index, in order. Threads share out a dim that the index does
 * not move along, so that no two write to one element.
 */
template <class T, class F>
void scatterInto(const Tensor& target, int dim, const Tensor& index, const Tensor& source, const F& join) {
  const Tensor anchor = still(target, dim);
  const int64_t along = strideAlong(target, dim);
  int shared = -1;
  for (int d = 0; d < index.dims(); ++d) {
    if (d != dim && (shared < 0 || index.size(d) > index.size(shared))) shared = d;
  }
  const int64_t pieces = shared < 0 ? 1 : index.size(shared);
  parallelFor(pieces, grainFor(pieces, index.numel() / std::max<int64_t>(1, pieces) * 4), [&](int64_t begin, int64_t end) {
    const auto part = [&](const Tensor& tensor) {
      return shared < 0 || tensor.dims() == 0 ? tensor : slice(tensor, shared, begin, end, 1);
    };
    const Tensor chosen = part(index);
    const Tensor anchored = part(anchor);
    const Tensor given = part(source);
    T* out = anchored.data<T>();
    const T* in = given.data<T>();
    const auto* at = chosen.data<int64_t>();
    Ticker ticker;
    Places<3>(chosen.sizes(), {&anchored, &given, &chosen})
        .eachRun(0, chosen.numel(), [&](int64_t, int64_t count, const auto& offsets, const auto& steps) {
          ticker.tick(count);
          if (steps[2] == 0) {  // a row of the target, or a part of one
            joinRun(out + offsets[0] + at[offsets[2]] * along, steps[0], in + offsets[1], steps[1], count, join);
            return;
          }
          for (int64_t j = 0; j < count; ++j) {
            join(out[offsets[0] + j * steps[0] + at[offsets[2] + j * steps[2]] * along], in[offsets[1] + j * steps[1]]);
          }
        });
  });
}

/** A row shorter than that is not worth a loop of its own. */
constexpr int64_t worthwhileRow = 16;

/**
 * As `scatterInto` for an index that names whole rows of contiguous tensors, one for each of the source's. Threads share
 * out the rows' columns: however often a row is named, all have as much to do.
 */
template <class T, class F>
void joinRows(const Tensor& target, int dim, const int64_t* rows, const Tensor& source, const F& join) {
  const Lines lines(target.sizes(), dim);
  const int64_t count = source.size(dim);
  const int64_t outer = lines.lines / lines.inner;
  const int64_t wanted = outer >= 2 * threadCount() ? 1 : threadCount();
  const int64_t width = std::max((lines.inner + wanted - 1) / wanted, worthwhileRow);
  const int64_t parts = (lines.inner + width - 1) / width;
  parallelFor(outer * parts, grainFor(outer * parts, count * width), [&](int64_t begin, int64_t end) {
    Ticker ticker;
    for (int64_t i = begin; i < end; ++i) {
      const int64_t column = i % parts * width;
      const int64_t columns = std::min(width, lines.inner - column);
      T* out = target.data<T>() + i / parts * lines.count * lines.inner + column;
      const T* in = source.data<T>() + i / parts * count * lines.inner + column;
      for (int64_t row = 0; row < count; ++row) {
        ticker.tick(columns);
        joinRun(out + rows[row] * lines.inner, 1, in + row * lines.inner, 1, columns, join);
      }
    }
  });
}

/** target[…index…] = source, or += where `adds`. */
void scatterInto(const Tensor& target, int dim, const Tensor& index, const Tensor& source, bool adds) {
  visit(target.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    if (adds) scatterInto<T>(target, dim, index, source, [](T& element, T value) { accumulate(element, value); });
    else scatterInto<T>(target, dim, index, source, [](T& element, T value) { element = value; });
  });
  target.storage().bump();
}

/** What a reduction starts from. */
template <class T>
T identityOf(Scatter function) {
  using Limits = std::numeric_limits<T>;
  switch (function) {
    case Scatter::sum: return T(0);
    case Scatter::prod: return T(1);
    case Scatter::amax: return Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
    default: return Limits::has_infinity ? Limits::infinity() : Limits::max();
  }
}

template <class T>
void multiply(T& element, T value) {
  if constexpr (std::is_same_v<T, bool>) element = element && value;
  else if constexpr (std::is_integral_v<T>) {
    element = static_cast<T>(static_cast<uint64_t>(element) * static_cast<uint64_t>(value));
  } else {
    element *= value;
  }
}

template <class T>
void reduceInto(const Tensor& target, int dim, const Tensor& index, const Tensor& source, Scatter function, bool includeSelf) {
  if (!includeSelf) {
    const T start = identityOf<T>(function);
    scatterInto<T>(target, dim, index, source, [start](T& element, T) { element = start; });
  }
  switch (function) {
    case Scatter::sum:
      return scatterInto<T>(target, dim, index, source, [](T& element, T value) { accumulate(element, value); });
    case Scatter::prod:
      return scatterInto<T>(target, dim, index, source, [](T& element, T value) { multiply(element, value); });
    case Scatter::amax:
      return scatterInto<T>(target, dim, index, source, [](T& element, T value) {
        if (element == element && !(value <= element)) element = value;
      });
    default:
      return scatterInto<T>(target, dim, index, source, [](T& element, T value) {
        if (element == element && !(value >= element)) element = value;
      });
  }
}

}  // namespace

Tensor indexSelect(const Tensor& a, int64_t dim, const Tensor& index) {
  const int at = wrapDim(dim, a.dims());
  const Lines lines(a.sizes(), at);
  const Tensor chosen = positions("index_select", index, lines.count);
  require(a.dims() > 0 || chosen.numel() == 1, "index_select(): Index to scalar can have only 1 value, got ",
          chosen.numel(), " value(s)");
  Dims sizes = a.sizes();
  if (!sizes.empty()) sizes[at] = chosen.numel();
  Tensor result = Tensor::empty(sizes, a.dtype());
  if (result.numel() == 0) return result;
  const Walk walk(a, a.sizes());
  const int64_t count = chosen.numel();
  const int64_t pieces = result.numel() / lines.inner;
  const int64_t item = a.itemSize();
  const int64_t bytes = lines.inner * item;
  const Converter copy = converter(a.dtype(), a.dtype());
  const bool together = a.contiguous();
  const auto* rows = chosen.data<int64_t>();
  parallelFor(pieces, grainFor(pieces, lines.inner), [&](int64_t begin, int64_t end) {
    int64_t line = begin / count * lines.count;
    int64_t at = begin % count;
    char* to = result.bytes() + begin * bytes;
    for (int64_t i = begin; i < end; ++i, to += bytes) {
      const int64_t first = line + rows[at];
      if (together) copy(a.bytes() + first * bytes, item, to, item, lines.inner);
      else walk.read(first * lines.inner, lines.inner, a.dtype(), to);
      if (++at < count) continue;
      at = 0;
      line += lines.count;
    }
  });
  return result;
}

Tensor embedding(const Tensor& weight, const Tensor& indices) {
  require(weight.dims() == 2, "'weight' must be 2-D");
  const Tensor rows = indexSelect(weight, 0, reshape(indices, {indices.numel()}));
  Dims sizes = indices.sizes();
  sizes.push(weight.size(1));
  return view(rows, sizes);
}

Tensor gather(const Tensor& a, int64_t dim, const Tensor& index) {
  const int at = wrapDim(dim, a.dims());
  const Tensor places = fittingIndex("gather", a, at, index, nullptr);
  const auto size = static_cast<uint64_t>(sizeAlong(a, at));
  std::atomic<bool> outside{false};
  Tensor result = Tensor::empty(index.sizes(), a.dtype());
  const Tensor anchor = still(a, at);
  const auto* chosen = places.data<int64_t>();
  const int64_t along = strideAlong(a, at);
  visit(a.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    const T* in = a.data<T>();
    T* out = result.data<T>();
    const Places<1> walk(places.sizes(), {&anchor});
    parallelFor(places.numel(), grainFor(places.numel(), 4), [&](int64_t begin, int64_t end) {
      walk.eachRun(begin, end, [&](int64_t i, int64_t count, const auto& offsets, const auto& steps) {
        if (gatherRun(in + offsets[0], steps[0], chosen + i, along, size, out + i, count) < count) outside = true;
      });
    });
  });
  if (outside) requireInside(places, at, sizeAlong(a, at));
  return result;
}

Tensor scatter_(const Tensor& target, int64_t dim, const Tensor& index, const Operand& source) {
  const int at = wrapDim(dim, target.dims());
  requireWritable(target);
  const auto* tensor = std::get_if<Tensor>(&source);
  require(!tensor || tensor->dtype() == target.dtype(), "scatter(): Expected self.dtype to be equal to src.dtype");
  const Tensor places = checkedIndex("scatter", target, at, index, tensor);
  if (index.numel() == 0) return target;
  const Tensor values = tensor ? *tensor : expandTo(full({}, std::get<Scalar>(source), target.dtype()), index.sizes());
  scatterInto(target, at, places, &values.storage() == &target.storage() ? clone(values) : values, false);
  return target;
}

Tensor scatterAdd_(const Tensor& target, int64_t dim, const Tensor& index, const Tensor& source) {
  const int at = wrapDim(dim, target.dims());
  requireWritable(target);
  require(source.dtype() == target.dtype(), "scatter(): Expected self.dtype to be equal to src.dtype");
  const Tensor places = checkedIndex("scatter", target, at, index, &source);
  if (index.numel() == 0) return target;
  scatterInto(target, at, places, &source.storage() == &target.storage() ? clone(source) : source, true);
  return target;
}

Tensor scatterReduce_(const Tensor& target, int64_t dim, const Tensor& index, const Tensor& source, int64_t function,
                      bool includeSelf) {
  const int at = wrapDim(dim, target.dims());
  requireWritable(target);
  require(function >= 0 && function <= static_cast<int64_t>(Scatter::amin), "scatterReduce_(): no such function: ", function);
  require(source.dtype() == target.dtype(), "scatter(): Expected self.dtype to be equal to src.dtype");
  const Tensor places = checkedIndex("scatter", target, at, index, &source);
  if (index.numel() == 0) return target;
  const DType compute = computeType(target.dtype());
  const bool direct = compute == target.dtype();
  const Tensor work = direct ? target : to(target, compute);
  const Tensor values = &source.storage() == &target.storage() ? clone(source) : source;
  visitCompute(compute, [&](auto type) {
    reduceInto<typename decltype(type)::type>(work, at, places, to(values, compute), static_cast<Scatter>(function), includeSelf);
  });
  if (!direct) return copyInto(target, work);
  target.storage().bump();
  return target;
}

Tensor indexAdd_(const Tensor& target, int64_t dim, const Tensor& index, const Tensor& source, const Scalar& alpha) {
  const int at = wrapDim(dim, target.dims());
  requireWritable(target);
  require(target.dtype() == source.dtype(), "index_add_(): self (", dtypeName(target.dtype()), ") and source (",
          dtypeName(source.dtype()), ") must have the same scalar type");
  const int64_t given = source.dims() == 0 ? 1 : source.size(wrapDim(dim, source.dims()));
  require(index.numel() == given, "index_add_(): Number of indices (", index.numel(),
          ") should be equal to source.size(dim): (", given, "), for dim: ", at);
  require(std::max(source.dims(), 1) == std::max(target.dims(), 1),
          "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = ",
          target.sizes(), " source.shape = ", source.sizes());
  for (int d = 0; d < target.dims() && source.dims() > 0; ++d) {
    require(d == at || source.size(d) == target.size(d),
            "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = ",
            target.sizes(), " source.shape = ", source.sizes());
  }
  const Tensor rows = positions("index_add_", index, target.dims() == 0 ? 1 : target.size(at));
  if (source.numel() == 0) return target;
  const Tensor apart = &source.storage() == &target.storage() ? clone(source) : source;
  const Tensor values = apart.dims() == 0 ? unsqueeze(apart, 0) : apart;
  Dims strides(values.dims());
  strides[values.dims() == 1 ? 0 : at] = 1;
  const Tensor places = rows.view(values.sizes(), strides);
  const bool whole = target.dims() > 0 && target.contiguous() && Lines(target.sizes(), at).inner >= worthwhileRow;
  visit(target.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    using Wide = std::conditional_t<std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>, float, T>;
    const auto factor = alpha.to<Wide>();
    const auto join = [factor](T& element, T given) {
      const auto value = static_cast<Wide>(given);
      if constexpr (std::is_same_v<Wide, bool>) accumulate(element, value && factor);
      else if constexpr (std::is_integral_v<Wide>) {
        accumulate(element, static_cast<T>(static_cast<uint64_t>(value) * static_cast<uint64_t>(factor)));
      } else {
        element = cast<T>(static_cast<Wide>(element) + value * factor);
      }
    };
    if (whole) joinRows<T>(target, at, rows.data<int64_t>(), contiguous(values), join);
    else scatterInto<T>(target, at, places, values, join);
  });
  target.storage().bump();
  return target;
}

}  // namespace tangent::kernels
