/** Arithmetic of two operands, broadcast and promoted. */

import { checkKeys, isOptions, named } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { binary, notImplemented, type Rule } from "./binary.ts";
import { eq, ge, gt, lt } from "./compare.ts";
import {
  cast,
  codeOf,
  expectTensor,
  filled,
  isScalar,
  type OutOption,
  type TensorOrScalar,
  whereTensor,
} from "./core.ts";
import { outOf } from "./out.ts";
import { floor, log, neg, trunc } from "./pointwise.ts";

const addRule: Rule = { node: "AddBackward0", derivatives: [(grad) => grad, (grad) => grad], reads: ["", ""] };
const subRule: Rule = { node: "SubBackward0", derivatives: [(grad) => grad, (grad) => neg(grad)], reads: ["", ""] };
const mulRule: Rule = {
  node: "MulBackward0",
  derivatives: [(grad, _a, b) => mul(grad, b), (grad, a) => mul(grad, a)],
  reads: ["b", "a"],
};
const divRule: Rule = {
  node: "DivBackward0",
  derivatives: [(grad, _a, b) => div(grad, b), (grad, a, b) => div(mul(neg(grad), a), mul(b, b))],
  reads: ["b", "ab"],
};

/** Options of `add` and `sub`. */
export interface AddOptions extends OutOption {
  other?: TensorOrScalar;
  /** `other` is multiplied by it first; 1. */
  alpha?: number;
}

/** `input + alpha * other`. */
export function add(input: TensorOrScalar, other: TensorOrScalar | AddOptions, options?: AddOptions): Tensor {
  if (options === undefined && !isOptions(other)) return binary("add", input, other, addRule);
  const { other: b, alpha, out } = named<AddOptions>("add", { other }, options, ["alpha", "out"]);
  return binary("add", input, scaled(b as TensorOrScalar, alpha), addRule, out);
}

/** `input - alpha * other`. */
export function sub(input: TensorOrScalar, other: TensorOrScalar | AddOptions, options?: AddOptions): Tensor {
  if (options === undefined && !isOptions(other)) return binary("sub", input, other, subRule);
  const { other: b, alpha, out } = named<AddOptions>("sub", { other }, options, ["alpha", "out"]);
  return binary("sub", input, scaled(b as TensorOrScalar, alpha), subRule, out);
}

function scaled(value: TensorOrScalar, alpha: number | undefined): TensorOrScalar {
  if (alpha === undefined || alpha === 1) return value;
  if (typeof alpha === "number" && !Number.isInteger(alpha) && value instanceof Tensor && !value.dtype.isFloatingPoint)
    throw new Error("For integral input tensors, argument alpha must not be a floating point number.");
  return isScalar(value) ? Number(value) * alpha : mul(value, alpha);
}

/** `other - alpha * input`. */
export function rsub(input: Tensor, other: TensorOrScalar | AddOptions, options?: AddOptions): Tensor {
  const { other: b, alpha } = named<AddOptions>("rsub", { other }, options, ["alpha"]);
  return sub(b as TensorOrScalar, input, alpha === undefined ? undefined : { alpha });
}

/** `input * other`. */
export function mul(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return binary("mul", input, other, mulRule, outOf("mul", options));
}

/** Options of `div`. */
export interface DivOptions extends OutOption {
  /** null: the quotient itself; "trunc": towards zero; "floor": towards minus infinity. */
  roundingMode?: "trunc" | "floor" | null;
}

/** `input / other`. */
export function div(input: TensorOrScalar, other: TensorOrScalar, options?: DivOptions): Tensor {
  const mode = options?.roundingMode;
  checkKeys("div", options, ["roundingMode", "out"]);
  if (mode == null) return binary("div", input, other, divRule, options?.out);
  if (mode !== "trunc" && mode !== "floor")
    throw new Error(`div expected rounding_mode to be one of null, 'trunc', or 'floor' but found '${String(mode)}'`);
  return binary(mode === "floor" ? "floorDivide" : "truncDivide", input, other, roundedRule, options?.out);
}

const roundedRule: Rule = {
  node: "DivBackward2",
  derivatives: [(grad) => filled(grad, 0), (grad) => filled(grad, 0)],
  reads: ["", ""],
};

const floorDivideDerivative = notImplemented("derivative for aten::floor_divide is not implemented");
const floorDivideRule: Rule = {
  node: "NotImplemented",
  derivatives: [floorDivideDerivative, floorDivideDerivative],
  reads: ["", ""],
};

/** The quotient rounded towards minus infinity. */
export function floorDivide(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return binary("floorDivide", input, other, floorDivideRule, outOf("floorDivide", options));
}

const remainderRule: Rule = {
  node: "RemainderBackward0",
  derivatives: [(grad) => grad, (grad, a, b) => neg(mul(grad, floor(div(a, b))))],
  reads: ["", "ab"],
};

const remainderTensorRule: Rule = { ...remainderRule, node: "RemainderBackward1" };

/** The remainder with the sign of `other`, as Python's `%`. */
export function remainder(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return binary(
    "remainder",
    input,
    other,
    isScalar(other) ? remainderRule : remainderTensorRule,
    outOf("remainder", options),
  );
}

const fmodRule: Rule = {
  node: "FmodBackward0",
  derivatives: [(grad) => grad, (grad, a, b) => neg(mul(grad, trunc(div(a, b))))],
  reads: ["", "ab"],
};

const fmodTensorRule: Rule = { ...fmodRule, node: "FmodBackward1" };

/** The remainder with the sign of `input`, as C's `fmod`. */
export function fmod(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return binary("fmod", input, other, isScalar(other) ? fmodRule : fmodTensorRule, outOf("fmod", options));
}

/** d a^b / da = b a^(b-1), 0 where b is 0. */
function powBase(grad: Tensor, a: TensorOrScalar, b: TensorOrScalar): Tensor {
  if (isScalar(b)) {
    if (Number(b) === 0) return filled(grad, 0);
    return Number(b) === 2 ? mul(grad, mul(a, 2)) : mul(grad, mul(pow(a, Number(b) - 1), b));
  }
  const slope = mul(grad, mul(b, pow(a, sub(b, 1))));
  return whereTensor(eq(b, 0), filled(slope, 0), slope);
}

/** d a^b / db = a^b log a, 0 where a is 0 and b is not negative. */
function powExponent(grad: Tensor, a: TensorOrScalar, b: TensorOrScalar): Tensor {
  const base = a instanceof Tensor ? a : filled(b as Tensor, a, grad.dtype);
  const slope = mul(grad, mul(pow(base, b), log(base)));
  return whereTensor(mul(eq(base, 0), ge(b as Tensor, 0)), filled(slope, 0), slope);
}

const powScalarRule: Rule = { node: "PowBackward0", derivatives: [powBase, powExponent], reads: ["ab", "ab"] };
const powTensorRule: Rule = { ...powScalarRule, node: "PowBackward1" };
const powBaseRule: Rule = { ...powScalarRule, node: "PowBackward2" };

/** `input` to the power of `exponent`. */
export function pow(input: TensorOrScalar, exponent: TensorOrScalar, options?: OutOption): Tensor {
  const rule = isScalar(exponent) ? powScalarRule : isScalar(input) ? powBaseRule : powTensorRule;
  return binary("pow", input, exponent, rule, outOf("pow", options));
}

/** Where two operands are equal each gets half of the gradient. */
function extremeRule(node: string, first: (a: Tensor, b: Tensor) => Tensor): Rule {
  const share = (grad: Tensor, a: Tensor, b: Tensor): Tensor =>
    whereTensor(eq(a, b), div(grad, 2), mul(grad, cast(first(a, b), codeOf(grad))));
  return {
    node,
    derivatives: [
      (grad, a, b) => share(grad, a as Tensor, b as Tensor),
      (grad, a, b) => share(grad, b as Tensor, a as Tensor),
    ],
    reads: ["ab", "ab"],
  };
}

const maximumRule = extremeRule("MaximumBackward0", gt);
const minimumRule = extremeRule("MinimumBackward0", lt);

/** The larger of two elements; NaN where one is. */
export function maximum(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return binary(
    "maximum",
    expectTensor(input, "maximum"),
    expectTensor(other, "maximum", "other"),
    maximumRule,
    outOf("maximum", options),
  );
}

/** The smaller of two elements; NaN where one is. */
export function minimum(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return binary(
    "minimum",
    expectTensor(input, "minimum"),
    expectTensor(other, "minimum", "other"),
    minimumRule,
    outOf("minimum", options),
  );
}

const atan2Rule: Rule = {
  node: "Atan2Backward0",
  derivatives: [
    (grad, a, b) => div(mul(grad, b), add(mul(a, a), mul(b, b))),
    (grad, a, b) => div(mul(neg(grad), a), add(mul(a, a), mul(b, b))),
  ],
  reads: ["ab", "ab"],
};

/** The angle of the point (`other`, `input`), in radians. */
export function atan2(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return binary(
    "atan2",
    expectTensor(input, "atan2"),
    expectTensor(other, "atan2", "other"),
    atan2Rule,
    outOf("atan2", options),
  );
}

/** Bit by bit and; of bools the logical one. */
export function bitwiseAnd(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return binary("bitwiseAnd", input, other, roundedRule, outOf("bitwiseAnd", options));
}

/** Bit by bit or; of bools the logical one. */
export function bitwiseOr(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return binary("bitwiseOr", input, other, roundedRule, outOf("bitwiseOr", options));
}

/** Bit by bit exclusive or; of bools the logical one. */
export function bitwiseXor(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return binary("bitwiseXor", input, other, roundedRule, outOf("bitwiseXor", options));
}

export { atan2 as arctan2, div as divide, div as trueDivide, mul as multiply, sub as subtract };
