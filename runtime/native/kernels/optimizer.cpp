#include "kernels/optimizer.h"

#include <array>
#include <cmath>

#include "kernels/copy.h"
#include "tensor/iterate.h"
#include "tensor/threads.h"

#ifndef TANGENT_OPTIMIZER_POINTERS
#define TANGENT_OPTIMIZER_POINTERS
namespace tangent::kernels {

/** Where a piece of each tensor begins. */
struct SgdPointers {
  void* parameter;
  const void* gradient;
  void* buffer;  // null without momentum
  bool fresh;    // the buffer holds nothing yet
};

struct AdamPointers {
  void* parameter;
  const void* gradient;
  void* average;
  void* square;
  void* largest;  // null without AMSGrad
};

}  // namespace tangent::kernels
#endif  // TANGENT_OPTIMIZER_POINTERS

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/optimizer.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {

template <class T>
HWY_NOINLINE void sgdPiece(T* __restrict parameter, const T* __restrict gradient, T* __restrict buffer, bool fresh, int64_t count,
              const SgdOptions& options) {
  const auto lr = static_cast<T>(options.lr);
  const auto decay = static_cast<T>(options.weightDecay);
  const auto momentum = static_cast<T>(options.momentum);
  const auto keep = static_cast<T>(1 - options.dampening);
  const T sign = options.maximize ? T(-1) : T(1);
  if (buffer == nullptr) {
    for (int64_t i = 0; i < count; ++i) parameter[i] -= lr * (sign * gradient[i] + decay * parameter[i]);
    return;
  }
  for (int64_t i = 0; i < count; ++i) {
    const T change = sign * gradient[i] + decay * parameter[i];
    buffer[i] = fresh ? change : momentum * buffer[i] + keep * change;
    parameter[i] -= lr * (options.nesterov ? change + momentum * buffer[i] : buffer[i]);
  }
}

template <class T>
HWY_NOINLINE void adamPiece(T* __restrict parameter, const T* __restrict gradient, T* __restrict average, T* __restrict square,
               T* __restrict largest, int64_t count, const AdamOptions& options) {
  const double correction1 = 1 - std::pow(options.beta1, static_cast<double>(options.step));
  const double correction2 = 1 - std::pow(options.beta2, static_cast<double>(options.step));
  const auto size = static_cast<T>(options.lr / correction1);
  const auto root = static_cast<T>(std::sqrt(correction2));
  const auto eps = static_cast<T>(options.eps);
  const auto weight1 = static_cast<T>(1 - options.beta1);
  const auto beta2 = static_cast<T>(options.beta2);
  const auto weight2 = static_cast<T>(1 - options.beta2);
  const auto decay = static_cast<T>(options.decoupled ? 0 : options.weightDecay);
  const auto shrink = static_cast<T>(options.decoupled ? 1 - options.lr * options.weightDecay : 1);
  const T sign = options.maximize ? T(-1) : T(1);
  for (int64_t i = 0; i < count; ++i) {
    const T kept = parameter[i] * shrink;
    const T change = sign * gradient[i] + decay * kept;
    average[i] += weight1 * (change - average[i]);
    square[i] = beta2 * square[i] + weight2 * change * change;
    T scale = square[i];
    if (largest) scale = largest[i] = largest[i] > scale ? largest[i] : scale;
    parameter[i] = kept - size * (average[i] / (std::sqrt(scale) / root + eps));
  }
}

/** A piece of tensors in float, or in double where they are of that. */
void SgdPiece(DType dtype, const SgdPointers& at, int64_t count, const SgdOptions& options) {
  const auto run = [&](auto type) {
    using T = typename decltype(type)::type;
    sgdPiece<T>(static_cast<T*>(at.parameter), static_cast<const T*>(at.gradient), static_cast<T*>(at.buffer), at.fresh,
                count, options);
  };
  if (dtype == DType::Float64) run(Type<double>{});
  else run(Type<float>{});
}

void AdamPiece(DType dtype, const AdamPointers& at, int64_t count, const AdamOptions& options) {
  const auto run = [&](auto type) {
    using T = typename decltype(type)::type;
    adamPiece<T>(static_cast<T*>(at.parameter), static_cast<const T*>(at.gradient), static_cast<T*>(at.average),
                 static_cast<T*>(at.square), static_cast<T*>(at.largest), count, options);
  };
  if (dtype == DType::Float64) run(Type<double>{});
  else run(Type<float>{});
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {
namespace {

HWY_EXPORT(SgdPiece);
HWY_EXPORT(AdamPiece);

constexpr int64_t pieceSize = 16384;

/** One tensor of a step in the form that the arithmetic takes, and where it is written back if that is a copy. */
struct Slot {
  Tensor tensor;
  Tensor work;

  explicit Slot(const Tensor& original) : tensor(original) {
    requireWritable(original);
    work = contiguous(to(original, computeType(original.dtype())));
  }
  void finish() const {
    if (work.is(tensor)) tensor.storage().bump();
    else copyInto(tensor, work);
  }
};

std::vector<Slot> slotsOf(const std::vector<Tensor>& tensors) { return {tensors.begin(), tensors.end()}; }

void requireLike(const char* name, const std::vector<Tensor>& parameters, const std::vector<Tensor>& others) {
  require(others.size() == parameters.size(), name, ": expected ", parameters.size(), " tensors, but got ",
          others.size());
  for (size_t i = 0; i < parameters.size(); ++i) {
    require(isFloating(parameters[i].dtype()), "only parameters of floating point dtype can be optimized, but got ",
            dtypeName(parameters[i].dtype()));
    require(others[i].sizes() == parameters[i].sizes(), name, " ", i, ": expected shape ", parameters[i].sizes(),
            ", but got ", others[i].sizes());
    require(others[i].dtype() == parameters[i].dtype(), name, " ", i, ": expected dtype ",
            dtypeName(parameters[i].dtype()), ", but got ", dtypeName(others[i].dtype()));
  }
}

/** Calls `f(tensor, begin, end)` for pieces of all tensors, shared out among the threads. */
template <class F>
void eachPiece(const std::vector<Slot>& slots, const F& f) {
  struct Piece {
    size_t slot;
    int64_t begin;
    int64_t end;
  };
  std::vector<Piece> pieces;
  for (size_t slot = 0; slot < slots.size(); ++slot) {
    const int64_t numel = slots[slot].work.numel();
    for (int64_t at = 0; at < numel; at += pieceSize) pieces.push_back({slot, at, std::min(at + pieceSize, numel)});
  }
  parallelFor(static_cast<int64_t>(pieces.size()), 2, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const Piece& piece = pieces[static_cast<size_t>(i)];
      f(piece.slot, piece.begin, piece.end);
    }
  });
}

/** A gradient as the arithmetic takes it. */
std::vector<Tensor> readable(const std::vector<Tensor>& tensors) {
  std::vector<Tensor> result;
  result.reserve(tensors.size());
  for (const Tensor& tensor : tensors) result.push_back(contiguous(to(tensor, computeType(tensor.dtype()))));
  return result;
}

}  // namespace

Buffers sgdStep(const std::vector<Tensor>& parameters, const std::vector<Tensor>& gradients, const Buffers& buffers,
                const SgdOptions& options) {
  requireLike("gradients", parameters, gradients);
  require(buffers.size() == parameters.size(), "buffers: expected ", parameters.size(), ", but got ", buffers.size());
  Buffers result = buffers;
  std::vector<Tensor> made;
  if (options.momentum != 0) {
    for (size_t i = 0; i < parameters.size(); ++i) {
      if (!result[i]) result[i] = Tensor::empty(parameters[i].sizes(), parameters[i].dtype());
      made.push_back(*result[i]);
    }
    requireLike("buffers", parameters, made);
  }
  const std::vector<Slot> slots = slotsOf(parameters);
  const std::vector<Slot> states = slotsOf(made);
  const std::vector<Tensor> changes = readable(gradients);
  eachPiece(slots, [&](size_t slot, int64_t begin, int64_t end) {
    const Tensor& work = slots[slot].work;
    const int64_t at = begin * work.itemSize();
    const SgdPointers pointers{work.bytes() + at, changes[slot].bytes() + at,
                               states.empty() ? nullptr : states[slot].work.bytes() + at, !buffers[slot].has_value()};
    HWY_DYNAMIC_DISPATCH(SgdPiece)(work.dtype(), pointers, end - begin, options);
  });
  for (const Slot& slot : slots) slot.finish();
  for (const Slot& state : states) state.finish();
  return result;
}

void adamStep(const std::vector<Tensor>& parameters, const std::vector<Tensor>& gradients,
              const std::vector<Tensor>& averages, const std::vector<Tensor>& squares,
              const std::optional<std::vector<Tensor>>& maxSquares, const AdamOptions& options) {
  requireLike("gradients", parameters, gradients);
  requireLike("averages", parameters, averages);
  requireLike("squares", parameters, squares);
  if (maxSquares) requireLike("maxSquares", parameters, *maxSquares);
  require(options.step >= 1, "step must be at least 1, but got ", options.step);
  const std::vector<Slot> slots = slotsOf(parameters);
  const std::vector<Slot> means = slotsOf(averages);
  const std::vector<Slot> moments = slotsOf(squares);
  const std::vector<Slot> largest = slotsOf(maxSquares.value_or(std::vector<Tensor>{}));
  const std::vector<Tensor> changes = readable(gradients);
  eachPiece(slots, [&](size_t slot, int64_t begin, int64_t end) {
    const Tensor& work = slots[slot].work;
    const int64_t at = begin * work.itemSize();
    const AdamPointers pointers{work.bytes() + at, changes[slot].bytes() + at, means[slot].work.bytes() + at,
                                moments[slot].work.bytes() + at,
                                largest.empty() ? nullptr : largest[slot].work.bytes() + at};
    HWY_DYNAMIC_DISPATCH(AdamPiece)(work.dtype(), pointers, end - begin, options);
  });
  for (const auto* list : {&slots, &means, &moments, &largest}) {
    for (const Slot& slot : *list) slot.finish();
  }
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
