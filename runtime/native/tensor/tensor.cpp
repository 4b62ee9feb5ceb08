#include "tensor/tensor.h"

#include <cstring>
#include <new>

#include "tensor/allocator.h"
#include "tensor/shape.h"

namespace tangent {
namespace {

std::atomic<int64_t> nextStorageId{1};

/** Bodies are made and dropped at every operator: those of a thread are kept in a list. */
class BodyPool {
 public:
  ~BodyPool() {
    for (void* memory : free_) ::operator delete(memory);
    closed_ = true;
  }
  void* take(size_t bytes) {
    if (free_.empty()) return ::operator new(bytes);
    void* memory = free_.back();
    free_.pop_back();
    return memory;
  }
  void give(void* memory) {
    if (closed_ || free_.size() >= 4096) {
      ::operator delete(memory);
    } else {
      free_.push_back(memory);
    }
  }

 private:
  std::vector<void*> free_;
  bool closed_ = false;
};

BodyPool& bodyPool() {
  thread_local BodyPool pool;
  return pool;
}

}  // namespace

Storage::Storage(size_t bytes)
    : data_(static_cast<char*>(allocate(bytes))), bytes_(bytes), id_(nextStorageId.fetch_add(1)) {}

Storage::Storage(Mapping mapping)
    : data_(mapping.data()), bytes_(mapping.bytes()), id_(nextStorageId.fetch_add(1)), mapping_(std::move(mapping)) {}

Storage::Storage(const Reference<Storage>& other)
    : data_(nullptr), bytes_(0), id_(other->id()), owner_(other->owner_ ? other->owner_ : other) {}

Storage::~Storage() {
  if (!mapping_ && !owner_) tangent::release(data_, bytes_);
}

void Storage::grow(size_t bytes) {
  if (owner_) return owner_->grow(bytes);
  if (bytes <= bytes_) return;
  auto* const memory = static_cast<char*>(allocate(bytes));
  std::memcpy(memory, data_, bytes_);
  std::memset(memory + bytes_, 0, bytes - bytes_);  // a bool must be 0 or 1, whatever lay there before
  if (mapping_) mapping_ = Mapping();
  else tangent::release(data_, bytes_);
  data_ = memory;
  bytes_ = bytes;
}

Reference<Storage> Storage::make(size_t bytes) { return Reference<Storage>(std::make_unique<Storage>(bytes).release()); }

Reference<Storage> Storage::map(const std::string& path, size_t offset, size_t bytes) {
  return Reference<Storage>(std::make_unique<Storage>(Mapping(path, offset, bytes)).release());
}

TensorBody::TensorBody(Reference<Storage> memory, DType type, Dims shape, Dims steps, int64_t first)
    : dtype(type),
      storage(std::move(memory)),
      sizes(std::move(shape)),
      strides(std::move(steps)),
      offset(first),
      numel(1) {
  for (const int64_t size : sizes) numel *= size;
  contiguous = isContiguous(sizes, strides);
}

void* TensorBody::operator new(size_t bytes) { return bodyPool().take(bytes); }

void TensorBody::operator delete(void* memory, size_t) { bodyPool().give(memory); }

Tensor::Tensor(Reference<Storage> storage, DType dtype, Dims sizes, Dims strides, int64_t offset)
    : body_(std::make_unique<TensorBody>(std::move(storage), dtype, std::move(sizes), std::move(strides), offset)
                .release()) {}

Tensor Tensor::empty(const Dims& sizes, DType dtype) {
  const size_t bytes = checkedBytes(sizes, dtype);
  return Tensor(Storage::make(bytes), dtype, sizes, contiguousStrides(sizes), 0);
}

}  // namespace tangent
