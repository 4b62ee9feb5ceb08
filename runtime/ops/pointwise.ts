/** Elementwise functions of one tensor. */

import { record, recording } from "../autograd/graph.ts";
import { float32, scalarName } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add, div, mul, pow, sub } from "./arithmetic.ts";
import { reluBackward, sigmoidBackward, tanhBackward } from "./backward.ts";
import { cast, expectTensor, type OutOption, outHandle } from "./core.ts";
import { none, unary } from "./unary.ts";

/** The absolute value of each element. */
export function abs(input: Tensor, options?: OutOption): Tensor {
  return unary("abs", input, options, "AbsBackward0", "input", (grad, x) => mul(grad, sign(x)));
}

/** Each element with its sign turned. */
export function neg(input: Tensor, options?: OutOption): Tensor {
  return unary("neg", input, options, "NegBackward0", "nothing", (grad) => neg(grad));
}

/** -1, 0 or 1: the sign of each element. */
export function sign(input: Tensor, options?: OutOption): Tensor {
  return unary("sign", input, options, "SignBackward0", "nothing", none);
}

/** -1, 0 or 1: the sign of each element; of real numbers the same as `sign`. */
export function sgn(input: Tensor, options?: OutOption): Tensor {
  return unary("sign", input, options, "SgnBackward0", "nothing", none);
}

/** The square of each element. */
export function square(input: Tensor, options?: OutOption): Tensor {
  return unary("square", input, options, "PowBackward0", "input", (grad, x) => mul(grad, mul(x, 2)));
}

/** The square root; NaN for negative elements. */
export function sqrt(input: Tensor, options?: OutOption): Tensor {
  return unary("sqrt", input, options, "SqrtBackward0", "output", (grad, y) => div(grad, mul(y, 2)));
}

/** `1 / sqrt(input)`. */
export function rsqrt(input: Tensor, options?: OutOption): Tensor {
  return unary("rsqrt", input, options, "RsqrtBackward0", "output", (grad, y) => mul(mul(grad, -0.5), pow(y, 3)));
}

/** `1 / input`. */
export function reciprocal(input: Tensor, options?: OutOption): Tensor {
  return unary("reciprocal", input, options, "ReciprocalBackward0", "output", (grad, y) => mul(neg(grad), mul(y, y)));
}

/** e to the power of each element. */
export function exp(input: Tensor, options?: OutOption): Tensor {
  return unary("exp", input, options, "ExpBackward0", "output", (grad, y) => mul(grad, y));
}

/** 2 to the power of each element. */
export function exp2(input: Tensor, options?: OutOption): Tensor {
  return unary("exp2", input, options, "Exp2Backward0", "output", (grad, y) => mul(mul(grad, y), Math.LN2));
}

/** `exp(input) - 1`, exact near 0. */
export function expm1(input: Tensor, options?: OutOption): Tensor {
  return unary("expm1", input, options, "Expm1Backward0", "output", (grad, y) => mul(grad, add(y, 1)));
}

/** The natural logarithm. */
export function log(input: Tensor, options?: OutOption): Tensor {
  return unary("log", input, options, "LogBackward0", "input", (grad, x) => div(grad, x));
}

/** The logarithm to base 2. */
export function log2(input: Tensor, options?: OutOption): Tensor {
  return unary("log2", input, options, "Log2Backward0", "input", (grad, x) => div(grad, mul(x, Math.LN2)));
}

/** The logarithm to base 10. */
export function log10(input: Tensor, options?: OutOption): Tensor {
  return unary("log10", input, options, "Log10Backward0", "input", (grad, x) => div(grad, mul(x, Math.LN10)));
}

/** `log(1 + input)`, exact near 0. */
export function log1p(input: Tensor, options?: OutOption): Tensor {
  return unary("log1p", input, options, "Log1PBackward0", "input", (grad, x) => div(grad, add(x, 1)));
}

/** The sine of each element, in radians. */
export function sin(input: Tensor, options?: OutOption): Tensor {
  return unary("sin", input, options, "SinBackward0", "input", (grad, x) => mul(grad, cos(x)));
}

/** The cosine of each element, in radians. */
export function cos(input: Tensor, options?: OutOption): Tensor {
  return unary("cos", input, options, "CosBackward0", "input", (grad, x) => neg(mul(grad, sin(x))));
}

/** The tangent of each element, in radians. */
export function tan(input: Tensor, options?: OutOption): Tensor {
  return unary("tan", input, options, "TanBackward0", "output", (grad, y) => mul(grad, add(mul(y, y), 1)));
}

/** The inverse sine, in radians. */
export function asin(input: Tensor, options?: OutOption): Tensor {
  return unary("asin", input, options, "AsinBackward0", "input", (grad, x) => mul(grad, rsqrt(sub(1, mul(x, x)))));
}

/** The inverse cosine, in radians. */
export function acos(input: Tensor, options?: OutOption): Tensor {
  return unary("acos", input, options, "AcosBackward0", "input", (grad, x) => neg(mul(grad, rsqrt(sub(1, mul(x, x))))));
}

/** The inverse tangent, in radians. */
export function atan(input: Tensor, options?: OutOption): Tensor {
  return unary("atan", input, options, "AtanBackward0", "input", (grad, x) => div(grad, add(mul(x, x), 1)));
}

/** The hyperbolic sine. */
export function sinh(input: Tensor, options?: OutOption): Tensor {
  return unary("sinh", input, options, "SinhBackward0", "input", (grad, x) => mul(grad, cosh(x)));
}

/** The hyperbolic cosine. */
export function cosh(input: Tensor, options?: OutOption): Tensor {
  return unary("cosh", input, options, "CoshBackward0", "input", (grad, x) => mul(grad, sinh(x)));
}

/** The hyperbolic tangent. */
export function tanh(input: Tensor, options?: OutOption): Tensor {
  return unary("tanh", input, options, "TanhBackward0", "output", tanhBackward);
}

/** The inverse hyperbolic sine. */
export function asinh(input: Tensor, options?: OutOption): Tensor {
  return unary("asinh", input, options, "AsinhBackward0", "input", (grad, x) => mul(grad, rsqrt(add(mul(x, x), 1))));
}

/** The inverse hyperbolic cosine; NaN below 1. */
export function acosh(input: Tensor, options?: OutOption): Tensor {
  return unary("acosh", input, options, "AcoshBackward0", "input", (grad, x) => mul(grad, rsqrt(sub(mul(x, x), 1))));
}

/** The inverse hyperbolic tangent; NaN beyond -1 and 1. */
export function atanh(input: Tensor, options?: OutOption): Tensor {
  return unary("atanh", input, options, "AtanhBackward0", "input", (grad, x) => div(grad, sub(1, mul(x, x))));
}

/** `1 / (1 + exp(-input))`. */
export function sigmoid(input: Tensor, options?: OutOption): Tensor {
  return unary("sigmoid", input, options, "SigmoidBackward0", "output", sigmoidBackward);
}

/** `max(input, 0)`. */
export function relu(input: Tensor, options?: OutOption): Tensor {
  return unary("relu", input, options, "ReluBackward0", "output", reluBackward);
}

const twoOverRootPi = 2 / Math.sqrt(Math.PI);

/** The error function. */
export function erf(input: Tensor, options?: OutOption): Tensor {
  return unary("erf", input, options, "ErfBackward0", "input", (grad, x) =>
    mul(grad, mul(exp(neg(mul(x, x))), twoOverRootPi)),
  );
}

/** `1 - erf(input)`. */
export function erfc(input: Tensor, options?: OutOption): Tensor {
  return unary("erfc", input, options, "ErfcBackward0", "input", (grad, x) =>
    mul(grad, mul(exp(neg(mul(x, x))), -twoOverRootPi)),
  );
}

/** The largest integer that is not greater. */
export function floor(input: Tensor, options?: OutOption): Tensor {
  return unary("floor", input, options, "FloorBackward0", "nothing", none);
}

/** The smallest integer that is not less. */
export function ceil(input: Tensor, options?: OutOption): Tensor {
  return unary("ceil", input, options, "CeilBackward0", "nothing", none);
}

/** Options of `round`. */
export interface RoundOptions extends OutOption {
  /** Digits after the point that are kept, before it where it is negative; 0. */
  decimals?: number;
}

/** The nearest integer, halves to the even one; with `decimals`, to that many digits after the point. */
export function round(input: Tensor, options?: RoundOptions): Tensor {
  const decimals = options?.decimals ?? 0;
  if (decimals === 0) return unary("round", input, { out: options?.out }, "RoundBackward0", "nothing", none);
  const { dtype } = expectTensor(input, "round");
  if (!dtype.isFloatingPoint) throw new Error(`"round_cpu" not implemented for '${scalarName(dtype)}'`);
  outHandle(options?.out, "round", input);
  const scale = 10 ** Math.abs(decimals);
  const wide = dtype.itemsize === 2 ? cast(input.detach(), float32.code) : input.detach();
  const scaled = unary("round", decimals > 0 ? mul(wide, scale) : div(wide, scale), undefined, "", "nothing", none);
  const back = (decimals > 0 ? div : mul)(scaled, scale, options?.out === undefined ? undefined : { out: options.out });
  const out = options?.out ?? cast(back, dtype.code);
  return recording(input) ? record(out, "RoundBackward1", [input], [none]) : out;
}

/** The integer part. */
export function trunc(input: Tensor, options?: OutOption): Tensor {
  return unary("trunc", input, options, "TruncBackward0", "nothing", none);
}

/** The fractional part, with the sign of the input. */
export function frac(input: Tensor, options?: OutOption): Tensor {
  return unary("frac", input, options, "FracBackward0", "nothing", (grad) => grad);
}

/** Each bit turned; of a bool tensor its logical not. */
export function bitwiseNot(input: Tensor, options?: OutOption): Tensor {
  return unary("bitwiseNot", input, options, "NotImplemented", "nothing", none);
}

export {
  abs as absolute,
  acos as arccos,
  acosh as arccosh,
  asin as arcsin,
  asinh as arcsinh,
  atan as arctan,
  atanh as arctanh,
  neg as negative,
  trunc as fix,
};
