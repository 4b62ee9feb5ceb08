#include "kernels/distributions.h"

#include <cmath>

#include "kernels/copy.h"
#include "kernels/draws.h"
#include "kernels/pointwise.h"
#include "tensor/shape.h"

// Samplers draw as PyTorch's do, number for number: Hoermann's transformed rejection for Poisson (1993) and binomial
// (BTRS, 1993) numbers, Marsaglia and Tsang's method (2000) for gamma numbers.

namespace tangent::kernels {
namespace {

void requireFloating(const Tensor& target, const char* name) {
  require(isFloating(target.dtype()), "\"", name, "\" not implemented for '", dtypeName(target.dtype()), "'");
}

void requireFull(const Tensor& target, const char* name) {
  const DType dtype = target.dtype();
  require(dtype == DType::Float32 || dtype == DType::Float64, "\"", name, "\" not implemented for '", dtypeName(dtype),
          "'");
}

/** What computes with doubles the elements of several tensors of one shape. */
struct Columns {
  explicit Columns(std::initializer_list<const Tensor*> inputs) {
    for (const Tensor* input : inputs) sizes = broadcast(sizes, input->sizes());
    for (const Tensor* input : inputs) tensors.push_back(contiguous(to(expandTo(*input, sizes), DType::Float64)));
  }
  const double* operator[](size_t i) const { return tensors[i].data<double>(); }

  Dims sizes;
  std::vector<Tensor> tensors;
};

/** A tensor of `dtype` whose elements `next(i)` gives in row-major order. */
template <class F>
Tensor drawn(const Dims& sizes, DType dtype, const F& next) {
  Tensor result = Tensor::empty(sizes, DType::Float64);
  auto* data = result.data<double>();
  Ticker ticker;
  for (int64_t i = 0; i < result.numel(); ++i) {
    ticker.tick();
    data[i] = next(i);
  }
  return to(result, dtype);
}

double samplePoisson(double lambda, Generator& generator) {
  if (lambda == 0) return 0;
  if (lambda < 10) {
    const double limit = std::exp(-lambda);
    double product = 1;
    for (double count = 0;; ++count) {
      product *= uniformDouble(generator);
      if (!(product > limit)) return count;
    }
  }
  const double root = std::sqrt(lambda);
  const double log = std::log(lambda);
  const double b = 0.931 + 2.53 * root;
  const double a = -0.059 + 0.02483 * b;
  const double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const double bound = 0.9277 - 3.6224 / (b - 2);
  while (true) {
    const double u = uniformDouble(generator) - 0.5;
    const double v = uniformDouble(generator);
    const double us = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / us + b) * u + lambda + 0.43);
    if (us >= 0.07 && v <= bound) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const double left = std::log(v) + std::log(inverseAlpha) - std::log(a / (us * us) + b);
    if (left <= -lambda + k * log - std::lgamma(k + 1)) return k;
    checkInterrupt();
  }
}

/** What Stirling's formula leaves out. */
double stirlingTail(double k) {
  static constexpr std::array tails{0.0810614667953272,  0.0413406959554092,  0.0276779256849983,  0.02079067210376509,
                                    0.0166446911898211,  0.0138761288230707,  0.0118967099458917,  0.0104112652619720,
                                    0.00925546218271273, 0.00833056343336287};
  if (k < static_cast<double>(tails.size())) return tails[static_cast<size_t>(k)];
  const double square = (k + 1) * (k + 1);
  return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1);
}

/** For large counts; `T` is the dtype in which PyTorch reckons with the parameters. */
template <class T>
double sampleBtrs(T count, T prob, Generator& generator) {
  const double stddev = std::sqrt(count * prob * (1 - prob));
  const double b = 1.15 + 2.53 * stddev;
  const double a = -0.0873 + 0.0248 * b + 0.01 * prob;
  const double c = count * prob + 0.5;
  const double bound = 0.92 - 4.2 / b;
  const double r = prob / (1 - prob);
  const double alpha = (2.83 + 5.1 / b) * stddev;
  const double m = std::floor((count + 1) * prob);
  while (true) {
    const double u = uniformDouble(generator) - 0.5;
    const double v = uniformDouble(generator);
    const double us = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / us + b) * u + c);
    if (us >= 0.07 && v <= bound) return k;
    if (k < 0 || k > count) continue;
    const double left = std::log(v * alpha / (a / (us * us) + b));
    const double right = (m + 0.5) * std::log((m + 1) / (r * (count - m + 1))) +
                         (count + 1) * std::log((count - m + 1) / (count - k + 1)) +
                         (k + 0.5) * std::log(r * (count - k + 1) / (k + 1)) + stirlingTail(m) +
                         stirlingTail(count - m) - stirlingTail(k) - stirlingTail(count - k);
    if (left <= right) return k;
    checkInterrupt();
  }
}

/** For small counts: sums of geometric numbers. */
template <class T>
double sampleBySums(T count, T prob, Generator& generator) {
  const double log = std::log1p(-prob);
  double sum = 0;
  for (double successes = 0;; ++successes) {
    sum += std::ceil(std::log(uniformDouble(generator)) / log);
    if (!(sum <= count)) return successes;
  }
}

template <class T>
double sampleBinomial(T count, T prob, Generator& generator) {
  const auto sample = [&](T chance) {
    return count * chance >= 10.0 ? sampleBtrs(count, chance, generator) : sampleBySums(count, chance, generator);
  };
  if (count <= 0 || prob <= 0) return 0;
  if (prob >= 1) return count;
  if (prob <= 0.5) return sample(prob);
  if (prob > 0.5) return count - sample(static_cast<T>(1.0 - prob));
  return std::numeric_limits<double>::quiet_NaN();
}

template <class T>
double sampleGamma(T alpha, Generator& generator) {
  double scale = 1;
  if (alpha < 1) {
    if (alpha == 0) return 0;
    scale = std::pow(1 - uniformDouble(generator), static_cast<double>(1.0f / alpha));
    alpha += 1;
  }
  const double d = alpha - 1.0f / 3.0f;
  const double c = 1.0f / std::sqrt(9.0f * d);
  while (true) {
    double x = 0;
    double y = 0;
    do {
      x = normalDouble(generator);
      y = 1 + c * x;
    } while (y <= 0);
    const double v = y * y * y;
    const double u = 1 - uniformDouble(generator);
    const double xx = x * x;
    if (u < 1.0f - 0.0331f * xx * xx) return scale * d * v;
    if (std::log(u) < 0.5f * xx + d * (1.0f - v + std::log(v))) return scale * d * v;
    if (std::isnan(x + d)) return std::numeric_limits<double>::quiet_NaN();
  }
}

/** The logarithmic derivative of the gamma function, for positive `x`; of others NaN. */
double digamma(double x) {
  if (!(x > 0)) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (; x < 10; ++x) sum -= 1 / x;
  const double z = 1 / (x * x);
  const double series =
      z * (1.0 / 12 - z * (1.0 / 120 - z * (1.0 / 252 - z * (1.0 / 240 - z * (1.0 / 132 - z * (691.0 / 32760))))));
  return sum + std::log(x) - 0.5 / x - series;
}

/** How a gamma number moves with its concentration where its place among all is kept (Figurnov, Mohamed, Mnih 2018). */
double gammaGradient(double alpha, double x) {
  if (x < 0.8f) {  // Taylor's series
    double numerator = 1;
    double denominator = alpha;
    double first = numerator / denominator;
    double second = numerator / (denominator * denominator);
    for (int i = 1; i <= 5; ++i) {
      numerator *= -x / i;
      denominator += 1;
      first += numerator / denominator;
      second += numerator / (denominator * denominator);
    }
    const double power = std::pow(x, alpha);
    const double density = std::pow(x, alpha - 1) * std::exp(-x);
    const double result = -((std::log(x) - digamma(alpha)) * power * first - power * second) / density;
    return std::isnan(result) ? 0 : result;
  }
  if (alpha > 8) {  // Rice's saddle point expansion
    if (0.9f * alpha <= x && x <= 1.1f * alpha) {
      const double first = 1 + 24 * alpha * (1 + 12 * alpha);
      const double second =
          1440 * alpha * alpha + 6 * x * (53 - 120 * x) - 65 * x * x / alpha + alpha * (107 + 3600 * x);
      return first * second / (1244160 * (alpha * alpha) * (alpha * alpha));
    }
    const double root = std::sqrt(8 * alpha);
    const double second = root / (alpha - x);
    const double third = std::pow(x - alpha - alpha * std::log(x / alpha), -1.5);
    const double both = x < alpha ? second - third : second + third;
    const double term =
        std::log(x / alpha) * both - std::sqrt(2 / alpha) * (alpha + x) / ((alpha - x) * (alpha - x));
    const double stirling = 1 + 1 / (12 * alpha) * (1 + 1 / (24 * alpha));
    return -stirling * x * term / root;
  }
  const double u = std::log(x / alpha);  // a rational approximation
  const double v = std::log(alpha);
  static constexpr double coefficients[3][8] = {
      {0.16009398, -0.094634809, 0.025146376, -0.0030648343, 1, 0.32668115, 0.10406089, 0.0014179084},
      {0.53487893, 0.1298071, 0.065735949, -0.0015649758, 0.16639465, 0.020070113, -0.0035938915, -0.00058392623},
      {0.040121004, -0.0065914022, -0.0026286047, -0.0013441777, 0.017050642, -0.0021309326, 0.00085092367,
       -1.5247877e-07},
  };
  double inV[8];
  for (int i = 0; i < 8; ++i) inV[i] = coefficients[0][i] + u * (coefficients[1][i] + u * coefficients[2][i]);
  const double p = inV[0] + v * (inV[1] + v * (inV[2] + v * inV[3]));
  const double q = inV[4] + v * (inV[5] + v * (inV[6] + v * inV[7]));
  return std::exp(p / q);
}

/** The integral over (0, 1) of a function of the place and what is left to 1, which may be steep at both ends. */
template <class F>
double integral(const F& f) {
  constexpr double step = 1.0 / 16;
  double sum = 0;
  for (int i = -64; i <= 64; ++i) {
    const double t = step * i;
    const double e = std::exp(-std::numbers::pi * std::sinh(std::fabs(t)));
    const double small = e / (1 + e);
    const double weight = std::numbers::pi * std::cosh(t) * small / (1 + e);
    if (weight == 0 || small == 0) continue;
    const double value = f(t < 0 ? small : 1 - small);
    if (std::isfinite(value)) sum += weight * value;
  }
  return sum * step;
}

/** How a beta number moves with its first concentration where its place among all is kept, by 1 - x. */
double betaGradient(double x, double alpha, double total) {
  const double beta = total - alpha;
  const double c = digamma(alpha) - digamma(total);
  if (x <= alpha / total) {
    const double part = integral([&](double p) {
      const double s = std::pow(p, 1 / alpha);
      return (std::log(x) + std::log(p) / alpha - c) * std::exp((beta - 1) * (std::log1p(-x * s) - std::log1p(-x)));
    });
    return -x / alpha * part / (1 - x);
  }
  const double part = integral([&](double p) {
    const double rest = (1 - x) * std::pow(p, 1 / beta);
    return (std::log1p(-rest) - c) * std::exp((alpha - 1) * (std::log1p(-rest) - std::log(x)));
  });
  return part / beta;
}

}  // namespace

Tensor cauchy_(const Tensor& target, double median, double sigma, Generator& generator) {
  require(isFloating(target.dtype()),
          "Cauchy distribution is a continuous probability distribution. dtype must be a floating point but you "
          "specified ",
          dtypeTypeName(target.dtype()));
  require(sigma > 0, "cauchy_ expects sigma > 0.0, but found sigma=", sigma);
  fill<double>(target, [&] { return median + sigma * std::tan(std::numbers::pi * (uniformDouble(generator) - 0.5)); });
  return target;
}

Tensor logNormal_(const Tensor& target, double mean, double std, Generator& generator) {
  require(isFloating(target.dtype()), "\"log_normal_cpu\" not implemented for '", dtypeName(target.dtype()), "'");
  require(std > 0, "log_normal_ expects std > 0.0, but found std=", std);
  fill<double>(target, [&] { return std::exp(normalDouble(generator) * std + mean); });
  return target;
}

Tensor geometric_(const Tensor& target, double p, Generator& generator) {
  require(target.dtype() != DType::Bool, "\"geometric_cpu\" not implemented for 'Bool'");
  require(p > 0 && p < 1, "geometric_ expects p to be in (0, 1), but got p=", p);
  const double log = std::log1p(-p);
  fill<double>(target, [&] { return std::ceil(std::log(uniformDouble(generator)) / log); });
  return target;
}

Tensor poisson(const Tensor& rates, Generator& generator) {
  requireFloating(rates, "poisson_cpu");
  const Columns columns{&rates};
  const double* lambda = columns[0];
  for (int64_t i = 0; i < rates.numel(); ++i) {
    require(lambda[i] >= 0, "invalid Poisson rate, expected rate to be non-negative");
    require(std::isfinite(lambda[i]), "invalid Poisson rate, expected rate to be finite");
  }
  return drawn(columns.sizes, rates.dtype(), [&](int64_t i) { return samplePoisson(lambda[i], generator); });
}

Tensor binomial(const Tensor& counts, const Tensor& probabilities, Generator& generator) {
  require(isFloating(counts.dtype()), "binomial only supports floating-point dtypes for count, got: ",
          dtypeName(counts.dtype()));
  require(isFloating(probabilities.dtype()), "binomial only supports floating-point dtypes for prob, got: ",
          dtypeName(probabilities.dtype()));
  require(counts.dtype() == probabilities.dtype(), "Found dtype ", dtypeTypeName(probabilities.dtype()),
          " but expected ", dtypeTypeName(counts.dtype()));
  requireFull(counts, "binomial_cpu");
  const Columns columns{&counts, &probabilities};
  const double* count = columns[0];
  const double* prob = columns[1];
  for (int64_t i = 0; i < columns.tensors[0].numel(); ++i)
    require(count[i] < 0x1p53, "binomial expects counts below 2 ** 53, but got ", count[i]);
  return drawn(columns.sizes, counts.dtype(), [&](int64_t i) {
    if (counts.dtype() == DType::Float64) return sampleBinomial(count[i], prob[i], generator);
    return sampleBinomial(static_cast<float>(count[i]), static_cast<float>(prob[i]), generator);
  });
}

Tensor standardGamma(const Tensor& concentrations, Generator& generator) {
  requireFull(concentrations, "gamma_cpu");
  const Columns columns{&concentrations};
  const double* alpha = columns[0];
  for (int64_t i = 0; i < concentrations.numel(); ++i)
    require(!(alpha[i] < 0) && !std::isinf(alpha[i]), "invalid gamma concentration, expected it to be non-negative and finite, but got ", alpha[i]);
  const bool wide = concentrations.dtype() == DType::Float64;
  const double least = wide ? std::numeric_limits<double>::min() : std::numeric_limits<float>::min();
  return drawn(columns.sizes, concentrations.dtype(), [&](int64_t i) {
    const double sample =
        wide ? sampleGamma(alpha[i], generator) : sampleGamma(static_cast<float>(alpha[i]), generator);
    return sample < least ? least : sample;
  });
}

Tensor standardGammaGrad(const Tensor& concentrations, const Tensor& samples) {
  requireFull(concentrations, "_standard_gamma_grad_cpu");
  requireFull(samples, "_standard_gamma_grad_cpu");
  const Columns columns{&concentrations, &samples};
  return drawn(columns.sizes, samples.dtype(), [&](int64_t i) { return gammaGradient(columns[0][i], columns[1][i]); });
}

Tensor dirichletGrad(const Tensor& samples, const Tensor& concentrations, const Tensor& totals) {
  for (const Tensor* input : {&samples, &concentrations, &totals}) requireFull(*input, "_dirichlet_grad_cpu");
  const Columns columns{&samples, &concentrations, &totals};
  return drawn(columns.sizes, samples.dtype(),
               [&](int64_t i) { return betaGradient(columns[0][i], columns[1][i], columns[2][i]); });
}

}  // namespace tangent::kernels
