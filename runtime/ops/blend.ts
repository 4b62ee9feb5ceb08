/** Sums of products and what lies between two tensors: addcmul, addcdiv, lerp; and tests of closeness. */

import { needsGrad, record, recording } from "../autograd/graph.ts";
import { bool, getDefaultDtype } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { sameSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { eq, isfinite, isnan, le, logicalAnd, logicalOr } from "./compare.ts";
import {
  expectTensor,
  isScalar,
  type OutOption,
  operand,
  outHandle,
  sumTo,
  type TensorOrScalar,
  toOperand,
} from "./core.ts";
import { written } from "./out.ts";
import { abs, neg } from "./pointwise.ts";
import { all } from "./reduce.ts";

/** What a product or a quotient is multiplied by. */
export interface ValueOption extends OutOption {
  /** 1. */
  value?: number;
}

function record3(
  out: Tensor,
  node: string,
  inputs: readonly [Tensor, Tensor, TensorOrScalar],
  derivatives: readonly ((grad: Tensor) => Tensor)[],
): Tensor {
  const backs = inputs.map(toOperand);
  return record(
    out,
    node,
    inputs,
    derivatives.map((derivative, i) => (needsGrad(inputs[i]) ? (grad) => backs[i](derivative(grad)) : null)),
    inputs,
  );
}

/** `input + value * tensor1 * tensor2`. */
export function addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, options?: ValueOption): Tensor {
  const { value = 1, out } = named<ValueOption>("addcmul", {}, options, ["value", "out"]);
  const handle = expectTensor(input, "addcmul").kernels.addcmul(
    input.handle,
    expectTensor(tensor1, "addcmul", "tensor1").handle,
    expectTensor(tensor2, "addcmul", "tensor2").handle,
    value,
    outHandle(out, "addcmul", input, tensor1, tensor2),
  );
  if (out !== undefined) return written(out, handle);
  const result = wrap(input, handle);
  if (!recording(input, tensor1, tensor2)) return result;
  return record3(
    result,
    "AddcmulBackward0",
    [input, tensor1, tensor2],
    [(grad) => grad, (grad) => mul(grad, mul(tensor2, value)), (grad) => mul(grad, mul(tensor1, value))],
  );
}

/** `input + value * tensor1 / tensor2`. */
export function addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, options?: ValueOption): Tensor {
  const { value = 1, out } = named<ValueOption>("addcdiv", {}, options, ["value", "out"]);
  const handle = expectTensor(input, "addcdiv").kernels.addcdiv(
    input.handle,
    expectTensor(tensor1, "addcdiv", "tensor1").handle,
    expectTensor(tensor2, "addcdiv", "tensor2").handle,
    value,
    outHandle(out, "addcdiv", input, tensor1, tensor2),
  );
  if (out !== undefined) return written(out, handle);
  const result = wrap(input, handle);
  if (!recording(input, tensor1, tensor2)) return result;
  return record3(
    result,
    "AddcdivBackward0",
    [input, tensor1, tensor2],
    [
      (grad) => grad,
      (grad) => mul(grad, div(value, tensor2)),
      (grad) => neg(mul(grad, div(div(mul(tensor1, value), tensor2), tensor2))),
    ],
  );
}

/** `input + weight * (end - input)`. */
export function lerp(input: Tensor, end: Tensor, weight: TensorOrScalar, options?: OutOption): Tensor {
  const handle = expectTensor(input, "lerp").kernels.lerp(
    input.handle,
    expectTensor(end, "lerp", "end").handle,
    operand(weight, "lerp", "weight"),
    outHandle(options?.out, "lerp", input, end, weight),
  );
  if (options?.out !== undefined) return written(options.out, handle);
  const result = wrap(input, handle);
  if (!recording(input, end, weight)) return result;
  return record3(
    result,
    isScalar(weight) ? "LerpBackward0" : "LerpBackward1",
    [input, end, weight],
    [(grad) => sub(grad, mul(grad, weight)), (grad) => mul(grad, weight), (grad) => mul(grad, sub(end, input))],
  );
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
  const { rtol: relative = 1e-5, atol: absolute = 1e-8 } = call;
  let close = eq(input, other);
  if (call.equalNan) close = logicalOr(close, logicalAnd(isnan(input), isnan(other)));
  if (relative === 0 && absolute === 0) return close;
  const real = (x: Tensor): Tensor => (x.dtype.isFloatingPoint ? x.detach() : x.to(getDefaultDtype()));
  const wide = real(other);
  const allowed = add(abs(mul(wide, relative)), absolute);
  const actual = abs(sub(input.dtype === bool ? real(input) : input.detach(), wide));
  return logicalOr(close, logicalAnd(isfinite(actual), le(actual, allowed)));
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
