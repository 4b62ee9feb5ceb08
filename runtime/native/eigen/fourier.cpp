#include "eigen/matrix.h"

#include <algorithm>
#include <eigen3/unsupported/Eigen/FFT>
#include <vector>

namespace tangent::eigen {
namespace {

constexpr double pi = 3.14159265358979323846;

/** What Eigen keeps for lengths that a thread has met; too many are let go together. */
template <class T>
struct Plans {
  static constexpr size_t most = 16;
  Eigen::FFT<T> fft;
  std::vector<int64_t> lengths;
};

template <class T>
Eigen::FFT<T>& planFor(int64_t n) {
  thread_local Plans<T> plans;
  if (std::find(plans.lengths.begin(), plans.lengths.end(), n) == plans.lengths.end()) {
    if (plans.lengths.size() == Plans<T>::most) {
      plans.fft.impl().clear();
      plans.lengths.clear();
    }
    plans.lengths.push_back(n);
    plans.fft.SetFlag(Eigen::FFT<T>::Unscaled);
    plans.fft.SetFlag(Eigen::FFT<T>::HalfSpectrum);
  }
  return plans.fft;
}

/** Eigen is quadratic in a prime factor of the length. */
bool hasLargeFactor(int64_t n) {
  constexpr int64_t largest = 61;
  for (int64_t p = 2; p <= largest; ++p) {
    while (n % p == 0) n /= p;
  }
  return n > 1;
}

/** Bluestein's: a convolution with a chirp, of a length that is a power of two. In double, for any prime factors. */
template <class T>
void chirped(const std::complex<T>* a, std::complex<T>* result, int64_t n, bool inverse) {
  using Double = std::complex<double>;
  int64_t length = 1;
  while (length < 2 * n - 1) length *= 2;
  const auto size = static_cast<size_t>(length);
  std::vector<Double> chirp(static_cast<size_t>(n));
  for (int64_t i = 0; i < n; ++i) {
    const auto square = static_cast<double>((static_cast<uint64_t>(i) * static_cast<uint64_t>(i)) % (2 * static_cast<uint64_t>(n)));
    chirp[static_cast<size_t>(i)] = std::polar(1.0, (inverse ? pi : -pi) * square / static_cast<double>(n));
  }
  std::vector<Double> signal(size), kernel(size), left(size), right(size);
  for (int64_t i = 0; i < n; ++i) {
    const Double turned = chirp[static_cast<size_t>(i)];
    signal[static_cast<size_t>(i)] = Double(a[i]) * turned;
    kernel[static_cast<size_t>(i)] = std::conj(turned);
    if (i > 0) kernel[static_cast<size_t>(length - i)] = std::conj(turned);
  }
  Eigen::FFT<double>& fft = planFor<double>(length);
  fft.fwd(left.data(), signal.data(), length);
  fft.fwd(right.data(), kernel.data(), length);
  for (size_t i = 0; i < size; ++i) left[i] *= right[i];
  fft.inv(signal.data(), left.data(), length);
  for (int64_t i = 0; i < n; ++i) {
    const Double value = signal[static_cast<size_t>(i)] * chirp[static_cast<size_t>(i)] / static_cast<double>(length);
    result[i] = std::complex<T>(value);
  }
}

}  // namespace

template <class T>
void fft(const std::complex<T>* a, std::complex<T>* result, int64_t n, bool inverse) {
  if (n == 1) *result = *a;
  else if (hasLargeFactor(n)) chirped(a, result, n, inverse);
  else if (inverse) planFor<T>(n).inv(result, a, n);
  else planFor<T>(n).fwd(result, a, n);
}

template <class T>
void fftOfReal(const T* a, std::complex<T>* result, int64_t n) {
  if (n % 4 == 0 && !hasLargeFactor(n)) {
    planFor<T>(n).fwd(result, a, n);
    return;
  }
  std::vector<std::complex<T>> whole(a, a + n), transformed(static_cast<size_t>(n));
  fft(whole.data(), transformed.data(), n, false);
  for (int64_t i = 0; i <= n / 2; ++i) result[i] = transformed[static_cast<size_t>(i)];
}

template <class T>
void fftToReal(const std::complex<T>* a, T* result, int64_t n) {
  std::vector<std::complex<T>> whole(static_cast<size_t>(n)), transformed(static_cast<size_t>(n));
  whole[0] = a[0].real();
  for (int64_t i = 1; i <= n / 2; ++i) {
    whole[static_cast<size_t>(n - i)] = std::conj(a[i]);
    whole[static_cast<size_t>(i)] = 2 * i == n ? std::complex<T>(a[i].real()) : a[i];
  }
  if (n % 2 == 0) whole[static_cast<size_t>(n / 2)] = a[n / 2].real();
  fft(whole.data(), transformed.data(), n, true);
  for (int64_t i = 0; i < n; ++i) result[i] = transformed[static_cast<size_t>(i)].real();
}

template void fft(const std::complex<float>*, std::complex<float>*, int64_t, bool);
template void fft(const std::complex<double>*, std::complex<double>*, int64_t, bool);
template void fftOfReal(const float*, std::complex<float>*, int64_t);
template void fftOfReal(const double*, std::complex<double>*, int64_t);
template void fftToReal(const std::complex<float>*, float*, int64_t);
template void fftToReal(const std::complex<double>*, double*, int64_t);

}  // namespace tangent::eigen
