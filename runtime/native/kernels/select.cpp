#include "kernels/select.h"

#include "kernels/create.h"
#include "tensor/iterate.h"
#include "tensor/promotion.h"
#include "tensor/shape.h"

#ifndef TANGENT_SELECT_BOUNDS
#define TANGENT_SELECT_BOUNDS
namespace tangent::kernels {

/** Which bounds clamp has. */
struct Bounds {
  bool low;
  bool high;
};

}  // namespace tangent::kernels
#endif  // TANGENT_SELECT_BOUNDS

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/select.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/** z = choose ? x : y, element by element; T is an unsigned integer of their size, as choosing looks at no value. */
template <class T>
HWY_NOINLINE void choose(const char* const* in, char* to, int64_t count, const void*) {
  const hn::ScalableTag<T> d;
  const hn::Rebind<uint8_t, decltype(d)> narrow;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto* mask = reinterpret_cast<const uint8_t*>(in[0]);
  const auto* x = reinterpret_cast<const T*>(in[1]);
  const auto* y = reinterpret_cast<const T*>(in[2]);
  auto* z = reinterpret_cast<T*>(to);
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto loaded = hn::LoadU(narrow, mask + i);
    const auto wide = [&]() HWY_ATTR {
      if constexpr (sizeof(T) == 1) return loaded;
      else if constexpr (sizeof(T) == 8) return hn::PromoteTo(d, hn::PromoteTo(hn::Rebind<uint32_t, decltype(d)>(), loaded));
      else return hn::PromoteTo(d, loaded);
    }();
    const auto set = hn::Ne(wide, hn::Zero(d));
    hn::StoreU(hn::IfThenElse(set, hn::LoadU(d, x + i), hn::LoadU(d, y + i)), d, z + i);
  }
  for (; i < count; ++i) z[i] = mask[i] ? x[i] : y[i];
}

/** NaN in the input or in a bound wins. */
template <class T>
void bound(const char* const* in, char* to, int64_t count, const void* parameters) {
  const auto [low, high] = *static_cast<const Bounds*>(parameters);
  const auto* x = reinterpret_cast<const T*>(in[0]);
  const auto* least = reinterpret_cast<const T*>(in[1]);
  const auto* most = reinterpret_cast<const T*>(in[2]);
  auto* z = reinterpret_cast<T*>(to);
  for (int64_t i = 0; i < count; ++i) {
    T value = x[i];
    if (low) value = value < least[i] || least[i] != least[i] ? (value != value ? value : least[i]) : value;
    if (high) value = value > most[i] || most[i] != most[i] ? (value != value ? value : most[i]) : value;
    z[i] = value;
  }
}

}  // namespace

ElementwiseFunction ChooseFunction(int64_t itemSize) {
  switch (itemSize) {
    case 1: return choose<uint8_t>;
    case 2: return choose<uint16_t>;
    case 4: return choose<uint32_t>;
    default: return choose<uint64_t>;
  }
}

ElementwiseFunction ClampFunction(DType compute) {
  return visitCompute(compute, [](auto type) -> ElementwiseFunction { return bound<typename decltype(type)::type>; });
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {

HWY_EXPORT(ChooseFunction);
HWY_EXPORT(ClampFunction);

Tensor where(const Tensor& condition, const Operand& a, const Operand& b, const Out& out) {
  require(condition.dtype() == DType::Bool || condition.dtype() == DType::UInt8,
          "where expected condition to be a boolean tensor, but got a tensor with dtype ", dtypeName(condition.dtype()));
  const DType dtype = resultType(a, b);
  const Operand mask = condition;
  const Input inputs[] = {{&mask, DType::Bool}, {&a, dtype}, {&b, dtype}};
  const Tensor result = resultTensor(out, broadcastSizes(inputs), dtype, inputs);
  elementwise(result, dtype, inputs, HWY_DYNAMIC_DISPATCH(ChooseFunction)(itemSize(dtype)));
  return result;
}

Tensor maskedFill(const Tensor& a, const Tensor& mask, const Operand& value, const Out& out) {
  require(mask.dtype() == DType::Bool, "masked_fill_ only supports boolean masks, but got mask with dtype ",
          dtypeTypeName(mask.dtype()));
  if (const auto* tensor = std::get_if<Tensor>(&value)) {
    require(tensor->dims() == 0, "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with ",
            tensor->dims(), " dimension(s).");
    requireFits(item(*tensor), a.dtype());
  } else {
    requireFits(std::get<Scalar>(value), a.dtype());
  }
  const Operand self = a;
  const Operand set = mask;
  const DType dtype = a.dtype();
  const Input inputs[] = {{&set, DType::Bool}, {&value, dtype}, {&self, dtype}};
  const Tensor result = resultTensor(out, broadcast(a.sizes(), mask.sizes()), dtype, inputs);
  elementwise(result, dtype, inputs, HWY_DYNAMIC_DISPATCH(ChooseFunction)(itemSize(dtype)));
  return result;
}

Tensor clamp(const Tensor& a, const std::optional<Operand>& min, const std::optional<Operand>& max, const Out& out) {
  require(min || max, "torch.clamp: At least one of 'min' or 'max' must not be None");
  std::vector<Operand> all{a};
  if (min) all.push_back(*min);
  if (max) all.push_back(*max);
  const DType dtype = resultType(all);
  const auto isNumber = [](const std::optional<Operand>& bound) { return bound && std::holds_alternative<Scalar>(*bound); };
  const bool numbers = isNumber(min) || isNumber(max);
  require(dtype != DType::Bool || !(numbers || (min && max)), "\"clamp_", !max ? "min_" : !min ? "max_" : "",
          numbers ? "scalar_" : "", "cpu\" not implemented for 'Bool'");
  const DType compute = computeType(dtype);
  const Operand self = a;
  const Operand absent = Scalar(int64_t{0});
  const Input inputs[] = {{&self, compute}, {min ? &*min : &absent, compute}, {max ? &*max : &absent, compute}};
  const Tensor result = resultTensor(out, broadcastSizes(inputs), dtype, inputs);
  const Bounds bounds{min.has_value(), max.has_value()};
  elementwise(result, compute, inputs, HWY_DYNAMIC_DISPATCH(ClampFunction)(compute), &bounds, 2);
  return result;
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
