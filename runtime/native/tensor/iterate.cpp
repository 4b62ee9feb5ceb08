#include "tensor/iterate.h"

#include <array>

#include "tensor/promotion.h"
#include "tensor/shape.h"
#include "tensor/threads.h"
#include "tensor/transpose.h"

namespace tangent {

Walk::Walk(const Tensor& tensor, const Dims& sizes)
    : Walk(sizes, broadcastStrides(tensor, sizes), tensor.bytes(), tensor.dtype()) {}

Walk::Walk(const Dims& sizes, const Dims& strides, char* data, DType dtype)
    : dtype_(dtype), item_(itemSize(dtype)), data_(data) {
  for (int i = 0; i < sizes.count(); ++i) {
    if (sizes[i] == 1) continue;
    if (count_ > 0 && strides_.back() == strides[i] * sizes[i]) {
      sizes_.back() *= sizes[i];
      strides_.back() = strides[i];
    } else {
      sizes_.push(sizes[i]);
      strides_.push(strides[i]);
      ++count_;
    }
  }
}

int64_t Walk::run(int64_t start) const {
  if (count_ == 0) return 1;
  if (strides_[count_ - 1] != 1) return 1;
  return count_ == 1 ? sizes_[0] - start : sizes_[count_ - 1] - start % sizes_[count_ - 1];
}

char* Walk::at(int64_t start) const {
  int64_t position = 0;
  for (int i = count_ - 1; i > 0; --i) {
    position += start % sizes_[i] * strides_[i];
    start /= sizes_[i];
  }
  if (count_ > 0) position += start * strides_[0];
  return data_ + position * item_;
}

template <class F>
void Walk::eachRun(int64_t start, int64_t count, const F& f) const {
  if (count_ <= 1) {
    const int64_t stride = count_ == 0 ? 0 : strides_[0] * item_;
    f(data_ + start * stride, stride, 0, count);
    return;
  }
  std::array<int64_t, Dims::maxCount> index;
  char* position = data_;
  for (int i = count_ - 1; i >= 0; --i) {
    index[static_cast<size_t>(i)] = i > 0 ? start % sizes_[i] : start;
    start /= sizes_[i];
    position += index[static_cast<size_t>(i)] * strides_[i] * item_;
  }
  const int last = count_ - 1;
  const int64_t inner = sizes_[last];
  const int64_t innerStride = strides_[last] * item_;
  for (int64_t done = 0;;) {
    const int64_t at = index[static_cast<size_t>(last)];
    const int64_t run = std::min(inner - at, count - done);
    f(position, innerStride, done, run);
    done += run;
    if (done == count) return;
    position -= at * innerStride;
    index[static_cast<size_t>(last)] = 0;
    for (int i = last - 1; i >= 0; --i) {
      position += strides_[i] * item_;
      if (++index[static_cast<size_t>(i)] < sizes_[i]) break;
      position -= sizes_[i] * strides_[i] * item_;
      index[static_cast<size_t>(i)] = 0;
    }
  }
}

int64_t Walk::readRows(int64_t start, int64_t count, char* target) const {
  constexpr int64_t worthwhileRows = 8;
  const int last = count_ - 1;
  if (last < 1 || strides_[last] != 1 || sizes_[last - 1] < worthwhileRows || start % sizes_[last] != 0) return 0;
  const int64_t inner = sizes_[last];
  int64_t done = 0;
  while (count - done >= inner) {
    const int64_t row = (start + done) / inner;
    const int64_t left = last == 1 ? sizes_[0] - row : sizes_[last - 1] - row % sizes_[last - 1];
    const int64_t rows = std::min(left, (count - done) / inner);
    copyRows(at(start + done), strides_[last - 1] * item_, target + done * item_, inner * item_, rows);
    done += rows * inner;
  }
  return done;
}

void Walk::read(int64_t start, int64_t count, DType as, char* target) const {
  if (as == dtype_) {
    const int64_t done = readRows(start, count, target);
    if (done == count) return;
    start += done;
    count -= done;
    target += done * item_;
  }
  const Converter convert = converter(dtype_, as);
  const int64_t size = itemSize(as);
  eachRun(start, count, [&](char* at, int64_t stride, int64_t done, int64_t run) {
    convert(at, stride, target + done * size, size, run);
  });
}

void Walk::write(int64_t start, int64_t count, DType as, const char* source) const {
  const Converter convert = converter(as, dtype_);
  const int64_t size = itemSize(as);
  eachRun(start, count, [&](char* at, int64_t stride, int64_t done, int64_t run) {
    convert(source + done * size, size, at, stride, run);
  });
}

namespace {

constexpr int64_t bufferCount = 1024;      // elements that pass through a buffer at once: all buffers stay in L1
constexpr int64_t directCount = 1 << 16;   // elements at once where nothing is buffered
constexpr int64_t worthwhileRun = 128;     // shorter runs are gathered in a buffer

struct Buffer {
  alignas(64) char bytes[bufferCount * 8];
};

struct Source {
  std::optional<Walk> walk;
  DType type = DType::Float32;
  bool same = false;  // needs no conversion
  alignas(8) char value[8];
};

/** The inputs and the output of one call, ready to be walked by any thread. */
class Loop {
 public:
  Loop(const Tensor& out, DType type, std::span<const Input> inputs)
      : out_(out, out.sizes()), type_(type), direct_(out.dtype() == type), inputs_(inputs.size()) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      Source& source = sources_[i];
      source.type = inputs[i].type;
      if (const auto* scalar = std::get_if<Scalar>(inputs[i].operand)) {
        store(*scalar, source.type, source.value);
        continue;
      }
      const Tensor& tensor = std::get<Tensor>(*inputs[i].operand);
      source.walk.emplace(tensor, out.sizes());
      source.same = tensor.dtype() == source.type;
      if (source.walk->constant()) {
        source.walk->read(0, 1, source.type, source.value);
        source.walk.reset();
      }
    }
  }

  void run(int64_t begin, int64_t end, ElementwiseFunction function, const void* parameters) const {
    std::array<Buffer, maxInputs> buffers;
    Buffer outBuffer;
    std::array<const char*, maxInputs> pointers{};
    bool buffered = false;
    for (size_t i = 0; i < inputs_; ++i) {
      if (sources_[i].walk) continue;
      converter(sources_[i].type, sources_[i].type)(sources_[i].value, 0, buffers[i].bytes, itemSize(sources_[i].type),
                                                    std::min(bufferCount, end - begin));
      pointers[i] = buffers[i].bytes;
      buffered = true;
    }
    for (int64_t at = begin; at < end;) {
      int64_t count = std::min(end - at, buffered ? bufferCount : directCount);
      std::array<bool, maxInputs> gathered{};
      for (size_t i = 0; i < inputs_; ++i) {
        if (!sources_[i].walk) continue;
        count = fit(*sources_[i].walk, sources_[i].same, at, count, gathered[i]);
      }
      bool scattered = false;
      count = fit(out_, direct_, at, count, scattered);
      for (size_t i = 0; i < inputs_; ++i) {
        const Source& source = sources_[i];
        if (!source.walk) continue;
        if (gathered[i]) source.walk->read(at, count, source.type, buffers[i].bytes);
        pointers[i] = gathered[i] ? buffers[i].bytes : source.walk->at(at);
      }
      char* target = scattered ? outBuffer.bytes : out_.at(at);
      function(pointers.data(), target, count, parameters);
      if (scattered) out_.write(at, count, type_, outBuffer.bytes);
      at += count;
    }
  }

 private:
  /** Takes memory as it lies where enough of it lies together, else notes that it goes through a buffer. */
  static int64_t fit(const Walk& walk, bool same, int64_t at, int64_t count, bool& throughBuffer) {
    const int64_t run = same ? walk.run(at) : 0;
    if (run >= std::min(count, worthwhileRun)) return std::min(count, run);
    throughBuffer = true;
    return std::min(count, bufferCount);
  }

  Walk out_;
  DType type_;
  bool direct_;
  size_t inputs_;
  std::array<Source, maxInputs> sources_;
};

/** Results are written piece by piece: an input that lies across the output is copied first. */
bool needsCopy(const Tensor& out, const Tensor& input) {
  const Overlap shared = overlap(out, input);
  return shared == Overlap::Partial || shared == Overlap::Unknown;
}

Tensor copyOf(const Tensor& tensor) {
  Tensor result = Tensor::empty(tensor.sizes(), tensor.dtype());
  if (isTransposed(tensor)) copyTransposed(result, tensor);
  else Walk(tensor, tensor.sizes()).read(0, tensor.numel(), tensor.dtype(), result.bytes());
  return result;
}

/** Whether elements lie in memory without gaps, each at a place of its own, in whatever order. */
bool dense(const Tensor& tensor) {
  int64_t last = 0;
  for (int i = 0; i < tensor.dims(); ++i) last += (tensor.size(i) - 1) * tensor.stride(i);
  return last + 1 == tensor.numel() && !overlapsItself(tensor);
}

/** An input whose memory's order all inputs have, at least two, where it is transposed to out's; else null. */
const Tensor* sharedOrder(const Tensor& out, std::span<const Input> inputs) {
  const Tensor* first = nullptr;
  int count = 0;
  for (const Input& input : inputs) {
    const auto* tensor = std::get_if<Tensor>(input.operand);
    if (tensor == nullptr || tensor->dims() == 0) continue;
    if (tensor->sizes() != out.sizes() || !isTransposed(*tensor)) return nullptr;
    if (first != nullptr && tensor->strides() != first->strides()) return nullptr;
    first = tensor;
    ++count;
  }
  return count > 1 && out.contiguous() && dense(*first) ? first : nullptr;
}

void runLoop(const Tensor& out, DType type, std::span<const Input> inputs, ElementwiseFunction function,
             const void* parameters, int64_t cost) {
  const int64_t numel = out.numel();
  if (numel == 0) return;
  const Loop loop(out, type, inputs);
  parallelFor(numel, grainFor(numel, cost),
              [&](int64_t begin, int64_t end) { loop.run(begin, end, function, parameters); });
}

}  // namespace

void elementwise(const Tensor& out, DType type, std::span<const Input> inputs, ElementwiseFunction function,
                 const void* parameters, int64_t cost) {
  require(inputs.size() <= maxInputs, "too many inputs");
  std::array<Operand, maxInputs> copies;
  std::array<Input, maxInputs> safe;
  const Tensor* order = sharedOrder(out, inputs);
  const Dims line{out.numel()};
  for (size_t i = 0; i < inputs.size(); ++i) {
    safe[i] = inputs[i];
    const auto* tensor = std::get_if<Tensor>(inputs[i].operand);
    if (tensor == nullptr || (order != nullptr && tensor->dims() == 0)) continue;
    if (order != nullptr) copies[i] = tensor->view(line, Dims{1});
    else if (needsCopy(out, *tensor) || isTransposed(*tensor)) copies[i] = copyOf(*tensor);
    else continue;
    safe[i].operand = &copies[i];
  }
  if (order != nullptr) {  // computed in the order of their memory, then turned once
    const Tensor computed = Tensor::empty(line, out.dtype());
    runLoop(computed, type, {safe.data(), inputs.size()}, function, parameters, cost);
    copyTransposed(out, computed.view(out.sizes(), order->strides(), 0));
  } else {
    runLoop(out, type, {safe.data(), inputs.size()}, function, parameters, cost);
  }
  out.storage().bump();
}

Dims broadcastSizes(std::span<const Input> inputs) {
  Dims sizes;
  bool first = true;
  for (const Input& input : inputs) {
    const auto* tensor = std::get_if<Tensor>(input.operand);
    if (tensor == nullptr) continue;
    sizes = first ? tensor->sizes() : broadcast(sizes, tensor->sizes());
    first = false;
  }
  return sizes;
}

Tensor resultTensor(const Out& out, const Dims& sizes, DType dtype, std::span<const Input> inputs) {
  if (!out) return Tensor::empty(sizes, dtype);
  requireWritable(*out);
  requireCast(dtype, out->dtype());
  return outTensor(*out, sizes, inputs);
}

Tensor outTensor(const Tensor& out, const Dims& sizes, std::span<const Input> inputs) {
  requireWritable(out);
  bool isInput = false;
  for (const Input& input : inputs) {
    const auto* tensor = std::get_if<Tensor>(input.operand);
    if (tensor == nullptr) continue;
    isInput |= tensor->is(out);
    requireNoPartialOverlap(out, *tensor);
  }
  require(!isInput || out.sizes() == sizes, "output with shape ", out.sizes(), " doesn't match the broadcast shape ", sizes);
  return resized(out, sizes);
}

}  // namespace tangent
