#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "tensor/generator.h"
#include "tensor/iterate.h"
#include "tensor/tensor.h"
#include "tensor/threads.h"

namespace tangent::kernels {

constexpr int64_t piece = 1024;

/** Real numbers of [0, 1) from 24 bits of one draw. */
inline float uniformFloat(Generator& generator) {
  return static_cast<float>(generator.random() & ((1u << 24) - 1)) * 0x1p-24f;
}

/** Real numbers of [0, 1) from 53 bits of two draws. */
inline double uniformDouble(Generator& generator) {
  return static_cast<double>(generator.random64() & ((uint64_t{1} << 53) - 1)) * 0x1p-53;
}

/** `other`, of `target`'s sizes, with its dims in the order of `target`'s memory, the farthest apart first. */
inline Tensor likeMemoryOf(const Tensor& target, const Tensor& other) {
  std::vector<int> order(static_cast<size_t>(target.dims()));
  for (int dim = 0; dim < target.dims(); ++dim) order[static_cast<size_t>(dim)] = dim;
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return target.stride(a) > target.stride(b); });
  Dims sizes;
  Dims strides;
  for (const int dim : order) {
    sizes.push(other.size(dim));
    strides.push(other.stride(dim));
  }
  return other.view(sizes, strides);
}

/** The order in which PyTorch fills a tensor. */
inline Tensor inMemoryOrder(const Tensor& target) { return likeMemoryOf(target, target); }

/** Calls `next(data, count)` for pieces in the order of memory, written with the target's dtype. */
template <class T, class F>
void fillPieces(const Tensor& target, const F& next) {
  requireWritable(target);
  const Tensor ordered = inMemoryOrder(target);
  const Walk walk(ordered, ordered.sizes());
  alignas(64) std::array<T, piece> buffer;
  for (int64_t at = 0; at < target.numel(); at += piece) {
    checkInterrupt();
    const int64_t count = std::min(piece, target.numel() - at);
    next(buffer.data(), count);
    walk.write(at, count, dtypeOf<T>(), reinterpret_cast<const char*>(buffer.data()));
  }
  target.storage().bump();
}

/** One number a call. */
template <class T, class F>
void fill(const Tensor& target, const F& next) {
  fillPieces<T>(target, [&](T* data, int64_t count) {
    for (int64_t i = 0; i < count; ++i) data[i] = next();
  });
}

/** The next normal number of mean 0 and deviation 1; they come in pairs. */
inline double normalDouble(Generator& generator) {
  if (generator.nextDoubleNormal) {
    const double second = *generator.nextDoubleNormal;
    generator.nextDoubleNormal.reset();
    return second;
  }
  const double u1 = uniformDouble(generator);
  const double u2 = uniformDouble(generator);
  const double radius = std::sqrt(-2.0 * std::log1p(-u2));
  const double theta = 2.0 * std::numbers::pi * u1;
  generator.nextDoubleNormal = radius * std::sin(theta);
  return radius * std::cos(theta);
}

}  // namespace tangent::kernels
