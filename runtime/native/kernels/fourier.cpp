#include "kernels/fourier.h"

#include <cmath>
#include <complex>

#include "eigen/routines.h"
#include "kernels/copy.h"
#include "tensor/lines.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

constexpr int64_t longest = int64_t{1} << 28;  // Eigen counts in int

int requireSignal(const Tensor& a, int64_t dim, bool complex, const char* name) {
  require(a.dtype() == DType::Float32 || a.dtype() == DType::Float64, name, ": Unsupported dtype ", dtypeName(a.dtype()));
  const int dims = complex ? a.dims() - 1 : a.dims();
  require(dims >= 1, name, ": expected a signal of at least one dimension, but got a tensor of ", a.dims(),
          " dimensions");
  require(!complex || a.size(dims) == 2, name, ": expected complex numbers as a last dimension of size 2, but got size ",
          a.size(a.dims() - 1));
  const int at = wrapDim(dim, dims);
  require(a.size(at) >= 1, name, ": Invalid number of data points (", a.size(at), ") specified");
  require(a.size(at) < longest, name, ": at most ", longest - 1, " data points can be transformed, but got ", a.size(at));
  return at;
}

Dims withoutLast(const Dims& sizes) {
  Dims result = sizes;
  result.resize(sizes.count() - 1);
  return result;
}

/** Transforms each line along `at` of `from` elements to one of `to` elements. */
template <class From, class To, class F>
void eachLine(const From* source, To* target, const Dims& sizes, int at, int64_t to, const F& transform) {
  const Lines lines(sizes, at);
  const int64_t from = lines.count;
  const double levels = std::log2(static_cast<double>(std::max(from, to)) + 1);
  const auto cost = static_cast<int64_t>(4.0 * static_cast<double>(std::max(from, to)) * levels);
  parallelFor(lines.lines, grainFor(lines.lines, cost), [&](int64_t begin, int64_t end) {
    std::vector<From> line(static_cast<size_t>(from));
    std::vector<To> result(static_cast<size_t>(to));
    for (int64_t i = begin; i < end; ++i) {
      const From* in = source + lines.start(i);
      for (int64_t j = 0; j < from; ++j) line[static_cast<size_t>(j)] = in[j * lines.inner];
      transform(line.data(), result.data());
      To* out = target + i / lines.inner * to * lines.inner + i % lines.inner;
      for (int64_t j = 0; j < to; ++j) out[j * lines.inner] = result[static_cast<size_t>(j)];
    }
  });
}

template <class F>
void visitReal(DType dtype, const F& f) {
  if (dtype == DType::Float32) f(Type<float>{});
  else f(Type<double>{});
}

}  // namespace

Tensor fft(const Tensor& a, int64_t dim, bool inverse, double scale) {
  const int at = requireSignal(a, dim, true, "fft");
  const Tensor source = contiguous(a);
  Tensor result = Tensor::empty(a.sizes(), a.dtype());
  const Dims sizes = withoutLast(a.sizes());
  const int64_t n = sizes[at];
  visitReal(a.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    using Complex = std::complex<T>;
    eachLine(source.data<Complex>(), result.data<Complex>(), sizes, at, n, [&](const Complex* in, Complex* out) {
      eigen::fft(in, out, n, inverse);
      if (scale != 1) std::for_each(out, out + n, [&](Complex& value) { value *= static_cast<T>(scale); });
    });
  });
  return result;
}

Tensor fftOfReal(const Tensor& a, int64_t dim, double scale) {
  const int at = requireSignal(a, dim, false, "rfft");
  const Tensor source = contiguous(a);
  Dims sizes = a.sizes();
  const int64_t n = sizes[at];
  const int64_t half = n / 2 + 1;
  sizes[at] = half;
  sizes.push(2);
  Tensor result = Tensor::empty(sizes, a.dtype());
  visitReal(a.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    using Complex = std::complex<T>;
    eachLine(source.data<T>(), result.data<Complex>(), a.sizes(), at, half, [&](const T* in, Complex* out) {
      eigen::fftOfReal(in, out, n);
      if (scale != 1) std::for_each(out, out + half, [&](Complex& value) { value *= static_cast<T>(scale); });
    });
  });
  return result;
}

Tensor fftToReal(const Tensor& a, int64_t dim, int64_t n, double scale) {
  const int at = requireSignal(a, dim, true, "irfft");
  require(n >= 1 && n < longest, "irfft: Invalid number of data points (", n, ") specified");
  const Tensor source = contiguous(a);
  const Dims given = withoutLast(a.sizes());
  require(given[at] == n / 2 + 1, "irfft: ", n, " data points come from ", n / 2 + 1, " frequencies, but got ", given[at]);
  Dims sizes = given;
  sizes[at] = n;
  Tensor result = Tensor::empty(sizes, a.dtype());
  visitReal(a.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    using Complex = std::complex<T>;
    eachLine(source.data<Complex>(), result.data<T>(), given, at, n, [&](const Complex* in, T* out) {
      eigen::fftToReal(in, out, n);
      if (scale != 1) std::for_each(out, out + n, [&](T& value) { value *= static_cast<T>(scale); });
    });
  });
  return result;
}

}  // namespace tangent::kernels
