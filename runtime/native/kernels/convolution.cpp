#include "kernels/convolution.h"

#include <cstring>

#include "kernels/copy.h"
#include "kernels/create.h"
#include "kernels/direct.h"
#include "kernels/gemm.h"
#include "kernels/patches.h"
#include "kernels/pointwise.h"
#include "kernels/reduce.h"
#include "kernels/view.h"
#include "kernels/winograd.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

// A convolution is a matrix product of the weight [filters, patch] with patches [patch, places], made block by block so
// that a block stays in the cache. Its derivatives are the products with either of them transposed.

namespace tangent::kernels {
namespace {

constexpr int64_t blockElements = int64_t{1} << 17;  // of patches at once: half a megabyte of floats
constexpr int64_t leastColumns = 64;                 // fewer would waste the register tiles: small images go together
constexpr int64_t mostColumns = 2048;
constexpr int64_t mostPartial = int64_t{1} << 21;  // of sums that are kept apart: more would cost more to add than it saves

/** Output places of one group that go through one product: of one image, or all of several. */
struct Block {
  int64_t image;
  int64_t images;
  int64_t begin;
  int64_t end;

  int64_t columns() const { return images * (end - begin); }
};

std::vector<Block> blocksOf(const ConvolutionShape& shape) {
  const int64_t places = shape.places();
  const int64_t wanted =
      std::clamp(blockElements / std::max<int64_t>(shape.patch(), 1), leastColumns * 2, mostColumns) / 64 * 64;
  std::vector<Block> blocks;
  if (places < leastColumns) {
    const int64_t together = (leastColumns + places - 1) / places;
    for (int64_t n = 0; n < shape.batch; n += together) {
      blocks.push_back({n, std::min(together, shape.batch - n), 0, places});
    }
    return blocks;
  }
  for (int64_t n = 0; n < shape.batch; ++n) {
    for (int64_t at = 0; at < places; at += wanted) blocks.push_back({n, 1, at, std::min(at + wanted, places)});
  }
  return blocks;
}

/** The patches are the image itself: a kernel of 1 that skips nothing. */
bool isPointwise(const ConvolutionShape& shape) {
  return shape.taps() == 1 && shape.output == shape.image && shape.stride == Spatial{1, 1, 1} &&
         shape.padding == Spatial{0, 0, 0};
}

bool isDepthwise(const ConvolutionShape& shape) { return shape.groups > 1 && shape.groupChannels() == 1; }

/** The tensors of one product, and where its blocks lie in them. */
class Product {
 public:
  Product(const ConvolutionShape& shape, DType dtype) : shape_(shape), dtype_(dtype), item_(itemSize(dtype)) {}

  /** The patches of a block: [patch, columns], in memory of `buffer` or where they lie. */
  MatrixView patches(const Block& block, int64_t group, const char* images, char* buffer) const {
    const char* first = image(images, block.image, group);
    if (isPointwise(shape_) && block.images == 1) return {first + block.begin * item_, shape_.pixels(), 1};
    const int64_t places = block.end - block.begin;
    for (int64_t i = 0; i < block.images; ++i) {
      gatherPatches(dtype_, shape_, image(images, block.image + i, group), block.begin, block.end,
                    buffer + i * places * item_, block.columns());
    }
    return {buffer, block.columns(), 1};
  }

  /** The group's output at a block: [filters, columns]. */
  MatrixView outputs(const Block& block, int64_t group, char* outputs, char* buffer) const {
    if (block.images == 1) return {output(outputs, block.image, group) + block.begin * item_, shape_.places(), 1};
    return {buffer, block.columns(), 1};
  }

  /** Copies between a block's buffer and the output of its images. */
  void exchange(const Block& block, int64_t group, char* outputs, char* buffer, bool fromBuffer) const {
    const int64_t places = shape_.places();
    for (int64_t i = 0; i < block.images; ++i) {
      for (int64_t filter = 0; filter < shape_.groupFilters(); ++filter) {
        char* there = output(outputs, block.image + i, group) + filter * places * item_;
        char* here = buffer + (filter * block.columns() + i * places) * item_;
        std::memcpy(fromBuffer ? there : here, fromBuffer ? here : there, static_cast<size_t>(places * item_));
      }
    }
  }

  char* image(char* images, int64_t n, int64_t group) const {
    return images + (n * shape_.channels + group * shape_.groupChannels()) * shape_.pixels() * item_;
  }
  const char* image(const char* images, int64_t n, int64_t group) const {
    return image(const_cast<char*>(images), n, group);
  }

  Tensor patchBuffer(int64_t columns) const { return Tensor::empty({shape_.patch(), columns}, dtype_); }
  Tensor outputBuffer(const Block& block) const {
    return Tensor::empty({block.images == 1 ? 0 : shape_.groupFilters() * block.columns()}, dtype_);
  }

 private:
  char* output(char* outputs, int64_t n, int64_t group) const {
    return outputs + (n * shape_.filters + group * shape_.groupFilters()) * shape_.places() * item_;
  }

  ConvolutionShape shape_;
  DType dtype_;
  int64_t item_;
};

int64_t widest(const std::vector<Block>& blocks) {
  int64_t most = 0;
  for (const Block& block : blocks) most = std::max(most, block.columns());
  return most;
}

void forward(const ConvolutionShape& shape, const Tensor& images, const Tensor& weight, const char* bias,
             const Tensor& result) {
  const DType dtype = result.dtype();
  if (directPays(dtype, shape)) return directForward(dtype, shape, images.bytes(), weight.bytes(), bias, result.bytes());
  if (isDepthwise(shape)) {
    return depthwiseForward(dtype, shape, images.bytes(), weight.bytes(), bias, result.bytes());
  }
  if (winogradPays(dtype, shape)) {
    return winogradForward(shape, images.data<float>(), weight.data<float>(), reinterpret_cast<const float*>(bias),
                           result.data<float>());
  }
  const Product product(shape, dtype);
  const std::vector<Block> blocks = blocksOf(shape);
  const auto count = static_cast<int64_t>(blocks.size());
  parallelFor(shape.groups * count, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t group = i / count;
      const Block& block = blocks[static_cast<size_t>(i % count)];
      const Tensor patches = product.patchBuffer(block.columns());
      const Tensor buffer = product.outputBuffer(block);
      const MatrixView c = product.outputs(block, group, result.bytes(), buffer.bytes());
      gemm(dtype, {.rows = shape.groupFilters(),
                   .columns = block.columns(),
                   .depth = shape.patch(),
                   .a = {weight.bytes() + group * shape.groupFilters() * shape.patch() * weight.itemSize(), shape.patch(), 1},
                   .b = product.patches(block, group, images.bytes(), patches.bytes()),
                   .c = const_cast<char*>(c.data),
                   .stride = c.rowStride,
                   .rowBias = bias == nullptr ? nullptr : bias + group * shape.groupFilters() * weight.itemSize()});
      if (block.images > 1) product.exchange(block, group, result.bytes(), buffer.bytes(), true);
    }
  });
}

Tensor imageGradient(const ConvolutionShape& shape, const Tensor& grad, const Tensor& weight, const Dims& sizes) {
  const DType dtype = grad.dtype();
  if (grad.numel() > 0 && winogradPays(dtype, shape)) {
    const Tensor result = Tensor::empty(sizes, dtype);
    winogradImageGradient(shape, grad.data<float>(), weight.data<float>(), result.data<float>());
    return result;
  }
  if (grad.numel() > 0 && directImageGradientPays(dtype, shape)) {
    const Tensor result = Tensor::empty(sizes, dtype);
    directImageGradient(dtype, shape, grad.bytes(), weight.bytes(), result.bytes());
    return result;
  }
  const Tensor result = full(sizes, Scalar(int64_t{0}), dtype);
  if (result.numel() == 0 || grad.numel() == 0) return result;
  if (isDepthwise(shape)) {
    depthwiseImageGradient(dtype, shape, grad.bytes(), weight.bytes(), result.bytes());
    return result;
  }
  const Product product(shape, dtype);
  const std::vector<Block> blocks = blocksOf(shape);
  // Blocks of one image add to the same pixels: they follow each other.
  std::vector<size_t> starts;
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (i == 0 || blocks[i].image != blocks[i - 1].image) starts.push_back(i);
  }
  const auto count = static_cast<int64_t>(starts.size());
  starts.push_back(blocks.size());
  parallelFor(shape.groups * count, 1, [&](int64_t begin, int64_t end) {
    const Tensor patches = product.patchBuffer(widest(blocks));
    for (int64_t i = begin; i < end; ++i) {
      const int64_t group = i / count;
      for (size_t at = starts[static_cast<size_t>(i % count)]; at < starts[static_cast<size_t>(i % count) + 1]; ++at) {
        const Block& block = blocks[at];
        const Tensor buffer = product.outputBuffer(block);
        if (block.images > 1) product.exchange(block, group, grad.bytes(), buffer.bytes(), false);
        gemm(dtype, {.rows = shape.patch(),
                     .columns = block.columns(),
                     .depth = shape.groupFilters(),
                     .a = {weight.bytes() + group * shape.groupFilters() * shape.patch() * weight.itemSize(), 1, shape.patch()},
                     .b = product.outputs(block, group, grad.bytes(), buffer.bytes()),
                     .c = patches.bytes(),
                     .stride = block.columns()});
        const int64_t places = block.end - block.begin;
        for (int64_t n = 0; n < block.images; ++n) {
          scatterPatches(dtype, shape, product.image(result.bytes(), block.image + n, group), block.begin, block.end,
                         patches.bytes() + n * places * patches.itemSize(), block.columns());
        }
      }
    }
  });
  return result;
}

Tensor weightGradient(const ConvolutionShape& shape, const Tensor& grad, const Tensor& images, const Dims& sizes) {
  const DType dtype = grad.dtype();
  if (grad.numel() > 0 && winogradPays(dtype, shape)) {
    const Tensor result = Tensor::empty(sizes, dtype);
    winogradWeightGradient(shape, grad.data<float>(), images.data<float>(), result.data<float>());
    return result;
  }
  if (grad.numel() > 0 && directWeightGradientPays(dtype, shape)) {
    const Tensor result = Tensor::empty(sizes, dtype);
    directWeightGradient(dtype, shape, grad.bytes(), images.bytes(), result.bytes());
    return result;
  }
  const Tensor result = full(sizes, Scalar(int64_t{0}), dtype);
  if (result.numel() == 0 || grad.numel() == 0) return result;
  if (isDepthwise(shape)) {
    depthwiseWeightGradient(dtype, shape, grad.bytes(), images.bytes(), result.bytes());
    return result;
  }
  const Product product(shape, dtype);
  const std::vector<Block> blocks = blocksOf(shape);
  const auto count = static_cast<int64_t>(blocks.size());
  // Each part sums its blocks by itself; their number depends on the shape alone, so that threads change no bit.
  const int64_t room = std::max<int64_t>(1, mostPartial / std::max<int64_t>(result.numel(), 1));
  const int64_t parts = std::clamp<int64_t>(16 / shape.groups, 1, std::min(room, count));
  Dims partial = sizes;
  partial.insert(0, parts);
  const Tensor sums = parts == 1 ? result.view(partial, contiguousStrides(partial)) : Tensor::empty(partial, dtype);
  const int64_t filters = shape.groupFilters();
  parallelFor(shape.groups * parts, 1, [&](int64_t begin, int64_t end) {
    const Tensor patches = product.patchBuffer(widest(blocks));
    for (int64_t i = begin; i < end; ++i) {
      const int64_t group = i / parts;
      const int64_t part = i % parts;
      char* sum = sums.bytes() + (part * shape.filters + group * filters) * shape.patch() * sums.itemSize();
      for (int64_t at = part * count / parts; at < (part + 1) * count / parts; ++at) {
        const Block& block = blocks[static_cast<size_t>(at)];
        const Tensor buffer = product.outputBuffer(block);
        if (block.images > 1) product.exchange(block, group, grad.bytes(), buffer.bytes(), false);
        const MatrixView b = product.patches(block, group, images.bytes(), patches.bytes());
        gemm(dtype, {.rows = filters,
                     .columns = shape.patch(),
                     .depth = block.columns(),
                     .a = product.outputs(block, group, grad.bytes(), buffer.bytes()),
                     .b = {b.data, b.columnStride, b.rowStride},
                     .c = sum,
                     .stride = shape.patch(),
                     .beta = at == part * count / parts ? 0.0 : 1.0});
      }
    }
  });
  return parts == 1 ? result : reduce(Reduce::sum, sums, {0}, false, dtype);
}

std::string listed(const Dims& values) {
  std::string text;
  for (const int64_t value : values) text += (text.empty() ? "" : " x ") + std::to_string(value);
  return text;
}

void requireOptions(const Tensor& input, const Tensor& weight, const ConvolutionOptions& options) {
  const int dims = weight.dims() - 2;
  require(dims >= 1 && dims <= 3, "Expected 3D, 4D or 5D weight for a convolution, but got weight of size: ", weight.sizes());
  require(input.dims() == weight.dims(), "Expected ", weight.dims() - 1, "D (unbatched) or ", weight.dims(),
          "D (batched) input to conv", dims, "d, but got input of size: ", input.sizes());
  const auto check = [&](const char* name, const Dims& values) {
    require(values.count() == dims, "expected ", name, " to be a single integer value or a list of ", dims,
            " values to match the convolution dimensions, but got ", name, "=", values);
    for (const int64_t value : values) require(value < int64_t{1} << 31, name, " is too large: ", values);
  };
  check("stride", options.stride);
  check("padding", options.padding);
  check("dilation", options.dilation);
  if (options.transposed) check("output_padding", options.outputPadding);
  for (int i = 0; i < dims; ++i) {
    require(options.padding[i] >= 0, "negative padding is not supported");
    require(options.stride[i] > 0, "non-positive stride is not supported");
    require(options.dilation[i] > 0, "dilation should be greater than zero, but got ", options.dilation);
    require(std::max(input.size(i + 2), weight.size(i + 2)) < int64_t{1} << 31, "convolution(): sizes beyond 2^31 in ",
            input.sizes(), " and ", weight.sizes());
    require(weight.size(i + 2) > 0, "kernel size should be greater than zero, but got ", weight.sizes());
  }
  require(options.groups > 0, "non-positive groups is not supported");
  require(weight.size(0) >= options.groups, "Given groups=", options.groups, ", expected weight to be at least ",
          options.groups, " at dimension 0, but got weight of size ", weight.sizes(), " instead");
  require(weight.size(0) % options.groups == 0, "Given groups=", options.groups,
          ", expected weight to be divisible by ", options.groups, " at dimension 0, but got weight of size [",
          weight.sizes(), "] instead");
  require(weight.dtype() == input.dtype(), "expected scalar type ", dtypeName(input.dtype()), " but found ",
          dtypeName(weight.dtype()));
  require(input.dtype() != DType::Bool, "\"slow_conv", dims, "d_cpu\" not implemented for 'Bool'");
}

/** Sizes of the result, checked in PyTorch's words. */
Dims resultSizes(const Tensor& input, const Tensor& weight, const ConvolutionOptions& options) {
  const int dims = weight.dims() - 2;
  const int64_t groups = options.groups;
  const int64_t channels = options.transposed ? weight.size(0) : weight.size(1) * groups;
  if (options.transposed) {
    require(input.size(1) == channels, "Given transposed=1, weight of size ", weight.sizes(), ", expected input",
            input.sizes(), " to have ", channels, " channels, but got ", input.size(1), " channels instead");
  } else {
    require(input.size(1) == channels, "Given groups=", groups, ", weight of size ", weight.sizes(), ", expected input",
            input.sizes(), " to have ", channels, " channels, but got ", input.size(1), " channels instead");
  }
  Dims sizes{input.size(0), options.transposed ? weight.size(1) * groups : weight.size(0)};
  Dims padded;
  Dims kernel;
  for (int i = 0; i < dims; ++i) {
    const int64_t reach = (weight.size(i + 2) - 1) * options.dilation[i] + 1;
    kernel.push(reach);
    padded.push(input.size(i + 2) + 2 * options.padding[i]);
    sizes.push(options.transposed
                   ? (input.size(i + 2) - 1) * options.stride[i] - 2 * options.padding[i] + reach + options.outputPadding[i]
                   : (padded.back() - reach) / options.stride[i] + 1);
  }
  Dims shown = sizes;
  shown.erase(0);
  shown.erase(0);
  Dims given = input.sizes();
  given.erase(0);
  given.erase(0);
  for (int i = 0; i < dims; ++i) {
    if (!options.transposed) {
      require(padded[i] >= kernel[i], "Calculated padded input size per channel: (", listed(padded), "). Kernel size: (",
              listed(kernel), "). Kernel size can't be greater than actual input size");
      continue;
    }
    const int64_t extra = options.outputPadding[i];
    require(extra >= 0 && (extra < options.stride[i] || extra < options.dilation[i]),
            "output padding must be smaller than either stride or dilation, but got output_padding: ",
            options.outputPadding, " stride: ", options.stride, " dilation: ", options.dilation);
    require(sizes[i + 2] > 0, "Given input size per channel: (", listed(given), "). Calculated output size per channel: (",
            listed(shown), "). Output size is too small");
  }
  return sizes;
}

/** The convolution that takes `image` to `output`. */
ConvolutionShape shapeOf(const Dims& image, const Dims& output, const Tensor& weight, const ConvolutionOptions& options) {
  ConvolutionShape shape;
  shape.batch = image[0];
  shape.channels = image[1];
  shape.filters = output[1];
  shape.groups = options.groups;
  const int dims = image.count() - 2;
  for (int i = 0; i < dims; ++i) {
    const auto at = static_cast<size_t>(3 - dims + i);
    shape.image[at] = image[i + 2];
    shape.output[at] = output[i + 2];
    shape.kernel[at] = weight.size(i + 2);
    shape.stride[at] = options.stride[i];
    shape.padding[at] = options.padding[i];
    shape.dilation[at] = options.dilation[i];
  }
  return shape;
}

/** What products are computed in: halves in float, integers in int64. */
DType productType(DType dtype) { return isIntegral(dtype) ? DType::Int64 : computeType(dtype); }

Tensor prepared(const Tensor& tensor) { return contiguous(to(tensor, productType(tensor.dtype()))); }

}  // namespace

Tensor convolution(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
                   const ConvolutionOptions& options) {
  requireOptions(input, weight, options);
  const Dims sizes = resultSizes(input, weight, options);
  if (bias) {
    require(bias->dims() == 1 && bias->size(0) == sizes[1], "Given ", options.transposed ? "transposed=1, " : "",
            "weight of size ", weight.sizes(), ", expected bias to be 1-dimensional with ", sizes[1],
            " elements, but got bias of size ", bias->sizes(), " instead");
    require(bias->dtype() == input.dtype(), "Input type (", dtypeTypeName(input.dtype()), ") and bias type (",
            dtypeTypeName(bias->dtype()), ") should be the same");
  }
  checkedBytes(sizes, DType::Float64);
  const Tensor x = prepared(input);
  const Tensor w = prepared(weight);
  const Tensor b = bias ? prepared(*bias) : Tensor();
  if (!options.transposed) {
    Tensor result = Tensor::empty(sizes, x.dtype());
    if (result.numel() > 0) {
      forward(shapeOf(input.sizes(), sizes, weight, options), x, w, bias ? b.bytes() : nullptr, result);
    }
    return to(result, input.dtype());
  }
  const Tensor result = imageGradient(shapeOf(sizes, input.sizes(), weight, options), x, w, sizes);
  if (bias) {
    Dims column(sizes.count() - 1, 1);
    column[0] = sizes[1];
    binary(Binary::add, result, b.view(column, contiguousStrides(column)), result);
  }
  return to(result, input.dtype());
}

Gradients convolutionBackward(const Tensor& grad, const Tensor& input, const Tensor& weight,
                              const ConvolutionOptions& options, const std::vector<bool>& wanted) {
  requireOptions(input, weight, options);
  require(wanted.size() == 3, "convolutionBackward(): expected a mask of 3 booleans, but got ", wanted.size());
  const Dims sizes = resultSizes(input, weight, options);
  require(grad.sizes() == sizes, "convolutionBackward(): expected grad of shape ", sizes, ", but got ", grad.sizes());
  require(grad.dtype() == input.dtype(), "expected scalar type ", dtypeName(input.dtype()), " but found ",
          dtypeName(grad.dtype()));
  const Tensor g = prepared(grad);
  const ConvolutionShape shape = options.transposed ? shapeOf(sizes, input.sizes(), weight, options)
                                                    : shapeOf(input.sizes(), sizes, weight, options);
  Gradients result(3);
  if (wanted[0] && options.transposed) {
    const Tensor change = Tensor::empty(input.sizes(), g.dtype());
    if (change.numel() > 0) forward(shape, g, prepared(weight), nullptr, change);
    result[0] = to(change, input.dtype());
  } else if (wanted[0]) {
    result[0] = to(imageGradient(shape, g, prepared(weight), input.sizes()), input.dtype());
  }
  if (wanted[1]) {
    const Tensor x = prepared(input);
    result[1] = to(options.transposed ? weightGradient(shape, x, g, weight.sizes())
                                      : weightGradient(shape, g, x, weight.sizes()),
                   input.dtype());
  }
  if (wanted[2]) {
    Dims others{0};
    for (int i = 2; i < grad.dims(); ++i) others.push(i);
    result[2] = to(reduce(Reduce::sum, g, others, false, g.dtype()), input.dtype());
  }
  return result;
}

}  // namespace tangent::kernels
