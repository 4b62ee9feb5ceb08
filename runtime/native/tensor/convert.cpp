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

template <class From, class To>
void convert(const char* source, int64_t sourceStride, char* target, int64_t targetStride, int64_t count) {
  constexpr auto from = static_cast<int64_t>(sizeof(From));
  constexpr auto to = static_cast<int64_t>(sizeof(To));
  if (sourceStride == from && targetStride == to) {
    if constexpr (std::is_same_v<From, To>) {
      std::memcpy(target, source, static_cast<size_t>(count * from));
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
