#include "kernels/blend.h"

#include "tensor/iterate.h"
#include "tensor/promotion.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blend.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {
namespace {

/** Integers wrap as unsigned ones do. */
template <class T>
using Wide = std::conditional_t<std::is_floating_point_v<T>, T, uint64_t>;

template <class T>
void addProduct(const char* const* inputs, char* output, int64_t count, const void* parameters) {
  const auto* a = reinterpret_cast<const T*>(inputs[0]);
  const auto* b = reinterpret_cast<const T*>(inputs[1]);
  const auto* c = reinterpret_cast<const T*>(inputs[2]);
  auto* y = reinterpret_cast<T*>(output);
  using W = Wide<T>;
  const W value = static_cast<W>(static_cast<const Scalar*>(parameters)->to<T>());
  for (int64_t i = 0; i < count; ++i) {
    y[i] = static_cast<T>(static_cast<W>(a[i]) + value * static_cast<W>(b[i]) * static_cast<W>(c[i]));
  }
}

template <class T>
void addQuotient(const char* const* inputs, char* output, int64_t count, const void* parameters) {
  const auto* a = reinterpret_cast<const T*>(inputs[0]);
  const auto* b = reinterpret_cast<const T*>(inputs[1]);
  const auto* c = reinterpret_cast<const T*>(inputs[2]);
  auto* y = reinterpret_cast<T*>(output);
  const T value = static_cast<const Scalar*>(parameters)->to<T>();
  for (int64_t i = 0; i < count; ++i) y[i] = a[i] + value * b[i] / c[i];
}

/** From the nearer end, so that a weight of 1 gives b exactly. */
template <class T>
void between(const char* const* inputs, char* output, int64_t count, const void*) {
  const auto* a = reinterpret_cast<const T*>(inputs[0]);
  const auto* b = reinterpret_cast<const T*>(inputs[1]);
  const auto* w = reinterpret_cast<const T*>(inputs[2]);
  auto* y = reinterpret_cast<T*>(output);
  for (int64_t i = 0; i < count; ++i) {
    const T far = b[i] - a[i];
    y[i] = std::abs(w[i]) < T(0.5) ? a[i] + w[i] * far : b[i] - far * (1 - w[i]);
  }
}

}  // namespace

ElementwiseFunction AddProductFunction(DType compute) {
  return visitCompute(compute, [](auto type) -> ElementwiseFunction {
    using T = typename decltype(type)::type;
    if constexpr (std::is_same_v<T, bool>) return nullptr;
    else return addProduct<T>;
  });
}

ElementwiseFunction AddQuotientFunction(bool wide) { return wide ? addQuotient<double> : addQuotient<float>; }
ElementwiseFunction BetweenFunction(bool wide) { return wide ? between<double> : between<float>; }

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {
namespace {

HWY_EXPORT(AddProductFunction);
HWY_EXPORT(AddQuotientFunction);
HWY_EXPORT(BetweenFunction);

/** The three promoted; a factor takes no part in that. */
Tensor three(const Operand& a, const Operand& b, const Operand& c, DType dtype, ElementwiseFunction kernel,
             const void* parameters, const Out& out) {
  const DType compute = computeType(dtype);
  const Input inputs[] = {{&a, compute}, {&b, compute}, {&c, compute}};
  const Tensor result = resultTensor(out, broadcastSizes(inputs), dtype, inputs);
  elementwise(result, compute, inputs, kernel, parameters, 2);
  return result;
}

const Scalar& factor(const Operand& value) {
  const auto* scalar = std::get_if<Scalar>(&value);
  require(scalar != nullptr, "argument 'value' must be Number, not Tensor");
  return *scalar;
}

}  // namespace

Tensor addcmul(const Tensor& a, const Tensor& b, const Tensor& c, const Operand& value, const Out& out) {
  const Operand operands[] = {a, b, c};
  const DType dtype = resultType(operands);
  const ElementwiseFunction kernel = HWY_DYNAMIC_DISPATCH(AddProductFunction)(computeType(dtype));
  require(kernel != nullptr, "\"addcmul_cpu_out\" not implemented for 'Bool'");
  return three(operands[0], operands[1], operands[2], dtype, kernel, &factor(value), out);
}

Tensor addcdiv(const Tensor& a, const Tensor& b, const Tensor& c, const Operand& value, const Out& out) {
  require(isFloating(b.dtype()) || isFloating(c.dtype()),
          "Integer division with addcdiv is no longer supported, and in a future release addcdiv will perform a true "
          "division of tensor1 and tensor2. Convert one of them to a floating point type first.");
  const Operand operands[] = {a, b, c};
  const DType dtype = resultType(operands);
  const ElementwiseFunction kernel = HWY_DYNAMIC_DISPATCH(AddQuotientFunction)(dtype == DType::Float64);
  return three(operands[0], operands[1], operands[2], dtype, kernel, &factor(value), out);
}

Tensor lerp(const Tensor& a, const Tensor& b, const Operand& weight, const Out& out) {
  const DType dtype = a.dtype();
  require(b.dtype() == dtype, "expected dtype ", dtypeTypeName(dtype), " for `end` but got dtype ",
          dtypeTypeName(b.dtype()));
  const auto* tensor = std::get_if<Tensor>(&weight);
  require(tensor == nullptr || tensor->dims() == 0 || tensor->dtype() == dtype, "expected dtype ", dtypeTypeName(dtype),
          " for `weight` but got dtype ", dtypeTypeName(tensor == nullptr ? dtype : tensor->dtype()));
  require(isFloating(dtype), "\"lerp_kernel_", tensor == nullptr ? "scalar" : "tensor", "\" not implemented for '",
          dtypeName(dtype), "'");
  const ElementwiseFunction kernel = HWY_DYNAMIC_DISPATCH(BetweenFunction)(dtype == DType::Float64);
  return three(a, b, weight, dtype, kernel, nullptr, out);
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
