/** Gamma functions, logarithms, error functions and others that PyTorch has both as `torch.f` and as methods. */

import { record, recording } from "../autograd/graph.ts";
import { float32 } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { binary, notImplemented, type Rule } from "./binary.ts";
import { eq, ge, le, logicalAnd, ne } from "./compare.ts";
import { codeOf, expectTensor, isScalar, type OutOption, outHandle, type TensorOrScalar, whereTensor } from "./core.ts";
import { outOf } from "./out.ts";
import { cos, exp, log, sin, square } from "./pointwise.ts";
import { sum } from "./reduce.ts";
import { unsqueeze } from "./shape.ts";
import { i1 } from "./special/bessel.ts";
import { unary } from "./unary.ts";

/** The logarithm of the size of the gamma function. */
export function lgamma(input: Tensor, options?: OutOption): Tensor {
  return unary("lgamma", input, options, "LgammaBackward0", "input", (grad, x) => mul(grad, digamma(x)));
}

/** The derivative of `lgamma`. */
export function digamma(input: Tensor, options?: OutOption): Tensor {
  return unary("digamma", input, options, "DigammaBackward0", "input", (grad, x) => mul(grad, polygamma(1, x)));
}

/** The `n`-th derivative of `digamma`. */
export function polygamma(n: number, input: Tensor, options?: OutOption): Tensor {
  if (typeof n !== "number" || !Number.isInteger(n))
    throw new TypeError(`polygamma(): argument 'n' (position 1) must be int, not ${typeof n}`);
  if (n < 0) throw new Error("polygamma(n, x) does not support negative n.");
  const rule: Rule = {
    node: "PolygammaBackward0",
    derivatives: [(grad, x) => mul(grad, polygamma(n + 1, x as Tensor)), () => null],
    reads: ["a", ""],
  };
  return binary("polygamma", expectTensor(input, "polygamma"), n, rule, outOf("polygamma", options));
}

/** The logarithm of the gamma function of dimension `p`. */
export function mvlgamma(input: Tensor, p: number | { p: number; out?: Tensor }, options?: OutOption): Tensor {
  const call = named<{ p: number; out?: Tensor }>("mvlgamma", { p }, options, ["out"]);
  if (!Number.isInteger(call.p)) throw new TypeError(`mvlgamma(): argument 'p' must be int, not ${String(call.p)}`);
  if (call.p < 1) throw new Error("p has to be greater than or equal to 1");
  const { kernels } = expectTensor(input, "mvlgamma");
  const shifts = wrap(
    input,
    kernels.arange((1 - call.p) / 2, 0.5, call.p, input.dtype.isFloatingPoint ? codeOf(input) : float32.code),
  );
  outHandle(call.out, "mvlgamma", input);
  const each = add(unsqueeze(input.detach(), -1), shifts);
  const constant = (call.p * (call.p - 1) * Math.log(Math.PI)) / 4;
  const out = add(sum(lgamma(each), -1), constant, call.out === undefined ? undefined : { out: call.out });
  if (!recording(input)) return out;
  return record(
    out,
    "MvlgammaBackward0",
    [input],
    [(grad) => mul(grad, sum(digamma(add(unsqueeze(input, -1), shifts)), -1))],
    [input],
  );
}

/** exp(-x) x^(a - 1) / gamma(a): the derivative of `igamma` with regard to x. */
function gammaDensity(a: Tensor, x: Tensor): Tensor {
  return exp(sub(sub(mul(sub(a, 1), log(x)), x), lgamma(a)));
}

function incompleteRule(name: "igamma" | "igammac", node: string, sign: 1 | -1): Rule {
  return {
    node,
    derivatives: [
      notImplemented(`the derivative for '${name}: input' is not implemented.`),
      (grad, a, x) => mul(grad, mul(gammaDensity(a as Tensor, x as Tensor), sign)),
    ],
    reads: ["", "ab"],
  };
}

const igammaRule = incompleteRule("igamma", "IgammaBackward0", 1);
const igammacRule = incompleteRule("igammac", "IgammacBackward0", -1);

/** The regularised lower incomplete gamma function of `input` up to `other`. */
export function igamma(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return binary(
    "igamma",
    expectTensor(input, "igamma"),
    expectTensor(other, "igamma", "other"),
    igammaRule,
    options?.out,
  );
}

/** The regularised upper incomplete gamma function of `input` from `other` on. */
export function igammac(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return binary(
    "igammac",
    expectTensor(input, "igammac"),
    expectTensor(other, "igammac", "other"),
    igammacRule,
    options?.out,
  );
}

/** The inverse of `erf`. */
export function erfinv(input: Tensor, options?: OutOption): Tensor {
  return unary("erfinv", input, options, "ErfinvBackward0", "output", (grad, y) =>
    mul(grad, mul(exp(square(y)), Math.sqrt(Math.PI) / 2)),
  );
}

/** `sin(π input) / (π input)`, 1 at 0. */
export function sinc(input: Tensor, options?: OutOption): Tensor {
  return unary("sinc", input, options, "SincBackward0", "input", (grad, x) => {
    const angle = mul(x, Math.PI);
    const slope = div(sub(mul(angle, cos(angle)), sin(angle)), mul(angle, x));
    return mul(grad, whereTensor(ne(x, 0), slope, 0));
  });
}

/** The modified Bessel function of the first kind of order 0. */
export function i0(input: Tensor, options?: OutOption): Tensor {
  return unary("i0", input, options, "I0Backward0", "input", (grad, x) => mul(grad, i1(x)));
}

/** Options of `logit`. */
export interface LogitOptions extends OutOption {
  /** The input is kept within `eps` and `1 - eps`; null: it is taken as it is. */
  eps?: number | null;
}

/** `log(input / (1 - input))`. */
export function logit(input: Tensor, eps?: number | null | LogitOptions, options?: OutOption): Tensor {
  const call = named<LogitOptions>("logit", { eps }, options, ["out"]);
  const bound = call.eps ?? null;
  const rule: Rule = {
    node: "LogitBackward0",
    derivatives: [(grad, x) => logitSlope(grad, x as Tensor, bound), () => null],
    reads: ["a", ""],
  };
  return binary("logit", expectTensor(input, "logit"), bound ?? -1, rule, call.out);
}

function logitSlope(grad: Tensor, x: Tensor, eps: number | null): Tensor {
  const inside = logicalAnd(ge(x, eps ?? 0), le(x, 1 - (eps ?? 0)));
  return whereTensor(inside, div(grad, mul(x, sub(1, x))), eps === null ? Number.NaN : 0);
}

/** The names of the recorded forms: of two tensors, of a number and a tensor, of a tensor and a number. */
export function formOf(node: string, a: TensorOrScalar, b: TensorOrScalar): string {
  return node + (isScalar(a) ? 1 : isScalar(b) ? 2 : 0);
}

/** `log` of a product's gradient, 0 where the product's first factor is 0 and its logarithm's argument at most `bound`. */
export function logFactor(x: TensorOrScalar, y: TensorOrScalar, bound: number, log: Tensor): Tensor {
  const zero = eq(x as Tensor, 0);
  if (isScalar(y)) return Number(y) <= bound ? whereTensor(zero, 0, log) : log;
  return whereTensor(logicalAnd(zero, le(y, bound)), 0, log);
}

/** `input * log(other)`, 0 where `input` is 0, NaN where `other` is. */
export function xlogy(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  const rule: Rule = {
    node: formOf("XlogyBackward", input, other),
    derivatives: [(grad, x, y) => logFactor(x, y, 0, xlogy(grad, y)), (grad, x, y) => div(mul(grad, x), y)],
    reads: ["ab", "ab"],
  };
  return binary("xlogy", input, other, rule, outOf("xlogy", options));
}
