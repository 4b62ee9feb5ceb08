#include "kernels/matmul.h"

#include "kernels/copy.h"
#include "kernels/gemm.h"
#include "kernels/pointwise.h"
#include "kernels/view.h"
#include "tensor/iterate.h"
#include "tensor/promotion.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

/** The last two dims of `tensor` at `offset` elements from its first. */
MatrixView matrixOf(const Tensor& tensor, int64_t offset = 0) {
  const int dims = tensor.dims();
  return {tensor.bytes() + offset * tensor.itemSize(), tensor.stride(dims - 2), tensor.stride(dims - 1)};
}

void requireArithmetic(const char* name, DType dtype) {
  require(dtype != DType::Bool, "\"", name, "\" not implemented for 'Bool'");
}

/** Half precision is computed in float. */
Tensor widened(const Tensor& tensor) { return to(tensor, computeType(tensor.dtype())); }

void requireMatrices(const Tensor& a, const Tensor& b) {
  require(a.size(1) == b.size(0), "mat1 and mat2 shapes cannot be multiplied (", a.size(0), "x", a.size(1), " and ",
          b.size(0), "x", b.size(1), ")");
  require(a.dtype() == b.dtype(), "expected m1 and m2 to have the same dtype, but got: ", dtypeTypeName(a.dtype()),
          " != ", dtypeTypeName(b.dtype()));
  requireArithmetic("addmm_impl_cpu_", a.dtype());
}

/** [m, k] @ [k, n] into a fresh [m, n]. */
Tensor multiplyMatrices(const Tensor& a, const Tensor& b, const std::optional<Tensor>& bias = std::nullopt) {
  requireMatrices(a, b);
  const DType compute = computeType(a.dtype());
  const Tensor x = widened(a);
  const Tensor y = widened(b);
  Tensor result = Tensor::empty({a.size(0), b.size(1)}, compute);
  const Tensor row = bias ? contiguous(widened(*bias)) : Tensor();
  gemm(compute, {.rows = a.size(0),
                 .columns = b.size(1),
                 .depth = a.size(1),
                 .a = matrixOf(x),
                 .b = matrixOf(y),
                 .c = result.bytes(),
                 .stride = b.size(1),
                 .bias = bias ? row.bytes() : nullptr});
  return to(result, a.dtype());
}

/** Below so many multiplications PyTorch sums a product of a batch plainly, in order; so rounded, ours is the same to the bit. */
constexpr int64_t plainProducts = 400;

// Processors that multiply and add in one step round once instead of twice.
#ifndef __clang__
template <class T>
__attribute__((optimize("fp-contract=off")))
#else
template <class T>
#endif
void multiplyPlainly(const MatrixView& a, const MatrixView& b, char* result, int64_t rows, int64_t columns, int64_t depth) {
#ifdef __clang__
#pragma clang fp contract(off)
#endif
  const T* x = reinterpret_cast<const T*>(a.data);
  const T* y = reinterpret_cast<const T*>(b.data);
  T* c = reinterpret_cast<T*>(result);
  for (int64_t i = 0; i < rows; ++i, c += columns) {
    for (int64_t j = 0; j < columns; ++j) c[j] = T(0);
    for (int64_t k = 0; k < depth; ++k) {
      const T factor = x[i * a.rowStride + k * a.columnStride];
      for (int64_t j = 0; j < columns; ++j) c[j] += factor * y[k * b.rowStride + j * b.columnStride];
    }
  }
}

Dims leading(const Tensor& tensor) {
  Dims sizes = tensor.sizes();
  sizes.resize(tensor.dims() - 2);
  return sizes;
}

/** [..., m, k] @ [..., k, n], the leading dims broadcast. */
Tensor multiplyBatches(const Tensor& a, const Tensor& b) {
  Dims batch = broadcast(leading(a), leading(b));
  const int64_t rows = a.size(a.dims() - 2);
  const int64_t depth = a.size(a.dims() - 1);
  const int64_t columns = b.size(b.dims() - 1);
  const int64_t count = product(batch);
  require(b.size(b.dims() - 2) == depth, "Expected size for first two dimensions of batch2 tensor to be: [", count,
          ", ", depth, "] but got: [", count, ", ", b.size(b.dims() - 2), "].");
  require(a.dtype() == b.dtype(), "expected scalar type ", dtypeName(a.dtype()), " but found ", dtypeName(b.dtype()));
  requireArithmetic("baddbmm_cpu", a.dtype());
  const DType compute = computeType(a.dtype());
  const Tensor x = widened(a);
  const Tensor y = widened(b);
  Dims sizes = batch;
  sizes.push(rows);
  sizes.push(columns);
  Tensor result = Tensor::empty(sizes, compute);
  const auto batchStrides = [&](const Tensor& tensor) {
    return broadcastStrides(tensor.view(leading(tensor), [&] {
      Dims strides = tensor.strides();
      strides.resize(tensor.dims() - 2);
      return strides;
    }()), batch);
  };
  const Dims stridesX = batchStrides(x);
  const Dims stridesY = batchStrides(y);
  const bool plainly = isFloating(compute) && rows * columns * depth < plainProducts;
  const int64_t work = std::max<int64_t>(1, rows * columns * depth / 8);
  // Small products are shared out whole; a large one divides itself.
  parallelFor(count, work > parallelWork * 8 ? count : grainFor(count, work), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      int64_t offsetX = 0;
      int64_t offsetY = 0;
      for (int64_t d = batch.count() - 1, rest = i; d >= 0; --d) {
        const int64_t at = rest % batch[static_cast<int>(d)];
        rest /= batch[static_cast<int>(d)];
        offsetX += at * stridesX[static_cast<int>(d)];
        offsetY += at * stridesY[static_cast<int>(d)];
      }
      const MatrixView left = matrixOf(x, offsetX);
      const MatrixView right = matrixOf(y, offsetY);
      char* target = result.bytes() + i * rows * columns * result.itemSize();
      if (plainly && compute == DType::Float32) multiplyPlainly<float>(left, right, target, rows, columns, depth);
      else if (plainly) multiplyPlainly<double>(left, right, target, rows, columns, depth);
      else gemm(compute, {.rows = rows, .columns = columns, .depth = depth, .a = left, .b = right, .c = target, .stride = columns});
    }
  });
  return to(result, a.dtype());
}

Tensor multiply(const Tensor& a, const Tensor& b) {
  const int da = a.dims();
  const int db = b.dims();
  require(da > 0 && db > 0, "both arguments to matmul need to be at least 1D, but they are ", da, "D and ", db, "D");
  if (da == 1 && db == 1) {
    require(a.dtype() == b.dtype(), "dot : expected both vectors to have same dtype, but found ", dtypeName(a.dtype()),
            " and ", dtypeName(b.dtype()));
    require(a.size(0) == b.size(0), "inconsistent tensor size, expected tensor [", a.size(0), "] and src [", b.size(0),
            "] to have the same number of elements, but got ", a.size(0), " and ", b.size(0), " elements respectively");
    requireArithmetic("dot", a.dtype());
    return reshape(multiplyMatrices(unsqueeze(a, 0), unsqueeze(b, 1)), {});
  }
  if (da == 2 && db == 1) {
    require(a.size(1) == b.size(0), "size mismatch, got input (", a.size(0), "), mat (", a.size(0), "x", a.size(1),
            "), vec (", b.size(0), ")");
    return squeeze(multiplyMatrices(a, unsqueeze(b, 1)), Dims{1});
  }
  if (da == 1 && db == 2) return squeeze(multiplyMatrices(unsqueeze(a, 0), b), Dims{0});
  if (da == 2 && db == 2) return multiplyMatrices(a, b);
  if (db <= 2) {  // one product: the leading dims of `a` are rows
    const Tensor matrix = db == 1 ? unsqueeze(b, 1) : b;
    Dims sizes = leading(a);
    sizes.push(a.size(da - 2));
    const Tensor rows = reshape(a, {product(sizes), a.size(da - 1)});
    const Tensor result = multiplyMatrices(rows, matrix);
    if (db == 2) sizes.push(b.size(1));
    return reshape(result, sizes);
  }
  if (da == 1) return squeeze(multiplyBatches(unsqueeze(a, 0), b), Dims{-2});
  return multiplyBatches(a, b);
}

Tensor written(const Tensor& result, const Out& out) {
  if (!out) return result;
  requireWritable(*out);
  require(out->dtype() == result.dtype(), "Expected out tensor to have dtype ", dtypeTypeName(result.dtype()),
          ", but got ", dtypeTypeName(out->dtype()), " instead");
  return copyInto(resized(*out, result.sizes()), result);
}

}  // namespace

Tensor matmul(const Tensor& a, const Tensor& b, const Out& out) { return written(multiply(a, b), out); }

Tensor linear(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias) {
  require(weight.dims() == 1 || weight.dims() == 2, "linear(): weight must be 1-d or 2-d, but got ", weight.dims(), "-d");
  require(x.dims() > 0, "both arguments to linear need to be at least 1D, but they are 0D and ", weight.dims(), "D");
  if (weight.dims() == 1) {
    const Tensor result = multiply(x, weight);
    return bias ? binary(Binary::add, result, *bias, std::nullopt) : result;
  }
  const Tensor transposed = transpose(weight, 0, 1);
  Dims sizes = x.sizes();
  const Tensor rows = x.dims() == 2 ? x : reshape(x, [&] {
    Dims flat = x.sizes();
    flat.resize(x.dims() - 1);
    return Dims{product(flat), x.size(x.dims() - 1)};
  }());
  if (bias && !(bias->dims() == 1 && bias->size(0) == weight.size(0) && bias->dtype() == x.dtype())) {
    requireMatrices(rows, transposed);
    const Tensor result = addmm(*bias, rows, transposed, 1, 1, std::nullopt);
    sizes.back() = weight.size(0);
    return reshape(result, sizes);
  }
  const Tensor result = multiplyMatrices(rows, transposed, bias);
  sizes.back() = weight.size(0);
  return x.dims() == 2 ? result : reshape(result, sizes);
}

Tensor addmm(const Tensor& c, const Tensor& a, const Tensor& b, double beta, double alpha, const Out& out) {
  require(a.dims() == 2, "mat1 must be a matrix, got ", a.dims(), "-D tensor");
  require(b.dims() == 2, "mat2 must be a matrix, got ", b.dims(), "-D tensor");
  requireMatrices(a, b);
  require(c.dtype() == a.dtype(), "self and mat2 must have the same dtype, but got ", dtypeName(c.dtype()), " and ",
          dtypeName(b.dtype()));
  const DType compute = computeType(a.dtype());
  const Dims sizes{a.size(0), b.size(1)};
  const Tensor spread = expandTo(c, sizes);
  const Tensor x = widened(a);
  const Tensor y = widened(b);
  Tensor result = Tensor::empty(sizes, compute);
  if (beta != 0) copyInto(result, spread);
  gemm(compute, {.rows = sizes[0],
                 .columns = sizes[1],
                 .depth = a.size(1),
                 .a = matrixOf(x),
                 .b = matrixOf(y),
                 .c = result.bytes(),
                 .stride = sizes[1],
                 .alpha = alpha,
                 .beta = beta});
  return written(to(result, a.dtype()), out);
}

}  // namespace tangent::kernels
