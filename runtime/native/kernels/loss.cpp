#include "kernels/loss.h"

#include "kernels/copy.h"
#include "kernels/create.h"
#include "kernels/real.h"
#include "tensor/shape.h"

namespace tangent::kernels {
namespace {

/** input as [batch, classes, inner], checked as PyTorch does. */
struct Classes {
  int64_t batch;
  int64_t classes;
  int64_t inner = 1;
  Tensor input;   // contiguous, in the dtype of the arithmetic
  Tensor target;  // contiguous int64
  Tensor weight;  // contiguous, or nothing
  Reduction reduction;
  int64_t ignored;

  Classes(const Tensor& scores, const Tensor& labels, const std::optional<Tensor>& weights, int code, int64_t ignore)
      : reduction(static_cast<Reduction>(code)), ignored(ignore) {
    require(code >= 0 && code <= 2, "reduction must be 0 (none), 1 (mean) or 2 (sum), but got ", code);
    require(scores.dims() > 0, "input tensor should be 1D or 2D");
    require(isFloating(scores.dtype()), "\"nll_loss_out_frame\" not implemented for '", dtypeName(scores.dtype()), "'");
    require(labels.dtype() == DType::Int64 || labels.dtype() == DType::UInt8,
            "expected target dtype to be Long or Byte, but got ", dtypeName(labels.dtype()));
    if (scores.dims() == 1) {
      require(labels.dims() <= 1 && labels.numel() == 1, "0D or 1D target tensor expected, multi-target not supported");
      batch = 1;
      classes = scores.size(0);
    } else {
      batch = scores.size(0);
      classes = scores.size(1);
      require(labels.dims() == scores.dims() - 1, "only batches of spatial targets supported (", scores.dims() - 1,
              "D tensors) but got targets of dimension: ", labels.dims());
      require(labels.size(0) == batch, "Expected input batch_size (", batch, ") to match target batch_size (",
              labels.size(0), ").");
      for (int i = 2; i < scores.dims(); ++i) {
        require(labels.size(i - 1) == scores.size(i), "size mismatch (got input: ", scores.sizes(),
                ", target: ", labels.sizes());
        inner *= scores.size(i);
      }
    }
    if (weights) {
      require(weights->dims() == 1 && weights->numel() == classes, "weight tensor should be defined either for all ",
              classes, " classes or no classes but got weight tensor of shape: ", weights->sizes());
      require(weights->dtype() == scores.dtype(), "expected scalar type ", dtypeName(scores.dtype()), " but found ",
              dtypeName(weights->dtype()));
      weight = contiguous(to(*weights, computeType(scores.dtype())));
    }
    input = contiguous(to(scores, computeType(scores.dtype())));
    target = contiguous(to(labels, DType::Int64));
    const auto* label = target.data<int64_t>();
    for (int64_t i = 0; i < target.numel(); ++i) {
      require(label[i] == ignored || (label[i] >= 0 && label[i] < classes), "Target ", label[i], " is out of bounds.");
    }
  }

  template <class T>
  T weightOf(int64_t label) const {
    return weight ? weight.data<T>()[label] : T(1);
  }

  /** Calls `f(i, where, label)` for target i: `where` is its class in input. */
  template <class F>
  void each(const F& f) const {
    const auto* labels = target.data<int64_t>();
    for (int64_t n = 0, i = 0; n < batch; ++n) {
      for (int64_t s = 0; s < inner; ++s, ++i) {
        if (labels[i] != ignored) f(i, (n * classes + labels[i]) * inner + s, labels[i]);
      }
    }
  }
};

}  // namespace

Pair nllLoss(const Tensor& input, const Tensor& target, const std::optional<Tensor>& weight, int reduction,
             int64_t ignoreIndex) {
  const Classes problem(input, target, weight, reduction, ignoreIndex);
  const DType compute = computeType(input.dtype());
  const bool each = problem.reduction == Reduction::none;
  const Tensor loss = full(each ? target.sizes() : Dims{}, Scalar(int64_t{0}), compute);
  const Tensor totalWeight = full({}, Scalar(int64_t{0}), compute);
  visitReal(compute, [&](auto type) {
    using T = typename decltype(type)::type;
    const T* scores = problem.input.data<T>();
    T* out = loss.data<T>();
    double total = 0;
    double weights = 0;
    problem.each([&](int64_t i, int64_t where, int64_t label) {
      const T factor = problem.weightOf<T>(label);
      const T value = -scores[where] * factor;
      if (each) out[i] = value;
      total += static_cast<double>(value);
      weights += static_cast<double>(factor);
    });
    if (!each) *out = static_cast<T>(problem.reduction == Reduction::mean ? total / weights : total);
    *totalWeight.data<T>() = static_cast<T>(each ? 0 : weights);
  });
  return {to(loss, input.dtype()), to(totalWeight, input.dtype())};
}

Tensor nllLossBackward(const Tensor& grad, const Tensor& input, const Tensor& target,
                       const std::optional<Tensor>& weight, int reduction, int64_t ignoreIndex,
                       const Tensor& totalWeight) {
  const Classes problem(input, target, weight, reduction, ignoreIndex);
  const bool each = problem.reduction == Reduction::none;
  require(each ? grad.sizes() == target.sizes() : grad.numel() == 1, "expected grad of shape ",
          each ? target.sizes() : Dims{}, ", but got ", grad.sizes());
  require(totalWeight.numel() == 1, "expected total_weight to be a single element tensor, but got ",
          totalWeight.sizes());
  const DType compute = computeType(input.dtype());
  const Tensor result = full(input.sizes(), Scalar(int64_t{0}), compute);
  const Tensor incoming = contiguous(to(grad, compute));
  const Tensor weights = to(totalWeight, compute);
  visitReal(compute, [&](auto type) {
    using T = typename decltype(type)::type;
    T* out = result.data<T>();
    const T* gradients = incoming.data<T>();
    const T divisor = problem.reduction == Reduction::mean ? *weights.data<T>() : T(1);
    problem.each([&](int64_t i, int64_t where, int64_t label) {
      out[where] = -problem.weightOf<T>(label) * (each ? gradients[i] : *gradients) / divisor;
    });
  });
  return to(result, input.dtype());
}

}  // namespace tangent::kernels
