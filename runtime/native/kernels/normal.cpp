#include "kernels/normal.h"

#include <cmath>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/normal.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "hwy/contrib/math/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class T>
HWY_INLINE void Sixteens(T* data, int64_t count, T mean, T std) {
  const hn::CappedTag<T, 8> d;
  const auto one = hn::Set(d, T(1));
  const auto turn = hn::Set(d, T(2) * std::numbers::pi_v<T>);
  const auto minusTwo = hn::Set(d, T(-2));
  const auto center = hn::Set(d, mean);
  const auto spread = hn::Set(d, std);
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  for (int64_t at = 0; at < count * 16; at += 16) {
    for (int64_t i = at; i < at + 8; i += lanes) {
      const auto radius = hn::Sqrt(hn::Mul(minusTwo, hn::Log(d, hn::Sub(one, hn::LoadU(d, data + i)))));
      const auto angle = hn::Mul(turn, hn::LoadU(d, data + i + 8));
      hn::StoreU(hn::MulAdd(hn::Mul(radius, hn::Cos(d, angle)), spread, center), d, data + i);
      hn::StoreU(hn::MulAdd(hn::Mul(radius, hn::Sin(d, angle)), spread, center), d, data + i + 8);
    }
  }
}

HWY_NOINLINE void SixteensFloat(float* data, int64_t count, float mean, float std) { Sixteens(data, count, mean, std); }

HWY_NOINLINE void SixteensDouble(double* data, int64_t count, double mean, double std) {
  Sixteens(data, count, mean, std);
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {

HWY_EXPORT(SixteensFloat);
HWY_EXPORT(SixteensDouble);

void normalSixteens(float* data, int64_t count, float mean, float std) {
  HWY_DYNAMIC_DISPATCH(SixteensFloat)(data, count, mean, std);
}

void normalSixteens(double* data, int64_t count, double mean, double std) {
  HWY_DYNAMIC_DISPATCH(SixteensDouble)(data, count, mean, std);
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
