#pragma once

#include "tensor/dtype.h"

namespace tangent {

/** A number that a script passes: it takes part in type promotion as a Python number does in PyTorch. */
class Scalar {
 public:
  enum class Kind : uint8_t { Bool, Int, Float };

  Scalar() : Scalar(int64_t{0}) {}
  explicit Scalar(bool value) : kind_(Kind::Bool), integer_(value) {}
  explicit Scalar(int64_t value) : kind_(Kind::Int), integer_(value) {}
  explicit Scalar(double value) : kind_(Kind::Float), real_(value) {}

  Kind kind() const { return kind_; }
  bool isFloat() const { return kind_ == Kind::Float; }

  template <class T>
  T to() const {
    return isFloat() ? cast<T>(real_) : cast<T>(integer_);
  }

  /** The dtype that PyTorch wraps the number in; floating point is the default dtype, float32. */
  DType dtype() const {
    return kind_ == Kind::Float ? DType::Float32 : kind_ == Kind::Int ? DType::Int64 : DType::Bool;
  }

 private:
  Kind kind_;
  union {
    int64_t integer_;
    double real_;
  };
};

}  // namespace tangent
