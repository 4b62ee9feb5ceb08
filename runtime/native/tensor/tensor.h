#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tensor/dims.h"
#include "tensor/dtype.h"
#include "tensor/mapping.h"
#include "tensor/scalar.h"

namespace tangent {

/** A counted reference; T has `retain()` and `release()`. */
template <class T>
class Reference {
 public:
  Reference() = default;
  /** Takes over one count of `object`. */
  explicit Reference(T* object) : object_(object) {}
  Reference(const Reference& other) : object_(other.object_) {
    if (object_) object_->retain();
  }
  Reference(Reference&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Reference& operator=(Reference other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Reference() {
    if (object_) object_->release();
  }
  T* get() const { return object_; }
  T* operator->() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  T* object_ = nullptr;
};

/** Memory that tensors share, with a count of the writes. */
class Storage {
 public:
  static Reference<Storage> make(size_t bytes);
  /** The bytes of a file from `offset` on, read when they are touched; writes stay in memory. */
  static Reference<Storage> map(const std::string& path, size_t offset, size_t bytes);

  char* data() const { return owner_ ? owner_->data_ : data_; }
  size_t bytes() const { return owner_ ? owner_->bytes_ : bytes_; }
  int64_t id() const { return id_; }
  int64_t version() const { return version_; }
  void bump() { ++version_; }
  /** More memory, with what is there at its front. */
  void grow(size_t bytes);
  /** Begins the count where it matters: what was written before anybody could see the storage made it, and changed nothing. */
  void publish() {
    if (published_) return;
    published_ = true;
    version_ = 0;
  }

  void retain() { count_.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (count_.fetch_sub(1, std::memory_order_acq_rel) == 1) std::unique_ptr<Storage>(this).reset();
  }
  explicit Storage(size_t bytes);
  explicit Storage(Mapping mapping);
  /** The memory of another one, also where it grows, with a count of writes of its own. */
  explicit Storage(const Reference<Storage>& other);
  ~Storage();
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

 private:
  std::atomic<int> count_{1};
  char* data_;
  size_t bytes_;
  int64_t id_;
  int64_t version_ = 0;
  bool published_ = false;
  Mapping mapping_;
  Reference<Storage> owner_;
};

/** Sizes, strides (in elements) and offset over a storage: what a JavaScript handle points to. Never changed once made. */
struct TensorBody {
  static constexpr uint64_t mark = 0x74616e67656e7431;  // tells our handles from other addons' externals

  TensorBody(Reference<Storage> storage, DType dtype, Dims sizes, Dims strides, int64_t offset);
  void retain() { count.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (count.fetch_sub(1, std::memory_order_acq_rel) == 1) std::unique_ptr<TensorBody>(this).reset();
  }
  static void* operator new(size_t bytes);
  static void operator delete(void* memory, size_t bytes);

  const uint64_t marker = mark;
  std::atomic<int> count{1};
  const DType dtype;
  bool contiguous;
  const Reference<Storage> storage;
  const Dims sizes;
  const Dims strides;
  const int64_t offset;
  int64_t numel;
};

class Tensor {
 public:
  Tensor() = default;
  explicit Tensor(Reference<TensorBody> body) : body_(std::move(body)) {}
  Tensor(Reference<Storage> storage, DType dtype, Dims sizes, Dims strides, int64_t offset);

  /** Fresh, contiguous and uninitialised. */
  static Tensor empty(const Dims& sizes, DType dtype);

  explicit operator bool() const { return static_cast<bool>(body_); }
  TensorBody* body() const { return body_.get(); }
  bool is(const Tensor& other) const { return body_.get() == other.body_.get(); }
  DType dtype() const { return body_->dtype; }
  const Dims& sizes() const { return body_->sizes; }
  const Dims& strides() const { return body_->strides; }
  int64_t size(int dim) const { return body_->sizes[dim]; }
  int64_t stride(int dim) const { return body_->strides[dim]; }
  int dims() const { return body_->sizes.count(); }
  int64_t numel() const { return body_->numel; }
  int64_t offset() const { return body_->offset; }
  bool contiguous() const { return body_->contiguous; }
  Storage& storage() const { return *body_->storage.get(); }
  const Reference<Storage>& sharedStorage() const { return body_->storage; }
  int64_t itemSize() const { return tangent::itemSize(dtype()); }

  /** The first element. */
  char* bytes() const { return storage().data() + offset() * itemSize(); }
  template <class T>
  T* data() const {
    return reinterpret_cast<T*>(bytes());
  }

  /** A view of the same storage; the caller answers for its bounds. */
  Tensor view(Dims sizes, Dims strides, int64_t offset) const {
    return Tensor(sharedStorage(), dtype(), std::move(sizes), std::move(strides), offset);
  }
  Tensor view(Dims sizes, Dims strides) const { return view(std::move(sizes), std::move(strides), offset()); }

 private:
  Reference<TensorBody> body_;
};

/** A tensor or a wrapped number. */
using Operand = std::variant<Tensor, Scalar>;

/** A result may be written to a given tensor. */
using Out = std::optional<Tensor>;

}  // namespace tangent
