/** More functions of two tensors: extremes that pass NaN over, logarithms of sums, integers and their bits, steps. */

import { record, recording } from "../autograd/graph.ts";
import { float64, getDefaultDtype, scalarName } from "../tensor/dtype.ts";
import { describe } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { add, div, mul, pow, sub } from "./arithmetic.ts";
import { binary, notImplemented, type Rule } from "./binary.ts";
import { ge, isnan, le, logicalOr, ne } from "./compare.ts";
import {
  cast,
  codeOf,
  expectTensor,
  filled,
  type OutOption,
  outHandle,
  type TensorOrScalar,
  toOperand,
  whereTensor,
} from "./core.ts";
import { outOf } from "./out.ts";
import { exp, exp2, floor } from "./pointwise.ts";

/** Calls a kernel of two tensors, neither of which may be a number. */
function pair(
  name: Parameters<typeof binary>[0],
  input: Tensor,
  other: Tensor,
  rule: Rule,
  options?: OutOption,
  argument = "other",
): Tensor {
  expectTensor(input, name);
  if (!(other instanceof Tensor))
    throw new TypeError(`${name}(): argument '${argument}' (position 2) must be Tensor, not ${describe(other)}`);
  return binary(name, input, other, rule, outOf(name, options));
}

const unrecorded: Rule = { node: "NotImplemented", derivatives: [() => null, () => null], reads: ["", ""] };

/** The first operand takes the gradient where it is chosen, or the second is NaN. */
function choiceRule(node: string, chosen: (a: Tensor, b: Tensor) => Tensor): Rule {
  const first = (a: unknown, b: unknown): Tensor => logicalOr(chosen(a as Tensor, b as Tensor), isnan(b as Tensor));
  return {
    node,
    derivatives: [(grad, a, b) => whereTensor(first(a, b), grad, 0), (grad, a, b) => whereTensor(first(a, b), 0, grad)],
    reads: ["ab", "ab"],
  };
}

const fmaxRule = choiceRule("FmaxBackward0", ge);
const fminRule = choiceRule("FminBackward0", le);

/** The larger of two elements; where one is NaN, the other. */
export function fmax(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return pair("fmax", input, other, fmaxRule, options);
}

/** The smaller of two elements; where one is NaN, the other. */
export function fmin(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return pair("fmin", input, other, fminRule, options);
}

const hypotRule: Rule = {
  node: "HypotBackward0",
  derivatives: [
    (grad, a, b) => mul(grad, div(a, hypot(a as Tensor, b as Tensor))),
    (grad, a, b) => mul(grad, div(b, hypot(a as Tensor, b as Tensor))),
  ],
  reads: ["ab", "ab"],
};

/** `sqrt(input ** 2 + other ** 2)`, without overflow between. */
export function hypot(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return pair("hypot", input, other, hypotRule, options);
}

const logaddexpRule: Rule = {
  node: "LogaddexpBackward0",
  derivatives: [(grad, a, b) => div(grad, add(exp(sub(b, a)), 1)), (grad, a, b) => div(grad, add(exp(sub(a, b)), 1))],
  reads: ["ab", "ab"],
};

/** `log(exp(input) + exp(other))`, without overflow between. */
export function logaddexp(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return pair("logaddexp", input, other, logaddexpRule, options);
}

const logaddexp2Rule: Rule = {
  node: "Logaddexp2Backward0",
  derivatives: [(grad, a, b) => div(grad, add(exp2(sub(b, a)), 1)), (grad, a, b) => div(grad, add(exp2(sub(a, b)), 1))],
  reads: ["ab", "ab"],
};

/** `log2(2 ** input + 2 ** other)`, without overflow between. */
export function logaddexp2(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return pair("logaddexp2", input, other, logaddexp2Rule, options);
}

const nextafterRule: Rule = {
  node: "NextafterBackward0",
  derivatives: [(grad, a, b) => whereTensor(ne(a, b), grad, 0), (grad) => filled(grad, 0)],
  reads: ["ab", ""],
};

/** The number of the dtype that comes after `input` on the way to `other`. */
export function nextafter(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return pair("nextafter", input, other, nextafterRule, options);
}

const heavisideDerivative = notImplemented("derivative for aten::heaviside is not implemented");
const heavisideRule: Rule = {
  node: "NotImplemented",
  derivatives: [heavisideDerivative, heavisideDerivative],
  reads: ["", ""],
};

/** 0 where `input` is negative, 1 where it is positive, `values` where it is 0. */
export function heaviside(input: Tensor, values: Tensor, options?: OutOption): Tensor {
  if (values instanceof Tensor && expectTensor(input, "heaviside").dtype !== values.dtype)
    throw new Error("heaviside is not yet implemented for tensors with different dtypes.");
  return pair("heaviside", input, values, heavisideRule, options, "values");
}

/** The greatest common divisor of integers; not negative. */
export function gcd(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return pair("gcd", input, other, unrecorded, options);
}

/** The least common multiple of integers; not negative. */
export function lcm(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return pair("lcm", input, other, unrecorded, options);
}

/** The bits of integers moved up by `other` places; 0 where that is negative or as many as there are. */
export function bitwiseLeftShift(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return binary("bitwiseLeftShift", input, other, unrecorded, outOf("bitwiseLeftShift", options));
}

/** The bits of integers moved down by `other` places, the sign kept. */
export function bitwiseRightShift(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  return binary("bitwiseRightShift", input, other, unrecorded, outOf("bitwiseRightShift", options));
}

/** `x * 2 ** exponent` of whole exponents, also where the power alone is beyond the type. */
function scaledBy(x: Tensor, exponent: Tensor): Tensor {
  if (x.dtype !== float64) return cast(mul(cast(x, float64.code), pow(2, cast(exponent, float64.code))), x.dtype.code);
  const half = floor(mul(exponent, 0.5));
  return mul(mul(x, pow(2, half)), pow(2, sub(exponent, half)));
}

/** `input * 2 ** other`. */
export function ldexp(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  expectTensor(input, "ldexp");
  if (!(other instanceof Tensor))
    throw new TypeError(`ldexp(): argument 'other' (position 2) must be Tensor, not ${describe(other)}`);
  outHandle(options?.out, "ldexp", input, other);
  // Whole exponents take the type of a floating-point input.
  const exact = input.dtype.isFloatingPoint ? input.dtype : getDefaultDtype();
  const exponent = other.dtype.isFloatingPoint ? other : cast(other, exact.code);
  const scaled = other.dtype.isFloatingPoint ? null : scaledBy(cast(input.detach(), exact.code), exponent.detach());
  // What may be written to `out` is a product in either case.
  const out =
    scaled === null
      ? mul(input.detach(), pow(2, exponent.detach()), options)
      : options?.out === undefined
        ? scaled
        : mul(scaled, 1, options);
  if (!recording(input, other)) return out;
  const back = toOperand(input);
  const backOther = toOperand(other);
  return record(
    out,
    "LdexpBackward0",
    [input, other],
    [
      (grad) => back(mul(grad, pow(2, exponent))),
      (grad) => backOther(mul(grad, mul(mul(input, pow(2, exponent)), Math.LN2))),
    ],
    [input, other],
  );
}

/** `input` to the power of `exponent`, in float64. */
export function floatPower(input: TensorOrScalar, exponent: TensorOrScalar, options?: OutOption): Tensor {
  const out = options?.out;
  if (out !== undefined && out.dtype !== float64) {
    const [role, name] = out === input ? ["base", "float_power_"] : ["output", "float_power"];
    throw new Error(
      `the ${role} given to ${name} has dtype ${scalarName(out.dtype)} but the operation's result requires dtype Double`,
    );
  }
  const wide = (value: TensorOrScalar): TensorOrScalar =>
    value instanceof Tensor ? cast(value, float64.code) : Number(value);
  const power = pow(wide(input), wide(exponent), options);
  return codeOf(power) === float64.code ? power : cast(power, float64.code);
}
