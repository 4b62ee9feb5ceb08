#include "tensor/convert.h"

#include <algorithm>
#include <array>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tensor/convert.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace tangent {
namespace HWY_NAMESPACE {

namespace {

namespace hn = hwy::HWY_NAMESPACE;

/** Rows of a few vectors are copied here: the library's function takes longer, above all where the target is in no cache. */
inline void copyBytes(const char* source, char* target, size_t bytes) {
  constexpr size_t longRow = 2048;
  const hn::ScalableTag<uint8_t> d;
  const size_t step = hn::Lanes(d);
  if (bytes < step || bytes >= longRow) {
    std::memcpy(target, source, bytes);
    return;
  }
  const auto* in = reinterpret_cast<const uint8_t*>(source);
  auto* out = reinterpret_cast<uint8_t*>(target);
  size_t i = 0;
  for (; i + 2 * step <= bytes; i += 2 * step) {
    const auto first = hn::LoadU(d, in + i);
    const auto second = hn::LoadU(d, in + i + step);
    hn::StoreU(first, d, out + i);
    hn::StoreU(second, d, out + i + step);
  }
  if (i + step <= bytes) {
    hn::StoreU(hn::LoadU(d, in + i), d, out + i);
    i += step;
  }
  if (i < bytes) hn::StoreU(hn::LoadU(d, in + bytes - step), d, out + bytes - step);
}

template <class From, class To>
void convert(const char* source, int64_t sourceStride, char* target, int64_t targetStride, int64_t count) {
  constexpr auto from = static_cast<int64_t>(sizeof(From));
  constexpr auto to = static_cast<int64_t>(sizeof(To));
  if (sourceStride == from && targetStride == to) {
    if constexpr (std::is_same_v<From, To>) {
      copyBytes(source, target, static_cast<size_t>(count * from));
    } else {
      const auto* in = reinterpret_cast<const From*>(source);
      auto* out = reinterpret_cast<To*>(target);
      for (int64_t i = 0; i < count; ++i) out[i] = cast<To>(in[i]);
    }
    return;
  }
  if (sourceStride == 0) {
    const To value = cast<To>(*reinterpret_cast<const From*>(source));
    if (targetStride == to) {
      std::fill_n(reinterpret_cast<To*>(target), count, value);
      return;
    }
    for (int64_t i = 0; i < count; ++i, target += targetStride) *reinterpret_cast<To*>(target) = value;
    return;
  }
  for (int64_t i = 0; i < count; ++i, source += sourceStride, target += targetStride) {
    *reinterpret_cast<To*>(target) = cast<To>(*reinterpret_cast<const From*>(source));
  }
}

using Row = std::array<Converter, dtypeCount>;

template <class From>
Row makeRow() {
  Row row;
  for (int to = 0; to < dtypeCount; ++to) {
    row[static_cast<size_t>(to)] = visit(static_cast<DType>(to), [](auto type) -> Converter {
      return convert<From, typename decltype(type)::type>;
    });
  }
  return row;
}

std::array<Row, dtypeCount> makeTable() {
  std::array<Row, dtypeCount> table;
  for (int from = 0; from < dtypeCount; ++from) {
    table[static_cast<size_t>(from)] =
        visit(static_cast<DType>(from), [](auto type) { return makeRow<typename decltype(type)::type>(); });
  }
  return table;
}

}  // namespace

void CopyRows(const char* source, int64_t sourceStride, char* target, int64_t bytes, int64_t rows) {
  for (int64_t row = 0; row < rows; ++row, source += sourceStride, target += bytes) {
    copyBytes(source, target, static_cast<size_t>(bytes));
  }
}

Converter ConvertFunction(DType from, DType to) {
  static const std::array<Row, dtypeCount> table = makeTable();
  return table[static_cast<size_t>(from)][static_cast<size_t>(to)];
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent {

HWY_EXPORT(ConvertFunction);
HWY_EXPORT(CopyRows);

void copyRows(const char* source, int64_t sourceStride, char* target, int64_t bytes, int64_t rows) {
  HWY_DYNAMIC_DISPATCH(CopyRows)(source, sourceStride, target, bytes, rows);
}

Converter converter(DType from, DType to) { return HWY_DYNAMIC_DISPATCH(ConvertFunction)(from, to); }

void store(const Scalar& value, DType dtype, char* target) {
  visit(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    *reinterpret_cast<T*>(target) = value.to<T>();
  });
}

Scalar load(DType dtype, const char* source) {
  return visit(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    const T value = *reinterpret_cast<const T*>(source);
    if constexpr (std::is_same_v<T, bool>) return Scalar(value);
    else if constexpr (std::is_integral_v<T>) return Scalar(static_cast<int64_t>(value));
    else return Scalar(static_cast<double>(value));
  });
}

}  // namespace tangent

#endif  // HWY_ONCE
