#pragma once

#include <span>

#include "tensor/convert.h"
#include "tensor/shape.h"
#include "tensor/tensor.h"

namespace tangent {

/**
 * The elements of a tensor, seen as broadcast to `sizes`, in row-major order: read or written in pieces as contiguous
 * elements of any dtype. Dims that run evenly are merged, so that most tensors are one run.
 */
class Walk {
 public:
  Walk(const Tensor& tensor, const Dims& sizes);
  Walk(const Dims& sizes, const Dims& strides, char* data, DType dtype);

  DType dtype() const { return dtype_; }
  /** All elements are the same one. */
  bool constant() const { return count_ == 0 || (count_ == 1 && strides_[0] == 0); }
  /** The elements from `start` that lie next to each other in memory. */
  int64_t run(int64_t start) const;
  char* at(int64_t start) const;
  /** The same walk over memory that begins elsewhere. */
  Walk from(char* data) const {
    Walk result = *this;
    result.data_ = data;
    return result;
  }
  void read(int64_t start, int64_t count, DType as, char* target) const;
  void write(int64_t start, int64_t count, DType as, const char* source) const;

 private:
  template <class F>
  void eachRun(int64_t start, int64_t count, const F& f) const;
  /** Copies whole rows from a row's start on, and says how many elements that were. */
  int64_t readRows(int64_t start, int64_t count, char* target) const;

  DType dtype_;
  int64_t item_;
  char* data_;
  int count_ = 0;
  Dims sizes_;
  Dims strides_;
};

/** What an elementwise function takes: a tensor or a number, converted to `type` before the function sees it. */
struct Input {
  const Operand* operand;
  DType type;
};

/** Computes `count` elements from contiguous inputs to a contiguous output, which may be one of the inputs. */
using ElementwiseFunction = void (*)(const char* const* inputs, char* output, int64_t count, const void* parameters);

constexpr int maxInputs = 4;

/**
 * Fills `out` by an elementwise function of the inputs, which broadcast to out's sizes. `type` is the dtype that the
 * function writes, converted to out's. `cost` is simple operations an element. Bumps the version.
 */
void elementwise(const Tensor& out, DType type, std::span<const Input> inputs, ElementwiseFunction function,
                 const void* parameters = nullptr, int64_t cost = 1);

/** The shape that operands broadcast to; numbers have none. */
Dims broadcastSizes(std::span<const Input> inputs);

/**
 * A fresh tensor, or `out` as PyTorch takes it: a dtype that the result can be cast to, no memory in common with an
 * input but the whole of it, and another shape only where it is no input: then it is resized, which gives another handle.
 */
Tensor resultTensor(const Out& out, const Dims& sizes, DType dtype, std::span<const Input> inputs = {});
/** As above, to any dtype. */
Tensor outTensor(const Tensor& out, const Dims& sizes, std::span<const Input> inputs);

}  // namespace tangent
