/** Bessel and Airy functions. Those of which PyTorch has no derivative give results outside the graph, as there. */

import type { specialKernels } from "../../backend/backend.ts";
import { scalarName } from "../../tensor/dtype.ts";
import { type Tensor, wrap } from "../../tensor/tensor.ts";
import { add, div, mul, sub } from "../arithmetic.ts";
import { eq } from "../compare.ts";
import { expectTensor, type OutOption, outHandle, whereTensor } from "../core.ts";
import { written } from "../out.ts";
import { reciprocal, sgn } from "../pointwise.ts";
import { i0 } from "../special-functions.ts";
import { unary } from "../unary.ts";

/** exp(-|x|) times the modified Bessel function of the first kind of order 0. */
export function i0e(input: Tensor, options?: OutOption): Tensor {
  return unary("i0e", input, options, "SpecialI0EBackward0", "input", (grad, x) =>
    mul(grad, sub(i1e(x), mul(sgn(x), i0e(x)))),
  );
}

/** The modified Bessel function of the first kind of order 1. */
export function i1(input: Tensor, options?: OutOption): Tensor {
  return unary("i1", input, options, "SpecialI1Backward0", "input", (grad, x) =>
    mul(grad, whereTensor(eq(x, 0), 0.5, sub(i0(x), div(i1(x), x)))),
  );
}

/** exp(-|x|) times the modified Bessel function of the first kind of order 1. */
export function i1e(input: Tensor, options?: OutOption): Tensor {
  return unary("i1e", input, options, "SpecialI1EBackward0", "input", (grad, x) =>
    mul(grad, whereTensor(eq(x, 0), 0.5, sub(i0e(x), mul(i1e(x), add(sgn(x), reciprocal(x)))))),
  );
}

function unrecorded(name: (typeof specialKernels)[number], input: Tensor, options: OutOption | undefined): Tensor {
  const handle = expectTensor(input, name).kernels[name](input.handle, outHandle(options?.out, name, input));
  return options?.out === undefined ? wrap(input, handle) : written(options.out, handle);
}

function refuseHalves(input: Tensor, name: string): Tensor {
  if (input.dtype.isFloatingPoint && input.itemsize === 2)
    throw new Error(`"${name}_cpu" not implemented for '${scalarName(input.dtype)}'`);
  return input;
}

/** The Airy function Ai. */
export function airyAi(input: Tensor, options?: OutOption): Tensor {
  return unrecorded("airyAi", input, options);
}

/** The Bessel function of the first kind of order 0. */
export function besselJ0(input: Tensor, options?: OutOption): Tensor {
  return unrecorded("besselJ0", input, options);
}

/** The Bessel function of the first kind of order 1. */
export function besselJ1(input: Tensor, options?: OutOption): Tensor {
  return unrecorded("besselJ1", input, options);
}

/** The Bessel function of the second kind of order 0; NaN for negative elements. */
export function besselY0(input: Tensor, options?: OutOption): Tensor {
  return unrecorded("besselY0", input, options);
}

/** The Bessel function of the second kind of order 1; NaN for negative elements. */
export function besselY1(input: Tensor, options?: OutOption): Tensor {
  return unrecorded("besselY1", input, options);
}

/** The modified Bessel function of the first kind of order 0, without a derivative; `i0` has one. */
export function modifiedBesselI0(input: Tensor, options?: OutOption): Tensor {
  return unrecorded("i0", refuseHalves(expectTensor(input, "modified_bessel_i0"), "modified_bessel_i0"), options);
}

/** The modified Bessel function of the first kind of order 1, without a derivative; `i1` has one. */
export function modifiedBesselI1(input: Tensor, options?: OutOption): Tensor {
  return unrecorded("i1", refuseHalves(expectTensor(input, "modified_bessel_i1"), "modified_bessel_i1"), options);
}

/** The modified Bessel function of the second kind of order 0; NaN for negative elements. */
export function modifiedBesselK0(input: Tensor, options?: OutOption): Tensor {
  return unrecorded("modifiedBesselK0", input, options);
}

/** The modified Bessel function of the second kind of order 1; NaN for negative elements. */
export function modifiedBesselK1(input: Tensor, options?: OutOption): Tensor {
  return unrecorded("modifiedBesselK1", input, options);
}

/** exp(x) times the modified Bessel function of the second kind of order 0. */
export function scaledModifiedBesselK0(input: Tensor, options?: OutOption): Tensor {
  return unrecorded("scaledModifiedBesselK0", input, options);
}

/** exp(x) times the modified Bessel function of the second kind of order 1. */
export function scaledModifiedBesselK1(input: Tensor, options?: OutOption): Tensor {
  return unrecorded("scaledModifiedBesselK1", input, options);
}

/** The spherical Bessel function of the first kind of order 0: sin(x) / x. */
export function sphericalBesselJ0(input: Tensor, options?: OutOption): Tensor {
  return unrecorded("sphericalBesselJ0", input, options);
}
