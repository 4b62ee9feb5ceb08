#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <ostream>
#include <span>

#include "tensor/error.h"

namespace tangent {

/** A short list of integers (sizes, strides, dims): up to `inlineCount` of them need no allocation. */
class Dims {
 public:
  static constexpr int maxCount = 64;  // PyTorch's limit

  Dims() = default;
  explicit Dims(int count, int64_t value = 0) {
    resize(count);
    std::fill(begin(), end(), value);
  }
  Dims(std::initializer_list<int64_t> values) {
    resize(static_cast<int>(values.size()));
    std::copy(values.begin(), values.end(), begin());
  }
  Dims(const Dims& other) {
    resize(other.count_);
    std::copy(other.begin(), other.end(), begin());
  }
  Dims(Dims&& other) noexcept : count_(other.count_), heap_(std::move(other.heap_)) {
    std::copy_n(other.inline_, inlineCount, inline_);
    other.count_ = 0;
  }
  Dims& operator=(const Dims& other) {
    if (this != &other) {
      resize(other.count_);
      std::copy(other.begin(), other.end(), begin());
    }
    return *this;
  }
  Dims& operator=(Dims&& other) noexcept {
    if (this != &other) {
      count_ = other.count_;
      heap_ = std::move(other.heap_);
      std::copy_n(other.inline_, inlineCount, inline_);
      other.count_ = 0;
    }
    return *this;
  }
  ~Dims() = default;

  int count() const { return count_; }
  bool empty() const { return count_ == 0; }
  int64_t* begin() { return data(); }
  int64_t* end() { return data() + count_; }
  const int64_t* begin() const { return data(); }
  const int64_t* end() const { return data() + count_; }
  int64_t& operator[](int i) { return data()[i]; }
  int64_t operator[](int i) const { return data()[i]; }
  int64_t& back() { return data()[count_ - 1]; }
  int64_t back() const { return data()[count_ - 1]; }

  void push(int64_t value) {
    resize(count_ + 1);
    back() = value;
  }
  void insert(int at, int64_t value) {
    push(value);
    std::rotate(begin() + at, end() - 1, end());
  }
  void erase(int at) {
    int64_t* values = data();
    for (int i = at; i + 1 < count_; ++i) values[i] = values[i + 1];
    --count_;
  }
  /** Keeps the first `count` values. */
  void resize(int count) {
    require(count <= maxCount, "a tensor can have at most ", maxCount, " dimensions, but got ", count);
    if (count > inlineCount && !heap_) {
      heap_ = std::make_unique<int64_t[]>(maxCount);
      std::copy_n(inline_, count_, heap_.get());
    }
    count_ = count;
  }

  bool operator==(const Dims& other) const {
    return count_ == other.count_ && std::equal(begin(), end(), other.begin());
  }

 private:
  static constexpr int inlineCount = 5;
  int64_t* data() { return heap_ ? heap_.get() : inline_; }
  const int64_t* data() const { return heap_ ? heap_.get() : inline_; }

  int count_ = 0;
  int64_t inline_[inlineCount] = {};
  std::unique_ptr<int64_t[]> heap_;
};

/** As PyTorch prints sizes: [2, 3]. */
inline std::ostream& operator<<(std::ostream& stream, const Dims& dims) {
  stream << '[';
  for (int i = 0; i < dims.count(); ++i) stream << (i ? ", " : "") << dims[i];
  return stream << ']';
}

}  // namespace tangent
