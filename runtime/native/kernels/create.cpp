#include "kernels/create.h"

#include <algorithm>
#include <cstring>

#include "tensor/iterate.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

namespace tangent::kernels {

void requireFits(const Scalar& value, DType dtype) {
  const bool fits = visit(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    if constexpr (std::is_same_v<T, float>) {
      const auto real = value.to<double>();
      return !std::isfinite(real) || std::abs(real) <= static_cast<double>(std::numeric_limits<T>::max());
    } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      if (value.isFloat()) {
        const auto real = value.to<double>();
        return real >= static_cast<double>(std::numeric_limits<T>::min()) &&
               real <= static_cast<double>(std::numeric_limits<T>::max());
      }
      const auto integer = value.to<int64_t>();
      // PyTorch lets negative numbers wrap in unsigned dtypes.
      const int64_t least = std::is_signed_v<T> ? static_cast<int64_t>(std::numeric_limits<T>::min()) : -255;
      return integer >= least && integer <= static_cast<int64_t>(std::numeric_limits<T>::max());
    } else {
      return true;
    }
  });
  constexpr const char* names[dtypeCount] = {"uint8_t", "int8_t", "int16_t", "int32_t", "int64_t", "", "float", "", "", ""};
  require(fits, "value cannot be converted to type ", names[static_cast<int>(dtype)], " without overflow");
}

Tensor empty(const Dims& sizes, DType dtype) {
  const Tensor result = Tensor::empty(sizes, dtype);
  if (dtype == DType::Bool) std::fill_n(result.bytes(), result.numel(), 0);  // other bytes than 0 and 1 are no bool
  return result;
}

Tensor full(const Dims& sizes, Scalar value, DType dtype) {
  requireFits(value, dtype);
  Tensor result = Tensor::empty(sizes, dtype);
  alignas(8) char element[8];
  store(value, dtype, element);
  const Converter fill = converter(dtype, dtype);
  const int64_t item = itemSize(dtype);
  const bool zero = std::all_of(element, element + item, [](char byte) { return byte == 0; });
  parallelFor(result.numel(), grainFor(result.numel(), 1), [&](int64_t begin, int64_t end) {
    if (zero) std::memset(result.bytes() + begin * item, 0, static_cast<size_t>((end - begin) * item));
    else fill(element, 0, result.bytes() + begin * item, item, end - begin);
  });
  return result;
}

Tensor arange(double start, double step, int64_t count, DType dtype) {
  Tensor result = Tensor::empty({count}, dtype);
  visit(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    T* out = result.data<T>();
    const bool whole = std::trunc(start) == start && std::trunc(step) == step;
    const auto first = static_cast<uint64_t>(cast<int64_t>(start));
    const auto by = static_cast<uint64_t>(cast<int64_t>(step));
    parallelFor(count, grainFor(count, 2), [&](int64_t begin, int64_t end) {
      if (std::is_integral_v<T> && whole) {
        for (int64_t i = begin; i < end; ++i) {
          out[i] = cast<T>(static_cast<int64_t>(first + static_cast<uint64_t>(i) * by));
        }
      } else {
        for (int64_t i = begin; i < end; ++i) out[i] = cast<T>(start + static_cast<double>(i) * step);
      }
    });
  });
  return result;
}

Tensor fromBytes(std::span<const uint8_t> bytes, const Dims& sizes, DType dtype) {
  const size_t needed = checkedBytes(sizes, dtype);
  require(bytes.size() == needed, "shape ", sizes, " of ", dtypeName(dtype), " needs ", needed, " bytes, but got ",
          bytes.size());
  return fromArray(bytes, dtype == DType::Bool ? DType::UInt8 : dtype, sizes, dtype);
}

Tensor fromFile(const std::string& path, int64_t offset, const Dims& sizes, DType dtype) {
  require(dtype != DType::Bool, "a bool tensor cannot be mapped");
  require(offset >= 0 && offset % itemSize(dtype) == 0, "elements of ", dtypeName(dtype), " cannot begin at byte ", offset);
  const size_t bytes = checkedBytes(sizes, dtype);
  return Tensor(Storage::map(path, static_cast<size_t>(offset), bytes), dtype, sizes, contiguousStrides(sizes), 0);
}

Tensor fromArray(std::span<const uint8_t> bytes, DType source, const Dims& sizes, DType dtype) {
  Tensor result = Tensor::empty(sizes, dtype);
  require(bytes.size() == static_cast<size_t>(result.numel() * itemSize(source)), "shape ", sizes, " needs ",
          result.numel(), " values, but got ", bytes.size() / static_cast<size_t>(itemSize(source)));
  const Converter convert = converter(source, dtype);
  const int64_t item = itemSize(dtype);
  const int64_t sourceItem = itemSize(source);
  const auto* first = reinterpret_cast<const char*>(bytes.data());
  parallelFor(result.numel(), grainFor(result.numel(), 1), [&](int64_t begin, int64_t end) {
    convert(first + begin * sourceItem, sourceItem, result.bytes() + begin * item, item, end - begin);
  });
  return result;
}

Tensor fromNumbers(const std::vector<Scalar>& values, const Dims& sizes, DType dtype) {
  Tensor result = Tensor::empty(sizes, dtype);
  require(static_cast<int64_t>(values.size()) == result.numel(), "shape ", sizes, " needs ", result.numel(),
          " values, but got ", values.size());
  visit(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    T* out = result.data<T>();
    for (size_t i = 0; i < values.size(); ++i) out[i] = values[i].to<T>();
  });
  return result;
}

std::vector<Scalar> toNumbers(const Tensor& a) {
  std::vector<Scalar> values;
  values.reserve(static_cast<size_t>(a.numel()));
  const Walk walk(a, a.sizes());
  alignas(8) char buffer[256 * 8];
  for (int64_t at = 0; at < a.numel();) {
    const int64_t count = std::min<int64_t>(256, a.numel() - at);
    walk.read(at, count, a.dtype(), buffer);
    for (int64_t i = 0; i < count; ++i) values.push_back(load(a.dtype(), buffer + i * a.itemSize()));
    at += count;
  }
  return values;
}

bool toDoubles(const Tensor& a, std::span<uint8_t> target) {
  require(static_cast<int64_t>(target.size() / sizeof(double)) >= a.numel(), "toDoubles(): room for ",
          target.size() / sizeof(double), " numbers, but the tensor has ", a.numel());
  if (a.numel() == 0) return true;
  const Walk walk(a, a.sizes());
  if (a.dtype() == DType::Int64) {
    constexpr int64_t exact = int64_t{1} << 53;
    int64_t buffer[256];
    for (int64_t at = 0; at < a.numel();) {
      const int64_t count = std::min<int64_t>(256, a.numel() - at);
      walk.read(at, count, DType::Int64, reinterpret_cast<char*>(buffer));
      for (int64_t i = 0; i < count; ++i) {
        if (buffer[i] > exact || buffer[i] < -exact) return false;
      }
      at += count;
    }
  }
  walk.read(0, a.numel(), DType::Float64, reinterpret_cast<char*>(target.data()));
  return true;
}

void toBytes(const Tensor& a, std::span<uint8_t> target) {
  require(static_cast<int64_t>(target.size()) == a.numel() * a.itemSize(), "toBytes(): ", target.size(),
          " bytes for a tensor of ", a.numel() * a.itemSize());
  if (a.numel() == 0) return;
  Walk(a, a.sizes()).read(0, a.numel(), a.dtype(), reinterpret_cast<char*>(target.data()));
}

Scalar item(const Tensor& a) {
  require(a.numel() == 1, "a Tensor with ", a.numel(), " elements cannot be converted to Scalar");
  return load(a.dtype(), a.bytes());
}

}  // namespace tangent::kernels
