/** Orthogonal polynomials of degree `n`, truncated to an integer; without derivatives, as in PyTorch. */

import type { specialPairKernels } from "../../backend/backend.ts";
import { type Tensor, wrap } from "../../tensor/tensor.ts";
import { either, type OutOption, operand, outHandle, type TensorOrScalar } from "../core.ts";
import { written } from "../out.ts";

function polynomial(
  name: (typeof specialPairKernels)[number],
  input: TensorOrScalar,
  n: TensorOrScalar,
  options: OutOption | undefined,
): Tensor {
  const like = either(input, n, name);
  const out = outHandle(options?.out, name, input, n);
  const handle = like.kernels[name](operand(input, name, "input"), operand(n, name, "n"), out);
  return options?.out === undefined ? wrap(like, handle) : written(options.out, handle);
}

/** Chebyshev polynomials of the first kind. */
export function chebyshevPolynomialT(input: TensorOrScalar, n: TensorOrScalar, options?: OutOption): Tensor {
  return polynomial("chebyshevPolynomialT", input, n, options);
}

/** Chebyshev polynomials of the second kind. */
export function chebyshevPolynomialU(input: TensorOrScalar, n: TensorOrScalar, options?: OutOption): Tensor {
  return polynomial("chebyshevPolynomialU", input, n, options);
}

/** Chebyshev polynomials of the third kind. */
export function chebyshevPolynomialV(input: TensorOrScalar, n: TensorOrScalar, options?: OutOption): Tensor {
  return polynomial("chebyshevPolynomialV", input, n, options);
}

/** Chebyshev polynomials of the fourth kind. */
export function chebyshevPolynomialW(input: TensorOrScalar, n: TensorOrScalar, options?: OutOption): Tensor {
  return polynomial("chebyshevPolynomialW", input, n, options);
}

/** Chebyshev polynomials of the first kind, of `2 x - 1`. */
export function shiftedChebyshevPolynomialT(input: TensorOrScalar, n: TensorOrScalar, options?: OutOption): Tensor {
  return polynomial("shiftedChebyshevPolynomialT", input, n, options);
}

/** Chebyshev polynomials of the second kind, of `2 x - 1`. */
export function shiftedChebyshevPolynomialU(input: TensorOrScalar, n: TensorOrScalar, options?: OutOption): Tensor {
  return polynomial("shiftedChebyshevPolynomialU", input, n, options);
}

/** Chebyshev polynomials of the third kind, of `2 x - 1`. */
export function shiftedChebyshevPolynomialV(input: TensorOrScalar, n: TensorOrScalar, options?: OutOption): Tensor {
  return polynomial("shiftedChebyshevPolynomialV", input, n, options);
}

/** Chebyshev polynomials of the fourth kind, of `2 x - 1`. */
export function shiftedChebyshevPolynomialW(input: TensorOrScalar, n: TensorOrScalar, options?: OutOption): Tensor {
  return polynomial("shiftedChebyshevPolynomialW", input, n, options);
}

/** The physicists' Hermite polynomials. */
export function hermitePolynomialH(input: TensorOrScalar, n: TensorOrScalar, options?: OutOption): Tensor {
  return polynomial("hermitePolynomialH", input, n, options);
}

/** The probabilists' Hermite polynomials. */
export function hermitePolynomialHe(input: TensorOrScalar, n: TensorOrScalar, options?: OutOption): Tensor {
  return polynomial("hermitePolynomialHe", input, n, options);
}

/** Laguerre polynomials. */
export function laguerrePolynomialL(input: TensorOrScalar, n: TensorOrScalar, options?: OutOption): Tensor {
  return polynomial("laguerrePolynomialL", input, n, options);
}

/** Legendre polynomials. */
export function legendrePolynomialP(input: TensorOrScalar, n: TensorOrScalar, options?: OutOption): Tensor {
  return polynomial("legendrePolynomialP", input, n, options);
}
