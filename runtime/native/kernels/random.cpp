#include "kernels/random.h"

#include <cmath>

#include "kernels/copy.h"
#include "kernels/create.h"
#include "kernels/draws.h"
#include "kernels/normal.h"
#include "kernels/pointwise.h"
#include "kernels/extremes.h"
#include "kernels/sort.h"
#include "tensor/iterate.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

// The derivations are PyTorch's (aten/src/ATen/core/DistributionsHelper.h, TransformationHelper.h and
// native/cpu/DistributionTemplates.h), draw for draw.

namespace tangent::kernels {
namespace {

/** Real numbers of [0, 1), as many calls of `uniformFloat` or `uniformDouble` give them. */
template <class T>
void fillUniform(T* data, int64_t count, Generator& generator) {
  if constexpr (std::is_same_v<T, double>) {
    for (int64_t i = 0; i < count; ++i) data[i] = uniformDouble(generator);
  } else {
    std::array<uint32_t, piece> drawn;
    for (int64_t at = 0; at < count; at += piece) {
      const int64_t some = std::min(piece, count - at);
      generator.draw({drawn.data(), static_cast<size_t>(some)});
      for (int64_t i = 0; i < some; ++i) {
        data[at + i] = static_cast<float>(static_cast<int32_t>(drawn[static_cast<size_t>(i)] & ((1u << 24) - 1))) * 0x1p-24f;
      }
    }
  }
}

/** At least sixteen contiguous numbers; where the count is no multiple of sixteen, the last sixteen are drawn anew. */
template <class T>
void normalFill(T* data, int64_t count, T mean, T std, Generator& generator, bool reduced = false) {
  constexpr int64_t block = 1 << 16;  // drawn by one thread, then transformed by all
  const int64_t whole = count / 16 * 16;
  const int64_t first = reduced ? whole : count;  // half precision draws nothing for the rest that is drawn anew
  for (int64_t at = 0; at < first; at += block) {
    checkInterrupt();
    const int64_t some = std::min(block, first - at);
    fillUniform(data + at, some, generator);
    const int64_t sixteens = (std::min(at + some, whole) - at) / 16;
    parallelFor(sixteens, grainFor(sixteens, 16 * 16), [&](int64_t begin, int64_t end) {
      normalSixteens(data + at + begin * 16, end - begin, mean, std);
    });
  }
  if (count != whole) {
    T* last = data + count - 16;
    fillUniform(last, 16, generator);
    normalSixteens(last, 1, mean, std);
  }
}

/** The largest integer up to which every integer is a value of the dtype. */
int64_t largestInteger(DType dtype) {
  switch (dtype) {
    case DType::Bool: return 1;
    case DType::UInt8: return 255;
    case DType::Int8: return 127;
    case DType::Int16: return 32767;
    case DType::Int32: return 2147483647;
    case DType::Float16: return int64_t{1} << 11;
    case DType::BFloat16: return int64_t{1} << 8;
    case DType::Float32: return int64_t{1} << 24;
    case DType::Float64: return int64_t{1} << 53;
    default: return std::numeric_limits<int64_t>::max();
  }
}

int64_t leastInteger(DType dtype) {
  if (dtype == DType::Bool || dtype == DType::UInt8) return 0;
  return isFloating(dtype) ? -largestInteger(dtype) : -largestInteger(dtype) - 1;
}

/** The place of the highest bit. */
int highestBit(int64_t value) {
  int bit = 0;
  for (uint64_t rest = static_cast<uint64_t>(std::abs(value)); rest >>= 1;) ++bit;
  return bit;
}

/** Bits of a floating dtype's significand. */
int significandOf(DType dtype) {
  return dtype == DType::Float64 ? 53 : dtype == DType::Float32 ? 24 : dtype == DType::Float16 ? 11 : 8;
}

/** `value` as the dtype holds it. */
int64_t rounded(int64_t value, DType dtype) {
  Tensor held = Tensor::empty({}, DType::Int64);
  held.data<int64_t>()[0] = value;
  return to(to(held, dtype), DType::Int64).data<int64_t>()[0];
}

int64_t leastAtOrAbove(int64_t from, DType dtype) {
  const int64_t next = rounded(from + 1, dtype);
  if (next >= from) return from;
  return next + (int64_t{1} << std::max(0, highestBit(from + 1) - significandOf(dtype) + 1));
}

int64_t greatestBelow(int64_t to, DType dtype) {
  const int64_t before = rounded(to - 1, dtype);
  if (before < to) return to;
  return before - (int64_t{1} << std::max(0, highestBit(to - 1) - significandOf(dtype) + 1));
}

}  // namespace

Tensor uniform_(const Tensor& target, double from, double to, Generator& generator) {
  require(isFloating(target.dtype()), "\"check_uniform_bounds\" not implemented for '", dtypeName(target.dtype()), "'");
  require(from <= to, "uniform_ expects to return a [from, to) range, but found from=", from, " > to=", to);
  if (target.dtype() == DType::Float64) {
    fill<double>(target, [&] { return std::fma(uniformDouble(generator), to - from, from); });
  } else {
    const auto low = static_cast<float>(from);
    const auto high = static_cast<float>(to);
    fillPieces<float>(target, [&](float* data, int64_t count) {
      fillUniform(data, count, generator);
      for (int64_t i = 0; i < count; ++i) data[i] = std::fma(data[i], high - low, low);  // rounded once, as PyTorch's
    });
  }
  return target;
}

Tensor normal_(const Tensor& target, double mean, double std, Generator& generator) {
  require(isFloating(target.dtype()), "\"normal_kernel_cpu\" not implemented for '", dtypeName(target.dtype()), "'");
  require(std >= 0, "normal expects std >= 0.0, but found std ", std);
  if (target.numel() < 16 || !target.contiguous()) {
    fill<double>(target, [&] { return normalDouble(generator) * std + mean; });
    return target;
  }
  if (target.dtype() == DType::Float64) {
    normalFill(target.data<double>(), target.numel(), mean, std, generator);
  } else {
    const Tensor work = target.dtype() == DType::Float32 ? target : Tensor::empty(target.sizes(), DType::Float32);
    normalFill(work.data<float>(), work.numel(), static_cast<float>(mean), static_cast<float>(std), generator,
               target.dtype() != DType::Float32);
    if (!work.is(target)) return copyInto(target, work);
  }
  target.storage().bump();
  return target;
}

Tensor random_(const Tensor& target, int64_t from, const std::optional<int64_t>& to, Generator& generator) {
  const DType dtype = target.dtype();
  const int64_t last = to ? *to : largestInteger(dtype);
  const char* name = dtypeTypeName(dtype);
  require(!to || from < *to, "random_ expects 'from' to be less than 'to', but got from=", from, " >= to=", last);
  int64_t low = from;
  int64_t high = last;
  if (to && isFloating(dtype)) {
    // Bounds that the dtype cannot hold move to the nearest within; beyond that PyTorch only warns.
    low = leastAtOrAbove(from, dtype);
    high = to ? greatestBelow(last, dtype) : last;
    require(low < high,
            "random_ expects 'from' casted to dtype to be less than 'to' casted to dtype, but got from=", low,
            " >= to=", high);
    if (dtype == DType::Float16) {
      require(low >= -65504 && low <= 65504, "from is out of bounds for ", name);
      require(high - 1 <= 65504, "to - 1 is out of bounds for ", name);
    }
  } else {
    require(from >= leastInteger(dtype) && from <= largestInteger(dtype), "from is out of bounds for ", name);
    require(!to || *to - 1 <= largestInteger(dtype), "to - 1 is out of bounds for ", name);
  }
  const uint64_t range = static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + (to ? 0 : 1);
  const bool unbounded = !to && from == 0;
  const bool wide = unbounded ? dtype == DType::Int64 || dtype == DType::Float64 : range >= (uint64_t{1} << 28);
  fill<int64_t>(target, [&] {
    const uint64_t drawn = wide || range == 0 ? generator.random64() : generator.random();
    return static_cast<int64_t>((range == 0 ? drawn : drawn % range) + static_cast<uint64_t>(low));
  });
  return target;
}

Tensor bernoulli_(const Tensor& target, const Operand& p, Generator& generator) {
  if (const auto* scalar = std::get_if<Scalar>(&p)) {
    const auto probability = scalar->to<double>();
    require(probability >= 0 && probability <= 1, "bernoulli_ expects p to be in [0, 1], but got p=", probability);
    fill<bool>(target, [&] { return uniformDouble(generator) < probability; });
    return target;
  }
  const auto& tensor = std::get<Tensor>(p);
  require(isFloating(tensor.dtype()), "\"bernoulli_tensor_cpu_p_\" not implemented for '", dtypeName(tensor.dtype()),
          "'");
  require(broadcast(target.sizes(), tensor.sizes()) == target.sizes(), "bernoulli_(): p of shape ", tensor.sizes(),
          " does not broadcast to ", target.sizes());
  const Tensor probabilities = contiguous(to(likeMemoryOf(target, expandTo(tensor, target.sizes())), DType::Float64));
  const auto* values = probabilities.data<double>();
  for (int64_t i = 0; i < probabilities.numel(); ++i) {
    require(values[i] >= 0 && values[i] <= 1, "bernoulli_ expects p to be in [0, 1], but got p=", values[i]);
  }
  if (tensor.dtype() == DType::Float64) fill<bool>(target, [&] { return uniformDouble(generator) < *values++; });
  else fill<bool>(target, [&] { return static_cast<double>(uniformFloat(generator)) < *values++; });
  return target;
}

Tensor exponential_(const Tensor& target, double lambda, Generator& generator) {
  require(isFloating(target.dtype()),
          "Exponential distribution is a continuous probability distribution. dtype must be a floating point but you "
          "specified ",
          dtypeName(target.dtype()));
  require(lambda > 0, "exponential_ expects lambda > 0.0, but found lambda=", lambda);
  fill<double>(target, [&] { return -1.0 / lambda * std::log1p(-uniformDouble(generator)); });
  return target;
}

Tensor randperm(int64_t n, DType dtype, Generator& generator) {
  require(n >= 0, "Trying to create tensor with negative dimension ", n, ": [", n, "]");
  require(dtype != DType::Bool, "\"randperm\" not implemented for 'Bool'");
  require(n == 0 || n - 1 <= largestInteger(dtype), "value cannot be converted to type ", dtypeTypeName(dtype),
          " without overflow");
  Tensor order = arange(0, 1, n, DType::Int64);
  auto* values = order.data<int64_t>();
  Ticker ticker;
  for (int64_t i = 0; i < n - 1; ++i) {
    ticker.tick();
    const auto rest = static_cast<uint64_t>(n - i);
    std::swap(values[i], values[i + static_cast<int64_t>(generator.random() % rest)]);
  }
  return to(order, dtype);
}

Tensor multinomial(const Tensor& weights, int64_t count, bool replacement, Generator& generator) {
  const int dims = weights.dims();
  require(dims == 1 || dims == 2, "prob_dist must be 1 or 2 dim");
  require(isFloating(weights.dtype()), "multinomial only supports floating-point dtypes for input, got: ",
          dtypeName(weights.dtype()));
  require(count > 0, "cannot sample n_sample <= 0 samples");
  const int64_t categories = weights.size(dims - 1);
  require(replacement || count <= categories,
          "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
  const int64_t rows = dims == 2 ? weights.size(0) : 1;
  const Tensor wide = contiguous(to(weights, DType::Float64));
  const auto* p = wide.data<double>();
  for (int64_t row = 0; row < rows; ++row) {
    double total = 0;
    for (int64_t i = 0; i < categories; ++i) {
      const double value = p[row * categories + i];
      require(value >= 0 && std::isfinite(value), "probability tensor contains either `inf`, `nan` or element < 0");
      total += value;
    }
    require(total > 0, "invalid multinomial distribution (sum of probabilities <= 0)");
  }
  if (!replacement || count == 1) {  // the largest of weight / exponential number
    const Tensor noise = exponential_(Tensor::empty(weights.sizes(), weights.dtype()), 1, generator);
    const Tensor race = binary(Binary::div, weights, noise, std::nullopt);
    return count == 1 ? argmax(race, -1, true) : topk(race, count, -1, true).second;
  }
  Tensor result = Tensor::empty(dims == 2 ? Dims{rows, count} : Dims{count}, DType::Int64);
  auto* samples = result.data<int64_t>();
  std::vector<double> cumulative(static_cast<size_t>(categories));
  for (int64_t row = 0; row < rows; ++row) {
    double total = 0;
    for (int64_t i = 0; i < categories; ++i) {
      total += p[row * categories + i];
      cumulative[static_cast<size_t>(i)] = total;
    }
    for (double& value : cumulative) value /= total;
    cumulative.back() = 1;
    for (int64_t i = 0; i < count; ++i) {
      const double drawn = uniformDouble(generator);
      const auto found = std::lower_bound(cumulative.begin(), cumulative.end(), drawn);
      samples[row * count + i] = std::min<int64_t>(found - cumulative.begin(), categories - 1);
    }
  }
  return result;
}

}  // namespace tangent::kernels
