#include "kernels/ctc.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "kernels/copy.h"
#include "kernels/create.h"
#include "kernels/real.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

constexpr double impossible = -std::numeric_limits<double>::infinity();

double logSum(double a, double b) {
  const double most = std::max(a, b);
  if (most == impossible) return impossible;
  return most + std::log(std::exp(a - most) + std::exp(b - most));
}

/** The arguments of both kernels, checked as PyTorch does, and labels that are classes. */
struct Batch {
  int64_t steps;
  int64_t count;
  int64_t classes;
  int64_t blank;
  Tensor scores;   // contiguous, in the dtype of the arithmetic
  Tensor targets;  // contiguous
  std::vector<int64_t> inputs;
  std::vector<int64_t> labels;
  std::vector<int64_t> starts;  // of each target

  Batch(const Tensor& logProbs, const Tensor& labelsOf, const Tensor& inputLengths, const Tensor& targetLengths,
        int64_t blankClass)
      : blank(blankClass) {
    require(logProbs.dims() == 3, "ctc_loss: expected log_probs of shape [T, N, C], but got ", logProbs.sizes());
    require(logProbs.numel() > 0, "log_probs tensor must not be empty");
    require(logProbs.dtype() == DType::Float32 || logProbs.dtype() == DType::Float64,
            "\"ctc_loss_cpu\" not implemented for '", dtypeName(logProbs.dtype()), "'");
    steps = logProbs.size(0);
    count = logProbs.size(1);
    classes = logProbs.size(2);
    require(blank >= 0 && blank < classes, "blank must be in label range");
    scores = kernels::contiguous(logProbs);
    inputs = lengths(inputLengths, "input_lengths", steps);
    labels = lengths(targetLengths, "target_lengths", std::numeric_limits<int64_t>::max());
    require(isIntegral(labelsOf.dtype()), "targets must be integral");
    require(labelsOf.dims() <= 2, "targets must be 1- or 2-dimensional, but got ", labelsOf.sizes());
    targets = kernels::contiguous(to(labelsOf, DType::Int64));
    const int64_t longest = *std::max_element(labels.begin(), labels.end());
    int64_t total = 0;
    for (int64_t i = 0; i < count; ++i) {
      starts.push_back(targets.dims() == 2 ? i * targets.size(1) : total);
      require(labels[i] <= targets.numel(), "target_lengths are longer than targets");
      total += labels[i];
    }
    if (targets.dims() == 2) {
      require(targets.size(0) == count, "Expected targets of batch size ", count, ", but got ", targets.sizes());
      require(targets.size(1) >= longest, "Expected tensor to have size at least ", longest,
              " at dimension 1, but got size ", targets.size(1), " (while checking arguments for ctc_loss_allocate_outputs)");
    } else {
      require(targets.numel() == total, "Expected targets to hold ", total, " labels, the sum of target_lengths, but got ",
              targets.numel());
    }
    for (int64_t i = 0; i < count; ++i) {
      for (int64_t s = 0; s < labels[i]; ++s) {
        const int64_t label = targets.data<int64_t>()[starts[i] + s];
        require(label >= 0 && label < classes, "Target ", label, " is out of bounds.");
      }
    }
  }

  /** The class of state `s` of target `i`: a blank, a label, a blank … */
  int64_t classOf(int64_t i, int64_t s) const {
    return s % 2 == 0 ? blank : targets.data<int64_t>()[starts[i] + s / 2];
  }
  /** Whether state `s` may follow `s - 2`. */
  bool skips(int64_t i, int64_t s) const {
    return s % 2 == 1 && s >= 2 && classOf(i, s) != classOf(i, s - 2);
  }
  int64_t states(int64_t i) const { return 2 * labels[i] + 1; }

 private:
  std::vector<int64_t> lengths(const Tensor& given, const char* name, int64_t most) const {
    require(given.numel() == count, name, " must be of size batch_size");
    require(isIntegral(given.dtype()), name, " must be integral");
    const Tensor values = kernels::contiguous(to(given, DType::Int64));
    std::vector<int64_t> result(values.data<int64_t>(), values.data<int64_t>() + count);
    for (const int64_t length : result) {
      require(length >= 0, "Expected ", name, " to have value at least 0, but got value ", length,
              " (while checking arguments for ctc_loss)");
      require(length <= most, "Expected ", name, " to have value at most ", most, ", but got value ", length,
              " (while checking arguments for ctc_loss)");
    }
    return result;
  }
};

/** Log-probabilities of all beginnings of alignments of one target: [steps, states]. */
template <class T>
std::vector<double> beginnings(const Batch& batch, int64_t i) {
  const int64_t states = batch.states(i);
  const int64_t steps = batch.inputs[i];
  std::vector<double> alpha(static_cast<size_t>(steps * states), impossible);
  const T* scores = batch.scores.data<T>();
  for (int64_t t = 0; t < steps; ++t) {
    const T* row = scores + (t * batch.count + i) * batch.classes;
    const double* before = alpha.data() + (t - 1) * states;
    double* now = alpha.data() + t * states;
    for (int64_t s = 0; s < states; ++s) {
      double sum = impossible;
      if (t == 0) {
        if (s < 2) sum = 0;
      } else {
        sum = before[s];
        if (s > 0) sum = logSum(sum, before[s - 1]);
        if (batch.skips(i, s)) sum = logSum(sum, before[s - 2]);
      }
      now[s] = sum + static_cast<double>(row[batch.classOf(i, s)]);
    }
  }
  return alpha;
}

double lossOf(const Batch& batch, int64_t i, const std::vector<double>& alpha) {
  const int64_t states = batch.states(i);
  const int64_t steps = batch.inputs[i];
  if (steps == 0) return states == 1 ? 0 : -impossible;
  const double* last = alpha.data() + (steps - 1) * states;
  return -(states == 1 ? last[0] : logSum(last[states - 1], last[states - 2]));
}

template <class T>
void gradientOf(const Batch& batch, int64_t i, double incoming, bool zeroInfinity, T* out) {
  const std::vector<double> alpha = beginnings<T>(batch, i);
  const double loss = lossOf(batch, i, alpha);
  if (zeroInfinity && loss == -impossible) return;
  const int64_t states = batch.states(i);
  const int64_t steps = batch.inputs[i];
  const T* scores = batch.scores.data<T>();
  std::vector<double> beta(static_cast<size_t>(states), impossible);
  std::vector<double> after(static_cast<size_t>(states), impossible);
  std::vector<double> through(static_cast<size_t>(batch.classes));
  for (int64_t t = steps - 1; t >= 0; --t) {
    const int64_t at = (t * batch.count + i) * batch.classes;
    const T* row = scores + at;
    std::swap(beta, after);
    std::fill(through.begin(), through.end(), impossible);
    for (int64_t s = 0; s < states; ++s) {
      double sum = impossible;
      if (t == steps - 1) {
        if (s >= states - 2) sum = 0;
      } else {
        sum = after[s];
        if (s + 1 < states) sum = logSum(sum, after[s + 1]);
        if (s + 2 < states && batch.skips(i, s + 2)) sum = logSum(sum, after[s + 2]);
      }
      const int64_t label = batch.classOf(i, s);
      beta[s] = sum + static_cast<double>(row[label]);
      through[label] = logSum(through[label], alpha[t * states + s] + beta[s]);
    }
    for (int64_t c = 0; c < batch.classes; ++c) {
      const auto score = static_cast<double>(row[c]);
      out[at + c] = static_cast<T>((std::exp(score) - std::exp(through[c] + loss - score)) * incoming);
    }
  }
}

}  // namespace

Tensor ctcLoss(const Tensor& logProbs, const Tensor& targets, const Tensor& inputLengths, const Tensor& targetLengths,
               int64_t blank) {
  const Batch batch(logProbs, targets, inputLengths, targetLengths, blank);
  const Tensor losses = full({batch.count}, Scalar(int64_t{0}), logProbs.dtype());
  visitReal(logProbs.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    T* out = losses.data<T>();
    parallelFor(batch.count, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) out[i] = static_cast<T>(lossOf(batch, i, beginnings<T>(batch, i)));
    });
  });
  return losses;
}

Tensor ctcLossBackward(const Tensor& grad, const Tensor& logProbs, const Tensor& targets, const Tensor& inputLengths,
                       const Tensor& targetLengths, int64_t blank, bool zeroInfinity) {
  const Batch batch(logProbs, targets, inputLengths, targetLengths, blank);
  require(grad.numel() == batch.count, "expected a gradient for each of ", batch.count, " losses, but got ",
          grad.sizes());
  const Tensor incoming = contiguous(to(grad, logProbs.dtype()));
  const Tensor result = full(logProbs.sizes(), Scalar(int64_t{0}), logProbs.dtype());
  visitReal(logProbs.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    T* out = result.data<T>();
    parallelFor(batch.count, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        gradientOf<T>(batch, i, static_cast<double>(incoming.data<T>()[i]), zeroInfinity, out);
      }
    });
  });
  return result;
}

}  // namespace tangent::kernels
