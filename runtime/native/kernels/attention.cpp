#include "kernels/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/copy.h"
#include "kernels/create.h"
#include "kernels/gemm.h"
#include "kernels/real.h"
#include "tensor/shape.h"
#include "tensor/threads.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "hwy/contrib/math/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tangent::kernels {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/** `e^x` for x of at most 0, 0 where it is too small to be told from it; NaN stays. */
template <class D, class V>
HWY_INLINE V Power(D d, V x) {
  using T = hn::TFromD<D>;
  const auto least = hn::Set(d, static_cast<T>(sizeof(T) == 4 ? -87 : -700));
  const auto power = hn::IfThenElseZero(hn::Ge(x, least), hn::Exp(d, hn::Max(x, least)));
  return hn::IfThenElse(hn::Eq(x, x), power, x);
}

/** Replaces `count` scores by `e^(score - by)` and gives their sum. */
template <class T>
T PowersOf(T* row, int64_t count, T by) {
  const hn::ScalableTag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto shift = hn::Set(d, by);
  auto sums = hn::Zero(d);
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto value = Power(d, hn::Sub(hn::LoadU(d, row + i), shift));
    hn::StoreU(value, d, row + i);
    sums = hn::Add(sums, value);
  }
  T sum = hn::GetLane(hn::SumOfLanes(d, sums));
  for (; i < count; ++i) {
    row[i] = std::exp(row[i] - by);
    sum += row[i];
  }
  return sum;
}

/** The largest of `count` scores, NaN where one of them is. */
template <class T>
T LargestOf(const T* row, int64_t count) {
  const hn::ScalableTag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  auto largest = hn::Set(d, -std::numeric_limits<T>::infinity());
  auto numbers = hn::Eq(largest, largest);
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto value = hn::LoadU(d, row + i);
    numbers = hn::And(numbers, hn::Eq(value, value));
    largest = hn::Max(largest, value);
  }
  T most = hn::AllTrue(d, numbers) ? hn::GetLane(hn::MaxOfLanes(d, largest)) : std::numeric_limits<T>::quiet_NaN();
  for (; i < count; ++i) most = row[i] > most || row[i] != row[i] ? row[i] : most;
  return most;
}

/** The scores of one query become weights of sum 1; gives the logarithm of their sum, infinity where no key is seen. */
template <class T>
T SoftmaxRow(T* row, int64_t count) {
  const hn::ScalableTag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  T most = LargestOf(row, count);
  if (most == -std::numeric_limits<T>::infinity()) {
    std::fill_n(row, count, T(0));
    return std::numeric_limits<T>::infinity();
  }
  const T sum = PowersOf(row, count, most);
  const auto factor = hn::Set(d, T(1) / sum);
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) hn::StoreU(hn::Mul(hn::LoadU(d, row + i), factor), d, row + i);
  for (; i < count; ++i) row[i] *= T(1) / sum;
  return most + std::log(sum);
}

template <class T>
T DotOf(const T* a, const T* b, int64_t count) {
  const hn::ScalableTag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  auto sums = hn::Zero(d);
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) sums = hn::MulAdd(hn::LoadU(d, a + i), hn::LoadU(d, b + i), sums);
  T sum = hn::GetLane(hn::SumOfLanes(d, sums));
  for (; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

/** `weights * (changes - by) * scale` in place of `changes`. */
template <class T>
void ScoreGradientRow(const T* weights, T* changes, int64_t count, T by, T scale) {
  const hn::ScalableTag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto shift = hn::Set(d, by);
  const auto factor = hn::Set(d, scale);
  int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto change = hn::Sub(hn::LoadU(d, changes + i), shift);
    hn::StoreU(hn::Mul(hn::Mul(hn::LoadU(d, weights + i), change), factor), d, changes + i);
  }
  for (; i < count; ++i) changes[i] = weights[i] * (changes[i] - by) * scale;
}

}  // namespace

float SoftmaxFloat(float* row, int64_t count) { return SoftmaxRow(row, count); }
double SoftmaxDouble(double* row, int64_t count) { return SoftmaxRow(row, count); }
float PowersFloat(float* row, int64_t count, float by) { return PowersOf(row, count, by); }
double PowersDouble(double* row, int64_t count, double by) { return PowersOf(row, count, by); }
float DotFloat(const float* a, const float* b, int64_t count) { return DotOf(a, b, count); }
double DotDouble(const double* a, const double* b, int64_t count) { return DotOf(a, b, count); }
void ScoreGradientFloat(const float* w, float* c, int64_t n, float by, float s) { ScoreGradientRow(w, c, n, by, s); }
void ScoreGradientDouble(const double* w, double* c, int64_t n, double by, double s) {
  ScoreGradientRow(w, c, n, by, s);
}

}  // namespace HWY_NAMESPACE
}  // namespace tangent::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace tangent::kernels {

#define TANGENT_EXPORT(name)                                                                        \
  HWY_EXPORT(name##Float);                                                                          \
  HWY_EXPORT(name##Double);                                                                         \
  template <class T, class... Arguments>                                                            \
  static auto name(Arguments... arguments) {                                                        \
    if constexpr (std::is_same_v<T, float>) return HWY_DYNAMIC_DISPATCH(name##Float)(arguments...); \
    else return HWY_DYNAMIC_DISPATCH(name##Double)(arguments...);                                   \
  }

TANGENT_EXPORT(Softmax)
TANGENT_EXPORT(Powers)
TANGENT_EXPORT(Dot)
TANGENT_EXPORT(ScoreGradient)

namespace {

constexpr int64_t blockRows = 64;

/** Fresh, its dims in memory as those of `like` are, the last one innermost. */
Tensor orderedAs(const Tensor& like, const Dims& sizes) {
  int order[] = {0, 1, 2};
  std::stable_sort(order, order + 3, [&](int a, int b) { return like.stride(a) > like.stride(b); });
  const Tensor flat = Tensor::empty(sizes, like.dtype());
  Dims strides = sizes;
  strides[3] = 1;
  int64_t step = sizes[3];
  for (int i = 2; i >= 0; --i) {
    strides[order[i]] = step;
    step *= sizes[order[i]];
  }
  return flat.view(sizes, strides);
}

/** What both kernels are given, checked. */
struct Attention {
  Tensor q;
  Tensor k;
  Tensor v;
  Tensor mask;
  int64_t batch;
  int64_t heads;
  int64_t keyHeads;
  int64_t queries;
  int64_t keys;
  int64_t depth;
  int64_t width;  // of a value
  double scale;
  bool causal;

  Attention(const Tensor& queryRows, const Tensor& keyRows, const Tensor& valueRows, const std::optional<Tensor>& given,
            const AttentionOptions& options)
      : q(queryRows), k(keyRows), v(valueRows), scale(options.scale), causal(options.causal) {
    for (const Tensor* tensor : {&q, &k, &v}) {
      require(tensor->dims() == 4, "attention: expected [batch, heads, rows, features], but got ", tensor->sizes());
      require(tensor->dtype() == q.dtype(), "attention: expected one dtype, but got ", dtypeName(q.dtype()), " and ",
              dtypeName(tensor->dtype()));
      require(tensor->size(0) == q.size(0), "attention: batch sizes differ: ", q.sizes(), " and ", tensor->sizes());
    }
    require(q.dtype() == DType::Float32 || q.dtype() == DType::Float64, "\"attention\" not implemented for '",
            dtypeName(q.dtype()), "'");
    batch = q.size(0);
    heads = q.size(1);
    queries = q.size(2);
    depth = q.size(3);
    keyHeads = k.size(1);
    keys = k.size(2);
    width = v.size(3);
    require(k.size(3) == depth, "attention: query and key must have the same features, but got ", depth, " and ",
            k.size(3));
    require(v.size(1) == keyHeads && v.size(2) == keys, "attention: key and value do not fit: ", k.sizes(), " and ",
            v.sizes());
    require(keyHeads > 0 ? heads % keyHeads == 0 : heads == 0, "attention: ", keyHeads, " heads of keys for ", heads,
            " of queries");
    if (given) {
      require(given->dtype() == q.dtype(), "attention: expected a mask of dtype ", dtypeName(q.dtype()), ", but got ",
              dtypeName(given->dtype()));
      mask = expandTo(*given, {batch, heads, queries, keys});
    }
  }

  /** How many keys the queries before `end` see. */
  int64_t seen(int64_t end) const { return causal ? std::min(keys, end) : keys; }

  MatrixView matrix(const Tensor& tensor, int64_t n, int64_t h, int64_t row) const {
    return {tensor.bytes() + (n * tensor.stride(0) + h * tensor.stride(1) + row * tensor.stride(2)) * tensor.itemSize(),
            tensor.stride(2), tensor.stride(3)};
  }
  static MatrixView transposed(const MatrixView& view) { return {view.data, view.columnStride, view.rowStride}; }

  /** The scores of queries `begin`…`end` with the keys that the last of them sees, masked; rows are `keys` apart. */
  template <class T>
  void scores(int64_t n, int64_t h, int64_t begin, int64_t end, T* out) const {
    const int64_t count = seen(end);
    gemm(q.dtype(), {.rows = end - begin,
                     .columns = count,
                     .depth = depth,
                     .a = matrix(q, n, h, begin),
                     .b = transposed(matrix(k, n, h / (heads / keyHeads), 0)),
                     .c = reinterpret_cast<char*>(out),
                     .stride = keys,
                     .alpha = scale});
    for (int64_t i = begin; i < end; ++i) {
      T* row = out + (i - begin) * keys;
      if (mask) {
        const MatrixView own = matrix(mask, n, h, i);
        const T* values = reinterpret_cast<const T*>(own.data);
        for (int64_t j = 0; j < count; ++j) row[j] += values[j * own.columnStride];
      }
      if (causal) std::fill(row + std::min(i + 1, count), row + count, -std::numeric_limits<T>::infinity());
    }
  }
};

template <class T>
T dot(const T* a, int64_t aStride, const T* b, int64_t bStride, int64_t count) {
  if (aStride == 1 && bStride == 1) return Dot<T>(a, b, count);
  T sum = 0;
  for (int64_t i = 0; i < count; ++i) sum += a[i * aStride] * b[i * bStride];
  return sum;
}

}  // namespace

std::pair<Tensor, Tensor> attention(const Tensor& q, const Tensor& k, const Tensor& v, const std::optional<Tensor>& mask,
                                    const AttentionOptions& options) {
  const Attention problem(q, k, v, mask, options);
  const Tensor result = orderedAs(q, {problem.batch, problem.heads, problem.queries, problem.width});
  const Tensor sums = Tensor::empty({problem.batch, problem.heads, problem.queries}, q.dtype());
  if (result.numel() == 0) return {result, sums};
  if (problem.keys == 0) return {full(result.sizes(), Scalar(int64_t{0}), q.dtype()), sums};
  const int64_t blocks = (problem.queries + blockRows - 1) / blockRows;
  const int64_t tasks = problem.batch * problem.heads * blocks;
  const int64_t work = blockRows * problem.keys * (problem.depth + problem.width) / 8;
  visitReal(q.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    parallelFor(tasks, grainFor(tasks, work), [&](int64_t first, int64_t last) {
      std::vector<T> scores(static_cast<size_t>(std::min(blockRows, problem.queries) * problem.keys));
      for (int64_t task = first; task < last; ++task) {
        const int64_t head = task / blocks % problem.heads;
        const int64_t n = task / blocks / problem.heads;
        const int64_t begin = task % blocks * blockRows;
        const int64_t end = std::min(begin + blockRows, problem.queries);
        const int64_t count = problem.seen(end);
        problem.scores(n, head, begin, end, scores.data());
        T* logarithms = sums.data<T>() + (n * problem.heads + head) * problem.queries;
        for (int64_t i = begin; i < end; ++i) {
          logarithms[i] = Softmax<T>(scores.data() + (i - begin) * problem.keys, count);
        }
        gemm(q.dtype(), {.rows = end - begin,
                         .columns = problem.width,
                         .depth = count,
                         .a = {reinterpret_cast<const char*>(scores.data()), problem.keys, 1},
                         .b = problem.matrix(problem.v, n, head / (problem.heads / problem.keyHeads), 0),
                         .c = const_cast<char*>(problem.matrix(result, n, head, begin).data),
                         .stride = result.stride(2)});
      }
    });
  });
  return {result, sums};
}

std::vector<Tensor> attentionBackward(const Tensor& grad, const std::vector<Tensor>& inputs,
                                      const std::optional<Tensor>& mask, const AttentionOptions& options) {
  require(inputs.size() == 5, "attention: expected q, k, v, the result and the sums");
  const Attention problem(inputs[0], inputs[1], inputs[2], mask, options);
  const Tensor& output = inputs[3];
  const Dims shape{problem.batch, problem.heads, problem.queries, problem.width};
  require(output.sizes() == shape && grad.sizes() == shape, "attention: expected a result and a gradient of ", shape,
          ", but got ", output.sizes(), " and ", grad.sizes());
  const Dims rows{problem.batch, problem.heads, problem.queries};
  require(inputs[4].sizes() == rows, "attention: expected sums of ", rows, ", but got ", inputs[4].sizes());
  const DType dtype = problem.q.dtype();
  for (const Tensor* tensor : {&grad, &output, &inputs[4]}) {
    require(tensor->dtype() == dtype, "attention: expected one dtype, but got ", dtypeName(dtype), " and ",
            dtypeName(tensor->dtype()));
  }
  const Tensor sums = contiguous(inputs[4]);
  const Tensor ofQuery = orderedAs(problem.q, problem.q.sizes());
  const Tensor ofKey = orderedAs(problem.k, problem.k.sizes());
  const Tensor ofValue = orderedAs(problem.v, problem.v.sizes());
  for (const Tensor* tensor : {&ofQuery, &ofKey, &ofValue}) copyInto(*tensor, Scalar(int64_t{0}));
  if (problem.keys == 0 || grad.numel() == 0) return {ofQuery, ofKey, ofValue};
  const int64_t group = problem.heads / problem.keyHeads;
  const int64_t tasks = problem.batch * problem.keyHeads;
  visitReal(dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    const auto scale = static_cast<T>(problem.scale);
    parallelFor(tasks, std::max<int64_t>(1, tasks / (4 * threadCount())), [&](int64_t first, int64_t last) {
      const auto held = static_cast<size_t>(std::min(blockRows, problem.queries) * problem.keys);
      std::vector<T> weights(held);
      std::vector<T> changes(held);
      const auto target = [&](const Tensor& tensor, int64_t n, int64_t h, int64_t row) {
        return const_cast<char*>(problem.matrix(tensor, n, h, row).data);
      };
      const MatrixView weightRows{reinterpret_cast<const char*>(weights.data()), problem.keys, 1};
      const MatrixView changeRows{reinterpret_cast<const char*>(changes.data()), problem.keys, 1};
      const int64_t blocks = (problem.queries + blockRows - 1) / blockRows;
      for (int64_t step = first * group * blocks; step < last * group * blocks; ++step) {
        const int64_t task = step / (group * blocks);
        const int64_t n = task / problem.keyHeads;
        const int64_t own = task % problem.keyHeads;
        const int64_t head = own * group + step / blocks % group;
        const int64_t begin = step % blocks * blockRows;
        const int64_t end = std::min(begin + blockRows, problem.queries);
        const int64_t count = problem.seen(end);
        problem.scores(n, head, begin, end, weights.data());
        const MatrixView incoming = problem.matrix(grad, n, head, begin);
        const MatrixView made = problem.matrix(output, n, head, begin);
        gemm(dtype, {.rows = end - begin,
                     .columns = count,
                     .depth = problem.width,
                     .a = incoming,
                     .b = Attention::transposed(problem.matrix(problem.v, n, own, 0)),
                     .c = reinterpret_cast<char*>(changes.data()),
                     .stride = problem.keys});
        for (int64_t i = 0; i < end - begin; ++i) {
          T* row = weights.data() + i * problem.keys;
          Powers<T>(row, count, sums.data<T>()[(n * problem.heads + head) * problem.queries + begin + i]);
          const T mean = dot(reinterpret_cast<const T*>(incoming.data) + i * incoming.rowStride, incoming.columnStride,
                             reinterpret_cast<const T*>(made.data) + i * made.rowStride, made.columnStride,
                             problem.width);
          ScoreGradient<T>(row, changes.data() + i * problem.keys, count, mean, scale);
        }
        gemm(dtype, {.rows = count,
                     .columns = problem.width,
                     .depth = end - begin,
                     .a = Attention::transposed(weightRows),
                     .b = incoming,
                     .c = target(ofValue, n, own, 0),
                     .stride = ofValue.stride(2),
                     .beta = 1});
        gemm(dtype, {.rows = end - begin,
                     .columns = problem.depth,
                     .depth = count,
                     .a = changeRows,
                     .b = problem.matrix(problem.k, n, own, 0),
                     .c = target(ofQuery, n, head, begin),
                     .stride = ofQuery.stride(2)});
        gemm(dtype, {.rows = count,
                     .columns = problem.depth,
                     .depth = end - begin,
                     .a = Attention::transposed(changeRows),
                     .b = problem.matrix(problem.q, n, head, begin),
                     .c = target(ofKey, n, own, 0),
                     .stride = ofKey.stride(2),
                     .beta = 1});
      }
    });
  });
  return {ofQuery, ofKey, ofValue};
}

}  // namespace tangent::kernels

#endif  // HWY_ONCE
