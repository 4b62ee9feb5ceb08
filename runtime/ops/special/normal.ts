/** The normal distribution's functions, and others of `torch.special` that have derivatives. */

import type { Tensor } from "../../tensor/tensor.ts";
import { add, div, mul, sub } from "../arithmetic.ts";
import { binary, notImplemented, type Rule } from "../binary.ts";
import { expectTensor, type OutOption, type TensorOrScalar } from "../core.ts";
import { erf, exp, log, neg, square } from "../pointwise.ts";
import { formOf, logFactor } from "../special-functions.ts";
import { unary } from "../unary.ts";

/** The standard normal distribution function. */
export function ndtr(input: Tensor, options?: OutOption): Tensor {
  return mul(add(erf(mul(expectTensor(input, "ndtr"), Math.SQRT1_2)), 1), 0.5, options);
}

/** The inverse of `ndtr`. */
export function ndtri(input: Tensor, options?: OutOption): Tensor {
  return unary("ndtri", input, options, "SpecialNdtriBackward0", "output", (grad, y) =>
    mul(grad, mul(exp(div(square(y), 2)), Math.sqrt(2 * Math.PI))),
  );
}

/** The logarithm of `ndtr`, exact far below 0. */
export function logNdtr(input: Tensor, options?: OutOption): Tensor {
  return unary("logNdtr", input, options, "SpecialLogNdtrBackward0", "input", (grad, x) =>
    mul(div(grad, erfcx(mul(x, -Math.SQRT1_2))), Math.sqrt(2 / Math.PI)),
  );
}

/** `exp(input ** 2) * erfc(input)`. */
export function erfcx(input: Tensor, options?: OutOption): Tensor {
  return unary("erfcx", input, options, "SpecialErfcxBackward0", "input", (grad, x) =>
    mul(grad, sub(mul(mul(x, 2), erfcx(x)), 2 / Math.sqrt(Math.PI))),
  );
}

/** `-input * log(input)`, 0 at 0 and minus infinity below. */
export function entr(input: Tensor, options?: OutOption): Tensor {
  return unary("entr", input, options, "SpecialEntrBackward0", "input", (grad, x) => mul(grad, neg(add(log(x), 1))));
}

/** `input * log1p(other)`, 0 where `input` is 0, NaN where `other` is. */
export function xlog1py(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  const rule: Rule = {
    node: formOf("SpecialXlog1PyBackward", input, other),
    derivatives: [(grad, x, y) => logFactor(x, y, -1, xlog1py(grad, y)), (grad, x, y) => div(mul(grad, x), add(y, 1))],
    reads: ["ab", "ab"],
  };
  return binary("xlog1py", input, other, rule, options?.out);
}

/** The Hurwitz zeta function: the sum of `(other + k) ** -input` for k from 0 on. */
export function zeta(input: TensorOrScalar, other: TensorOrScalar, options?: OutOption): Tensor {
  const rule: Rule = {
    node: formOf("SpecialZetaBackward", input, other),
    derivatives: [
      notImplemented("the derivative for 'zeta' is not implemented."),
      (grad, x, q) => mul(grad, mul(mul(x, -1), zeta(add(x, 1), q))),
    ],
    reads: ["", "ab"],
  };
  return binary("zeta", input, other, rule, options?.out);
}
