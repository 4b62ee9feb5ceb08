/** What a number is made of: its sign, its mantissa and exponent, and, as PyTorch counts them, its complex parts. */

import { record, recording } from "../autograd/graph.ts";
import { bool } from "../tensor/dtype.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { namedResults } from "./along.ts";
import { div, mul } from "./arithmetic.ts";
import { binary } from "./binary.ts";
import { isnan, lt } from "./compare.ts";
import { expectTensor, filled, type OutOption, outHandle, whereTensor } from "./core.ts";
import { intoAll, type OutPairOption } from "./out.ts";
import { exp2 } from "./pointwise.ts";
import { none } from "./unary.ts";

/** `input` itself, which must not be bool. */
export function positive(input: Tensor): Tensor {
  if (expectTensor(input, "positive").dtype === bool)
    throw new Error("The `+` operator, on a bool tensor is not supported.");
  return input;
}

/** The real part: `input` itself. */
export function real(input: Tensor): Tensor {
  return expectTensor(input, "real");
}

/** Refused: no dtype here is complex. */
export function imag(input: Tensor): Tensor {
  expectTensor(input, "imag");
  throw new Error("imag is not implemented for tensors with non-complex dtypes.");
}

/** The complex conjugate: `input` itself. */
export function conj(input: Tensor): Tensor {
  return expectTensor(input, "conj");
}

/** The complex conjugate, computed: `input` itself, or written to `out`. */
export function conjPhysical(input: Tensor, options?: OutOption): Tensor {
  if (options?.out === undefined) return expectTensor(input, "conj_physical");
  outHandle(options.out, "conj_physical", input);
  return mul(input, 1, options);
}

/** `input` itself: a conjugation is never left for later. */
export function resolveConj(input: Tensor): Tensor {
  return expectTensor(input, "resolve_conj");
}

/** `input` itself: a negation is never left for later. */
export function resolveNeg(input: Tensor): Tensor {
  return expectTensor(input, "resolve_neg");
}

/** Whether a conjugation is left for later; never. */
export function isConj(input: Tensor): boolean {
  expectTensor(input, "is_conj");
  return false;
}

/** Whether a negation is left for later; never. */
export function isNeg(input: Tensor): boolean {
  expectTensor(input, "is_neg");
  return false;
}

/** The angle in the complex plane: π where `input` is negative, else 0; NaN where it is NaN. */
export function angle(input: Tensor, options?: OutOption): Tensor {
  const x = expectTensor(input, "angle").detach();
  const half = whereTensor(lt(x, 0), Math.PI, 0);
  const real = input.dtype.isFloatingPoint ? half.to(input.dtype) : half;
  outHandle(options?.out, "angle", input);
  const out = whereTensor(isnan(x), x.dtype.isFloatingPoint ? x : real, real, options);
  return recording(input) ? record(out, "AngleBackward0", [input], [none]) : out;
}

const degree = Math.PI / 180;

function scaled(input: Tensor, factor: number, name: string, node: string, options?: OutOption): Tensor {
  const x = expectTensor(input, name).detach();
  outHandle(options?.out, name, input);
  const out = mul(x, factor, options);
  return recording(input) ? record(out, node, [input], [(grad) => mul(grad, factor)]) : out;
}

/** Degrees as radians. */
export function deg2rad(input: Tensor, options?: OutOption): Tensor {
  return scaled(input, degree, "deg2rad", "Deg2RadBackward0", options);
}

/** Radians as degrees. */
export function rad2deg(input: Tensor, options?: OutOption): Tensor {
  return scaled(input, 1 / degree, "rad2deg", "Rad2DegBackward0", options);
}

/** Mantissas of [0.5, 1), or of (-1, -0.5], and int32 exponents: the input is the one times 2 to the other. */
export type MantissaExponent = [Tensor, Tensor] & { mantissa: Tensor; exponent: Tensor };

/** Mantissas and exponents of floating-point numbers. */
export function frexp(input: Tensor, options?: OutPairOption): MantissaExponent {
  const handles = expectTensor(input, "frexp").kernels.frexp(input.handle);
  const mantissa = wrap(input, handles[0]);
  const exponent = wrap(input, handles[1]);
  const out = intoAll(options?.out, [mantissa, exponent], "frexp", [input]);
  if (options?.out == null && recording(input))
    record(mantissa, "FrexpBackward0", [input], [(grad) => div(grad, exp2(exponent.to(grad.dtype)))]);
  return namedResults("frexp", { mantissa: out[0], exponent: out[1] });
}

const copysignNode = ["CopysignBackward0", "CopysignBackward1"] as const;

/** The size of `input` with the sign of `other`. */
export function copysign(input: Tensor, other: Tensor | number, options?: OutOption): Tensor {
  return binary(
    "copysign",
    expectTensor(input, "copysign"),
    other,
    {
      node: copysignNode[typeof other === "number" ? 1 : 0],
      derivatives: [
        (grad, a, b) => whereTensor((a as Tensor).eq(0), 0, mul(grad, div(copysign(a as Tensor, b as Tensor), a))),
        (grad) => filled(grad, 0),
      ],
      reads: ["ab", ""],
    },
    options?.out,
  );
}
