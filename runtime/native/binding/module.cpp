#include <new>

#include "binding/bind.h"
#include "binding/options.h"
#include "binding/storage.h"
#include "kernels/activation.h"
#include "kernels/attention.h"
#include "kernels/blend.h"
#include "kernels/compare.h"
#include "kernels/convolution.h"
#include "kernels/copy.h"
#include "kernels/create.h"
#include "kernels/distributions.h"
#include "kernels/ctc.h"
#include "kernels/distance.h"
#include "kernels/extremes.h"
#include "kernels/fourier.h"
#include "kernels/histogram.h"
#include "kernels/index.h"
#include "kernels/linalg.h"
#include "kernels/loss.h"
#include "kernels/matmul.h"
#include "kernels/norm.h"
#include "kernels/optimizer.h"
#include "kernels/order.h"
#include "kernels/pointwise.h"
#include "kernels/pool.h"
#include "kernels/random.h"
#include "kernels/recurrent.h"
#include "kernels/reduce.h"
#include "kernels/scan.h"
#include "kernels/search.h"
#include "kernels/select.h"
#include "kernels/softmax.h"
#include "kernels/sort.h"
#include "kernels/special.h"
#include "kernels/view.h"

namespace tangent::binding {

namespace {

/** An Error, or undefined where not even that can be made. */
napi_value makeError(napi_env env, const char* text, const char* name = nullptr) {
  napi_value message = nullptr;
  napi_value error = nullptr;
  napi_value value = nullptr;
  if (napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &message) != napi_ok) return nullptr;
  if (napi_create_error(env, nullptr, message, &error) != napi_ok) return nullptr;
  if (name == nullptr) return error;
  if (napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &value) != napi_ok) return error;
  napi_set_named_property(env, error, "name", value);
  return error;
}

/** What code of the user's threw while an argument was read, such as a getter. */
napi_value pendingError(napi_env env) {
  bool pending = false;
  napi_value thrown = nullptr;
  napi_is_exception_pending(env, &pending);
  if (!pending || napi_get_and_clear_last_exception(env, &thrown) != napi_ok) {
    return makeError(env, "a call of Node-API failed");
  }
  bool error = false;
  napi_is_error(env, thrown, &error);
  return error ? thrown : makeError(env, "an argument could not be read");
}

}  // namespace

napi_value currentError(napi_env env) {
  try {
    throw;
  } catch (const Pending&) {
    return pendingError(env);
  } catch (const Interrupted& error) {
    return makeError(env, error.what(), "InterruptError");
  } catch (const std::bad_alloc&) {
    return makeError(env, "out of memory");
  } catch (const std::exception& error) {
    // A failed conversion may have left an exception of Node-API's behind.
    napi_value thrown = nullptr;
    bool pending = false;
    napi_is_exception_pending(env, &pending);
    if (pending) napi_get_and_clear_last_exception(env, &thrown);
    return makeError(env, error.what());
  }
}

namespace {

template <kernels::Unary name>
Tensor unary(const Tensor& a, const Out& out) {
  return kernels::unary(name, a, out);
}

template <kernels::Test name>
Tensor test(const Tensor& a, const Out& out) {
  return kernels::test(name, a, out);
}

template <kernels::Binary name>
Tensor binary(const Operand& a, const Operand& b, const Out& out) {
  return kernels::binary(name, a, b, out);
}

template <kernels::Special name>
Tensor special(const Tensor& a, const Out& out) {
  return kernels::special(name, a, out);
}

template <kernels::SpecialPair name>
Tensor specialPair(const Operand& a, const Operand& b, const Out& out) {
  return kernels::specialPair(name, a, b, out);
}

template <kernels::Compare name>
Tensor compare(const Operand& a, const Operand& b, const Out& out) {
  return kernels::compare(name, a, b, out);
}

template <kernels::Reduce name>
Tensor reduce(const Tensor& a, const Dims& dims, bool keepdim, const std::optional<DType>& dtype) {
  return kernels::reduce(name, a, dims, keepdim, dtype);
}

struct Entry {
  const char* name;
  napi_callback callback;
};

#define UNARY(name) {#name, bind<unary<kernels::Unary::name>>}
#define TEST(name) {#name, bind<test<kernels::Test::name>>}
#define BINARY(name) {#name, bind<binary<kernels::Binary::name>>}
#define SPECIAL(name) {#name, bind<special<kernels::Special::name>>}
#define PAIR(name) {#name, bind<specialPair<kernels::SpecialPair::name>>}
#define COMPARE(name) {#name, bind<compare<kernels::Compare::name>>}
#define REDUCE(name) {#name, bind<reduce<kernels::Reduce::name>>}
#define KERNEL(name) {#name, bind<kernels::name>}
#define METADATA(name) {#name, bind<name>}
#define DIRECT(name) {#name, name}

/** Every export, in the order of backend.ts. */
constexpr Entry table[] = {
    UNARY(abs), UNARY(neg), UNARY(sign), UNARY(square), UNARY(sqrt), UNARY(rsqrt), UNARY(reciprocal), UNARY(exp),
    UNARY(exp2), UNARY(expm1), UNARY(log), UNARY(log2), UNARY(log10), UNARY(log1p), UNARY(sin), UNARY(cos), UNARY(tan),
    UNARY(asin), UNARY(acos), UNARY(atan), UNARY(sinh), UNARY(cosh), UNARY(tanh), UNARY(asinh), UNARY(acosh),
    UNARY(atanh), UNARY(sigmoid), UNARY(relu), UNARY(erf), UNARY(erfc), UNARY(floor), UNARY(ceil), UNARY(round),
    UNARY(trunc), UNARY(frac), UNARY(bitwiseNot),

    TEST(logicalNot), TEST(isnan), TEST(isinf), TEST(isfinite), TEST(isposinf), TEST(isneginf), TEST(signbit),

    SPECIAL(lgamma), SPECIAL(digamma), SPECIAL(erfinv), SPECIAL(erfcx), SPECIAL(ndtri), SPECIAL(logNdtr), SPECIAL(entr),
    SPECIAL(sinc), SPECIAL(i0), SPECIAL(i0e), SPECIAL(i1), SPECIAL(i1e), SPECIAL(besselJ0), SPECIAL(besselJ1),
    SPECIAL(besselY0), SPECIAL(besselY1), SPECIAL(modifiedBesselK0), SPECIAL(modifiedBesselK1),
    SPECIAL(scaledModifiedBesselK0), SPECIAL(scaledModifiedBesselK1), SPECIAL(sphericalBesselJ0), SPECIAL(airyAi),

    PAIR(hypot), PAIR(logaddexp), PAIR(logaddexp2), PAIR(nextafter), PAIR(copysign), PAIR(fmax), PAIR(fmin),
    PAIR(heaviside), PAIR(xlogy), PAIR(xlog1py), PAIR(logit), PAIR(gcd), PAIR(lcm), PAIR(bitwiseLeftShift),
    PAIR(bitwiseRightShift), PAIR(igamma), PAIR(igammac), PAIR(zeta), PAIR(polygamma), PAIR(chebyshevPolynomialT),
    PAIR(chebyshevPolynomialU), PAIR(chebyshevPolynomialV), PAIR(chebyshevPolynomialW),
    PAIR(shiftedChebyshevPolynomialT), PAIR(shiftedChebyshevPolynomialU), PAIR(shiftedChebyshevPolynomialV),
    PAIR(shiftedChebyshevPolynomialW), PAIR(hermitePolynomialH), PAIR(hermitePolynomialHe), PAIR(laguerrePolynomialL),
    PAIR(legendrePolynomialP), KERNEL(frexp),

    KERNEL(addcmul), KERNEL(addcdiv), KERNEL(lerp),

    BINARY(add), BINARY(sub), BINARY(mul), BINARY(div), BINARY(floorDivide), BINARY(truncDivide),
    BINARY(remainder), BINARY(fmod), BINARY(pow), BINARY(maximum), BINARY(minimum), BINARY(atan2), BINARY(bitwiseAnd), BINARY(bitwiseOr),
    BINARY(bitwiseXor), BINARY(reluBackward), BINARY(sigmoidBackward), BINARY(tanhBackward),

    COMPARE(eq), COMPARE(ne), COMPARE(lt), COMPARE(le), COMPARE(gt), COMPARE(ge), COMPARE(logicalAnd),
    COMPARE(logicalOr), COMPARE(logicalXor),

    REDUCE(sum), REDUCE(nansum), REDUCE(prod), REDUCE(mean), REDUCE(amax), REDUCE(amin), REDUCE(all), REDUCE(any),
    REDUCE(countNonzero),

    KERNEL(empty), KERNEL(full), KERNEL(arange), KERNEL(fromBytes), KERNEL(fromFile), DIRECT(fromNumbers), DIRECT(toBytes),
    KERNEL(toNumbers), KERNEL(toDoubles), KERNEL(item), METADATA(sizes), METADATA(strides), METADATA(offset), METADATA(dtype),
    METADATA(numel), METADATA(isContiguous), METADATA(storageId), METADATA(storageSize), KERNEL(storageView),
    METADATA(version), {"memoryStats", bind<memoryStats>}, {"emptyCache", bind<emptyCache>},

    KERNEL(asStrided), KERNEL(view), KERNEL(reshape), KERNEL(permute), KERNEL(transpose), KERNEL(expand),
    KERNEL(squeeze), KERNEL(unsqueeze), KERNEL(select), KERNEL(slice), KERNEL(alias), KERNEL(countedApart), KERNEL(reinterpret), KERNEL(resize), KERNEL(overlaps),

    KERNEL(contiguous), KERNEL(clone), KERNEL(to), KERNEL(copyInto), KERNEL(cat), KERNEL(where), KERNEL(clamp),
    KERNEL(tril), KERNEL(triu),

    KERNEL(sumTo), KERNEL(variance), KERNEL(max), KERNEL(min), KERNEL(argmax), KERNEL(argmin),

    KERNEL(cumsum), KERNEL(cumprod), KERNEL(cummax), KERNEL(cummin), KERNEL(logcumsumexp), KERNEL(recurrence),

    KERNEL(sort), KERNEL(topk), KERNEL(kthvalue), KERNEL(median), KERNEL(medianOfAll), KERNEL(mode),
    KERNEL(searchsorted), KERNEL(unique), KERNEL(uniqueConsecutive), KERNEL(uniqueRows), KERNEL(bincount),
    KERNEL(histogram),

    KERNEL(matmul), KERNEL(linear), KERNEL(addmm),

    KERNEL(convolution), KERNEL(convolutionBackward),

    KERNEL(maxPool), KERNEL(adaptiveMaxPool), KERNEL(maxPoolBackward), KERNEL(avgPool), KERNEL(avgPoolBackward),
    KERNEL(adaptiveAvgPool), KERNEL(adaptiveAvgPoolBackward),

    KERNEL(layerNorm), KERNEL(layerNormBackward), KERNEL(batchNorm), KERNEL(batchNormBackward),

    KERNEL(gelu), KERNEL(geluBackward),

    KERNEL(softmax), KERNEL(logSoftmax), KERNEL(softmaxBackward), KERNEL(logSoftmaxBackward), KERNEL(nllLoss),
    KERNEL(nllLossBackward), KERNEL(ctcLoss), KERNEL(ctcLossBackward),

    KERNEL(recurrent), KERNEL(recurrentBackward), KERNEL(attention), KERNEL(attentionBackward),

    KERNEL(indexSelect), KERNEL(embedding), KERNEL(gather), KERNEL(scatter_), KERNEL(scatterAdd_), KERNEL(scatterReduce_),
    KERNEL(indexAdd_), KERNEL(index), KERNEL(indexPut_), KERNEL(nonzero), KERNEL(maskedSelect), KERNEL(maskedFill),

    KERNEL(cholesky), KERNEL(luFactor), KERNEL(luSolve), KERNEL(triangularSolve), KERNEL(qrFactor),
    KERNEL(reflectorProduct), KERNEL(reflect), KERNEL(ldlFactor), KERNEL(ldlSolve), KERNEL(svd), KERNEL(eigh),
    KERNEL(eig), KERNEL(leastSquares), KERNEL(cdist), KERNEL(cdistBackward),

    KERNEL(fft), KERNEL(fftOfReal), KERNEL(fftToReal),

    DIRECT(generator), METADATA(seed), DIRECT(initialSeed), DIRECT(getState), METADATA(setState), KERNEL(uniform_),
    KERNEL(normal_), KERNEL(random_), KERNEL(bernoulli_), KERNEL(exponential_), KERNEL(randperm), KERNEL(multinomial),
    KERNEL(cauchy_), KERNEL(logNormal_), KERNEL(geometric_), KERNEL(poisson), KERNEL(binomial), KERNEL(standardGamma),
    KERNEL(standardGammaGrad), KERNEL(dirichletGrad),

    KERNEL(sgdStep), KERNEL(adamStep),

    METADATA(threads), DIRECT(interruptFlag), DIRECT(collector),
};

napi_value initialize(napi_env env, napi_value exports) {
  for (const Entry& entry : table) {
    napi_value function;
    check(napi_create_function(env, entry.name, NAPI_AUTO_LENGTH, entry.callback, nullptr, &function));
    check(napi_set_named_property(env, exports, entry.name, function));
  }
  return exports;
}

}  // namespace
}  // namespace tangent::binding

NAPI_MODULE_INIT() { return tangent::binding::initialize(env, exports); }
