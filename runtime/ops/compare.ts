/** Elementwise comparisons and tests, to bool. */

import type { compareKernels, testKernels } from "../backend/backend.ts";
import { bool } from "../tensor/dtype.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { either, expectTensor, filled, type OutOption, operand, outHandle, type TensorOrScalar } from "./core.ts";
import { outOf, written } from "./out.ts";

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
  return compare("eq", input, other, outOf("eq", options));
}

/** Where `input` differs from `other`. */
export function ne(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("ne", input, other, outOf("ne", options));
}

/** Where `input` is less than `other`. */
export function lt(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("lt", input, other, outOf("lt", options));
}

/** Where `input` is less than or equal to `other`. */
export function le(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("le", input, other, outOf("le", options));
}

/** Where `input` is greater than `other`. */
export function gt(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("gt", input, other, outOf("gt", options));
}

/** Where `input` is greater than or equal to `other`. */
export function ge(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("ge", input, other, outOf("ge", options));
}

/** Where both are not zero. */
export function logicalAnd(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("logicalAnd", input, other, outOf("logicalAnd", options));
}

/** Where one of both is not zero. */
export function logicalOr(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("logicalOr", input, other, outOf("logicalOr", options));
}

/** Where exactly one of both is not zero. */
export function logicalXor(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return compare("logicalXor", input, other, outOf("logicalXor", options));
}

/** Where `input` is zero. */
export function logicalNot(input: Tensor, options?: OutOption): Tensor {
  return test("logicalNot", input, outOf("logicalNot", options));
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
  return test("isposinf", input, outOf("isposinf", options));
}

/** Where `input` is infinite and negative. */
export function isneginf(input: Tensor, options?: OutOption): Tensor {
  return test("isneginf", input, outOf("isneginf", options));
}

/** Where the sign bit is set: of negative numbers, and of -0. */
export function signbit(input: Tensor, options?: OutOption): Tensor {
  return test("signbit", input, outOf("signbit", options));
}

/** True everywhere: no dtype here is complex. */
export function isreal(input: Tensor): Tensor {
  return filled(expectTensor(input, "isreal"), true, bool);
}

export { ge as greaterEqual, gt as greater, le as lessEqual, lt as less, ne as notEqual };
