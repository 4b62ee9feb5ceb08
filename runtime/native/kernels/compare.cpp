#include "kernels/compare.h"

#include "tensor/promotion.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/compare.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {
namespace {

template <class T, class F>
void apply(const char* const* inputs, char* output, int64_t count, const void*) {
  const T* a = reinterpret_cast<const T*>(inputs[0]);
  const T* b = reinterpret_cast<const T*>(inputs[1]);
  bool* y = reinterpret_cast<bool*>(output);
  for (int64_t i = 0; i < count; ++i) y[i] = F{}(a[i], b[i]);
}

template <class T, class F>
ElementwiseFunction function(F) {
  return apply<T, F>;
}

template <class T>
ElementwiseFunction chooseKernel(Compare name) {
  switch (name) {
    case Compare::eq: return function<T>([](T a, T b) { return a == b; });
    case Compare::ne: return function<T>([](T a, T b) { return a != b; });
    case Compare::lt: return function<T>([](T a, T b) { return a < b; });
    case Compare::le: return function<T>([](T a, T b) { return a <= b; });
    case Compare::gt: return function<T>([](T a, T b) { return a > b; });
    case Compare::ge: return function<T>([](T a, T b) { return a >= b; });
    case Compare::logicalAnd: return function<T>([](T a, T b) { return a != T(0) && b != T(0); });
    case Compare::logicalOr: return function<T>([](T a, T b) { return a != T(0) || b != T(0); });
    default: return function<T>([](T a, T b) { return (a != T(0)) != (b != T(0)); });
  }
}

}  // namespace

ElementwiseFunction CompareFunction(Compare name, DType compute) {
  return visitCompute(compute, [&](auto type) { return chooseKernel<typename decltype(type)::type>(name); });
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {
namespace {

HWY_EXPORT(CompareFunction);

}  // namespace

Tensor truths(const Out& out, std::span<const Input> inputs, ElementwiseFunction kernel) {
  const Dims sizes = broadcastSizes(inputs);
  if (!out || out->dtype() == DType::Bool) {
    const Tensor result = resultTensor(out, sizes, DType::Bool, inputs);
    elementwise(result, DType::Bool, inputs, kernel);
    return result;
  }
  const Tensor target = outTensor(*out, sizes, inputs);  // of another dtype: 0 and 1
  const Tensor temporary = Tensor::empty(sizes, DType::Bool);
  elementwise(temporary, DType::Bool, inputs, kernel);
  const Operand source = temporary;
  const Input input{&source, DType::Bool};
  elementwise(target, DType::Bool, {&input, 1}, [](const char* const* in, char* to, int64_t count, const void*) {
    std::copy_n(in[0], count, to);
  });
  return target;
}

Tensor compare(Compare name, const Operand& a, const Operand& b, const Out& out) {
  const DType compute = computeType(resultType(a, b));
  const Input inputs[] = {{&a, compute}, {&b, compute}};
  return truths(out, inputs, HWY_DYNAMIC_DISPATCH(CompareFunction)(name, compute));
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
