#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

/** The names are those of `specialKernels` and `specialPairKernels` in backend.ts. */
enum class Special {
  lgamma, digamma, erfinv, erfcx, ndtri, logNdtr, entr, sinc, i0, i0e, i1, i1e, besselJ0, besselJ1, besselY0, besselY1,
  modifiedBesselK0, modifiedBesselK1, scaledModifiedBesselK0, scaledModifiedBesselK1, sphericalBesselJ0, airyAi
};

enum class SpecialPair {
  hypot, logaddexp, logaddexp2, nextafter, copysign, fmax, fmin, heaviside, xlogy, xlog1py, logit, gcd, lcm,
  bitwiseLeftShift, bitwiseRightShift, igamma, igammac, zeta, polygamma, chebyshevPolynomialT, chebyshevPolynomialU,
  chebyshevPolynomialV, chebyshevPolynomialW, shiftedChebyshevPolynomialT, shiftedChebyshevPolynomialU,
  shiftedChebyshevPolynomialV, shiftedChebyshevPolynomialW, hermitePolynomialH, hermitePolynomialHe,
  laguerrePolynomialL, legendrePolynomialP
};

Tensor special(Special function, const Tensor& a, const Out& out);
Tensor specialPair(SpecialPair function, const Operand& a, const Operand& b, const Out& out);

/** Mantissas of [0.5, 1) and int32 exponents. */
std::pair<Tensor, Tensor> frexp(const Tensor& a);

}  // namespace tangent::kernels
