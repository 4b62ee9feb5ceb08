/** Sums of products and what lies between two tensors: addcmul, addcdiv, lerp; and tests of closeness. */

import { named } from "../tensor/options.ts";
import { sameSize } from "../tensor/size.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { eq, isnan, le, logicalAnd, logicalOr } from "./compare.ts";
import { expectTensor, type OutOption, sumTo, type TensorOrScalar } from "./core.ts";
import { abs } from "./pointwise.ts";
import { all } from "./reduce.ts";

/** What a product or a quotient is multiplied by. */
export interface ValueOption extends OutOption {
  /** 1. */
  value?: number;
}

/** `input + value * tensor1 * tensor2`. */
export function addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, options?: ValueOption): Tensor {
  const product = mul(tensor1, tensor2);
  const { value = 1, out } = options ?? {};
  return add(input, value === 1 ? product : mul(product, value), { out });
}

/** `input + value * tensor1 / tensor2`. */
export function addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, options?: ValueOption): Tensor {
  const quotient = div(tensor1, tensor2);
  const { value = 1, out } = options ?? {};
  return add(input, value === 1 ? quotient : mul(quotient, value), { out });
}

/** `input + weight * (end - input)`. */
export function lerp(input: Tensor, end: Tensor, weight: TensorOrScalar, options?: OutOption): Tensor {
  return add(input, mul(weight, sub(end, input)), options);
}

/** How close is close. */
export interface CloseOptions {
  /** 1e-5. */
  rtol?: number;
  /** 1e-8. */
  atol?: number;
  /** Whether NaN is close to NaN; false. */
  equalNan?: boolean;
}

/** Where `|input - other| <= atol + rtol * |other|`. */
export function isclose(
  input: Tensor,
  other: Tensor,
  rtol?: number | CloseOptions,
  atol?: number | CloseOptions,
  equalNan?: boolean,
): Tensor {
  const call = named<CloseOptions>("isclose", { rtol, atol, equalNan });
  if (expectTensor(input, "isclose").dtype !== expectTensor(other, "isclose", "other").dtype)
    throw new Error(`${input.dtype} did not match ${other.dtype}`);
  for (const [name, value] of Object.entries({ rtol: call.rtol ?? 0, atol: call.atol ?? 0 }))
    if (value < 0) throw new RangeError(`${name} must be greater than or equal to zero, but got ${value}`);
  const same = eq(input, other);
  const near = le(abs(sub(input, other)), add(mul(abs(other), call.rtol ?? 1e-5), call.atol ?? 1e-8));
  const finite = le(abs(other), Number.MAX_VALUE);
  const close = logicalOr(same, logicalAnd(near, finite));
  return call.equalNan ? logicalOr(close, logicalAnd(isnan(input), isnan(other))) : close;
}

/** Whether all elements are close: `|input - other| <= atol + rtol * |other|`. */
export function allclose(
  input: Tensor,
  other: Tensor,
  rtol?: number | CloseOptions,
  atol?: number | CloseOptions,
  equalNan?: boolean,
): boolean {
  return Boolean(all(isclose(input, other, rtol, atol, equalNan)).item());
}

/** Whether shapes and all elements are equal. */
export function equal(input: Tensor, other: Tensor): boolean {
  if (!sameSize(expectTensor(input, "equal").shape, expectTensor(other, "equal", "other").shape)) return false;
  return Boolean(all(eq(input, other)).item());
}

/** `input` summed down to a shape that broadcasts to its own. */
export function sumToSize(input: Tensor, ...size: (number | readonly number[])[]): Tensor {
  return sumTo(expectTensor(input, "sum_to_size"), size.flat());
}
