/** Elementwise comparisons and tests, to bool. */

import type { compareKernels, testKernels } from "../backend/backend.ts";
import { bool } from "../tensor/dtype.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { either, expectTensor, filled, type OutOption, operand, outHandle, type TensorOrScalar } from "./core.ts";
import { written } from "./out.ts";

type CompareName = (typeof compareKernels)[number];

function compare(name: CompareName, a: TensorOrScalar, b: TensorOrScalar, out?: Tensor): Tensor {
  const like = either(a, b, name);
  const handle = like.kernels[name](operand(a, name, "input"), operand(b, name), outHandle(out, name, a, b));
  return out === undefined ? wrap(like, handle) : written(out, handle);
}

function test(name: (typeof testKernels)[number], input: Tensor, out?: Tensor): Tensor {
  const handle = expectTensor(input, name).kernels[name](input.handle, outHandle(out, name, input));
  return out === undefined ? wrap(input, handle) : written(out, handle);
}

/** Where `input` equals `other`. */
export function eq(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("eq", input, other, options?.out);
}

/** Where `input` differs from `other`. */
export function ne(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("ne", input, other, options?.out);
}

/** Where `input` is less than `other`. */
export function lt(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("lt", input, other, options?.out);
}

/** Where `input` is less than or equal to `other`. */
export function le(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("le", input, other, options?.out);
}

/** Where `input` is greater than `other`. */
export function gt(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("gt", input, other, options?.out);
}

/** Where `input` is greater than or equal to `other`. */
export function ge(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("ge", input, other, options?.out);
}

/** Where both are not zero. */
export function logicalAnd(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("logicalAnd", input, other, options?.out);
}

/** Where one of both is not zero. */
export function logicalOr(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("logicalOr", input, other, options?.out);
}

/** Where exactly one of both is not zero. */
export function logicalXor(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("logicalXor", input, other, options?.out);
}

/** Where `input` is zero. */
export function logicalNot(input: Tensor, options?: OutOption): Tensor {
  return test("logicalNot", input, options?.out);
}

/** Where `input` is NaN. */
export function isnan(input: Tensor): Tensor {
  return test("isnan", input);
}

/** Where `input` is infinite. */
export function isinf(input: Tensor): Tensor {
  return test("isinf", input);
}

/** Where `input` is neither infinite nor NaN. */
export function isfinite(input: Tensor): Tensor {
  return test("isfinite", input);
}

/** Where `input` is infinite and positive. */
export function isposinf(input: Tensor, options?: OutOption): Tensor {
  return test("isposinf", input, options?.out);
}

/** Where `input` is infinite and negative. */
export function isneginf(input: Tensor, options?: OutOption): Tensor {
  return test("isneginf", input, options?.out);
}

/** Where the sign bit is set: of negative numbers, and of -0. */
export function signbit(input: Tensor, options?: OutOption): Tensor {
  return test("signbit", input, options?.out);
}

/** True everywhere: no dtype here is complex. */
export function isreal(input: Tensor): Tensor {
  return filled(expectTensor(input, "isreal"), true, bool);
}

export { ge as greaterEqual, gt as greater, le as lessEqual, lt as less, ne as notEqual };
