/** Norms of vectors, and what divides by them. */

import { record, recording } from "../autograd/graph.ts";
import { type DType, float32, scalarName } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, div, mul, pow, sub } from "./arithmetic.ts";
import { eq, gt, ne } from "./compare.ts";
import { cast, codeOf, type Dims, expandTo, expectTensor, filled, whereTensor, wrapDim, wrapDims } from "./core.ts";
import { amax, amin } from "./extreme.ts";
import { into, type OutOption } from "./out.ts";
import { abs, sign, sqrt } from "./pointwise.ts";
import { sum } from "./reduce.ts";
import { clampMin } from "./select.ts";
import { broadcastTensors, reshape } from "./shape.ts";

/** Options of a norm. */
export interface NormOptions extends OutOption {
  /** The dims over which it is taken; all when not given. */
  dim?: Dims | null;
  /** Keep those dims with size 1; false. */
  keepdim?: boolean;
  /** Converted to it first. */
  dtype?: DType | null;
}

/** Options of {@link vectorNorm}. */
export interface VectorNormOptions extends NormOptions {
  /** The exponent; 2. */
  ord?: number;
}

/** The p-norm of `x` over `dims` (none: all), which stay with size 1. Zero is a corner of each: its slope there is 0. */
function keptNorm(x: Tensor, p: number, over: readonly number[]): Tensor {
  const input = x.detach();
  const reduce = (t: Tensor): Tensor => (x.ndim === 0 ? t : sum(t, [...over], true));
  let out: Tensor;
  if (p === 0) out = cast(reduce(ne(input, 0)), codeOf(x));
  else if (p === 1) out = reduce(abs(input));
  else if (p === 2) out = sqrt(reduce(mul(input, input)));
  else if (p === Infinity) out = x.ndim === 0 ? abs(input) : amax(abs(input), [...over], true);
  else if (p === -Infinity) out = x.ndim === 0 ? abs(input) : amin(abs(input), [...over], true);
  else out = pow(reduce(pow(abs(input), p)), 1 / p);
  return out;
}

/** The gradient of a norm whose dims were kept, spread over x. */
export function normGradient(grad: Tensor, x: Tensor, p: number, norm: Tensor, over: readonly number[]): Tensor {
  if (p === 0) return filled(x, 0);
  if (p === 1) return mul(sign(x), grad);
  if (p === Infinity || p === -Infinity) {
    const extreme = eq(abs(x), norm);
    const shares = cast(x.ndim === 0 ? extreme : sum(extreme, [...over], true), codeOf(x));
    return mul(mul(sign(x), cast(extreme, codeOf(x))), div(grad, shares));
  }
  // Where the norm is 0 another divisor is put in its place, so that no derivative of this one is NaN either.
  const zero = eq(norm, 0);
  const divisor = whereTensor(zero, 1, norm);
  if (p === 2) return whereTensor(zero, filled(x, 0), mul(x, div(grad, divisor)));
  const flat = p < 2 ? eq(x, 0).logicalOr(zero) : zero;
  const size = whereTensor(flat, 1, abs(x));
  return whereTensor(flat, filled(x, 0), mul(mul(sign(x), pow(size, p - 1)), div(grad, pow(divisor, p - 1))));
}

/** Sums of halves are taken in float32. */
function widened(x: Tensor): Tensor {
  return x.dtype.itemsize === 2 ? cast(x, float32.code) : x;
}

function checkDtype(x: Tensor, dtype: DType | null | undefined, name: string): void {
  if (!x.dtype.isFloatingPoint)
    throw new Error(`${name}: Expected a floating point or complex tensor as input. Got ${scalarName(x.dtype)}`);
  if (dtype == null) return;
  if (!dtype.isFloatingPoint)
    throw new Error(`${name}: dtype should be floating point or complex, but got ${scalarName(dtype)}`);
  if (dtype.itemsize < x.dtype.itemsize)
    throw new Error(
      `${name}: the dtype of the input (${scalarName(x.dtype)}) should be convertible without narrowing to the specified dtype (${scalarName(dtype)})`,
    );
}

/** The p-norm of checked dims. */
export function normOver(input: Tensor, p: number, call: NormOptions, name = "linalg.vector_norm"): Tensor {
  const x = expectTensor(input, name, "x");
  checkDtype(x, call.dtype, name);
  const { shape } = x;
  const dims = wrapDims(call.dim, shape.length);
  const over = dims.length === 0 ? shape.map((_, d) => d) : dims;
  if (typeof p !== "number") throw new TypeError(`${name}(): argument 'ord' must be Number, not ${typeof p}`);
  if ((p < 0 || p === Infinity) && over.some((d) => shape[d] === 0)) {
    const order = p === Infinity ? "inf" : p === -Infinity ? "-inf" : `${p}`;
    if (dims.length === 0)
      throw new Error(
        `linalg.vector_norm cannot compute the ${order} norm on an empty tensor because the operation does not have an identity`,
      );
    throw new Error(
      `linalg.vector_norm cannot compute the ${order} norm on the dimension ${over.find((d) => shape[d] === 0)} because this dimension is empty and the operation does not have an identity`,
    );
  }
  const target = call.dtype ?? x.dtype;
  const wide = widened(cast(x, target.code));
  const kept = keptNorm(wide, p, over);
  const keptShape = kept.shape;
  const out = call.keepdim
    ? kept
    : wrap(
        kept,
        kept.kernels.reshape(
          kept.handle,
          shape.filter((_, d) => !over.includes(d)),
        ),
      );
  if (recording(wide)) {
    const derivative = (grad: Tensor): Tensor =>
      normGradient(reshape(grad, keptShape), wide, p, reshape(out, keptShape), over);
    record(out, "LinalgVectorNormBackward0", [wide], [derivative], [wide, out]);
  }
  return into(call.out, cast(out, target.code), name, [input]);
}

/** The p-norm of the elements, or of the vectors along `dim`; p is `ord`. */
export function vectorNorm(
  x: Tensor,
  ord?: number | VectorNormOptions,
  dim?: Dims | null | VectorNormOptions,
  keepdim?: boolean | VectorNormOptions,
  options?: VectorNormOptions,
): Tensor {
  const call = named<VectorNormOptions>("linalg.vector_norm", { ord, dim, keepdim }, options, ["dtype", "out"]);
  return normOver(x, call.ord ?? 2, call);
}

/** The p-norm of `input - other`. */
export function dist(input: Tensor, other: Tensor, p?: number | { p?: number }): Tensor {
  const call = named<{ p?: number }>("dist", { p });
  expectTensor(other, "dist", "other");
  return normOver(sub(expectTensor(input, "dist"), other), call.p ?? 2, {}, "dist");
}

/** Each row along `dim` scaled down so that its p-norm is at most `maxnorm`. */
export function renorm(
  input: Tensor,
  p: number | { p: number; dim: number; maxnorm: number },
  dim?: number | { dim: number; maxnorm: number },
  maxnorm?: number | { maxnorm: number },
): Tensor {
  const call = named<{ p: number; dim: number; maxnorm: number }>("renorm", { p, dim, maxnorm });
  const { shape } = expectTensor(input, "renorm");
  if (!input.dtype.isFloatingPoint) throw new Error(`"renorm" not implemented for '${scalarName(input.dtype)}'`);
  if (!(call.p > 0)) throw new Error("renorm: non-positive-norm not supported");
  if (call.maxnorm < 0) throw new Error(`renorm: expected maxnorm to be >= 0 but got ${call.maxnorm}`);
  if (shape.length < 2) throw new Error(`renorm: input needs at least 2 dimensions, got ${shape.length} dimensions`);
  const at = wrapDim(call.dim, shape.length);
  const others = shape.map((_, d) => d).filter((d) => d !== at);
  const wide = widened(input);
  const norm = normOver(wide, call.p, { dim: others, keepdim: true });
  const factor = whereTensor(gt(norm, call.maxnorm), div(call.maxnorm, add(norm, 1e-7)), filled(norm, 1));
  return mul(input, cast(factor, codeOf(input)));
}

/** Options of `normalize`. */
export interface NormalizeOptions extends OutOption {
  p?: number;
  dim?: Dims;
  eps?: number;
}

/** Vectors along `dim` (1) divided by their p-norm (2), or by `eps` (1e-12) where that is more. */
export function normalize(
  input: Tensor,
  p?: number | NormalizeOptions,
  dim?: Dims | NormalizeOptions,
  eps?: number | NormalizeOptions,
  options?: NormalizeOptions,
): Tensor {
  const call = named<NormalizeOptions>("normalize", { p, dim, eps }, options, ["out"]);
  const norm = normOver(input, call.p ?? 2, { dim: call.dim ?? 1, keepdim: true });
  const result = div(input, expandTo(clampMin(norm, call.eps ?? 1e-12), input.shape));
  return into(call.out, result, "normalize", [input]);
}

/** The cosine of the angle between the vectors along `dim` (1); their lengths count as at least `eps` (1e-8). */
export function cosineSimilarity(
  x1: Tensor,
  x2: Tensor,
  dim?: number | { dim?: number; eps?: number },
  eps?: number | { eps?: number },
): Tensor {
  const call = named<{ dim?: number; eps?: number }>("cosine_similarity", { dim, eps });
  const [a, b] = broadcastTensors(
    expectTensor(x1, "cosine_similarity", "x1"),
    expectTensor(x2, "cosine_similarity", "x2"),
  );
  for (const each of [a, b])
    if (!each.dtype.isFloatingPoint)
      throw new Error(`expected common dtype to be floating point, yet common dtype is ${scalarName(each.dtype)}`);
  const at = call.dim ?? 1;
  const unit = (x: Tensor): Tensor => {
    const norm = normOver(x, 2, { dim: at, keepdim: true });
    const floor = call.eps ?? 1e-8;
    // As PyTorch clamps: the gradient is the norm's own.
    const bare = norm.detach();
    return div(x, whereTensor(gt(floor, bare), add(norm, sub(floor, bare)), norm));
  };
  return sum(mul(unit(a), unit(b)), at);
}

/** The p-norm (2) of `x1 - x2 + eps` along the last dim. */
export function pairwiseDistance(
  x1: Tensor,
  x2: Tensor,
  p?: number | { p?: number; eps?: number; keepdim?: boolean },
  eps?: number | { eps?: number; keepdim?: boolean },
  keepdim?: boolean | { keepdim?: boolean },
): Tensor {
  const call = named<{ p?: number; eps?: number; keepdim?: boolean }>("pairwise_distance", { p, eps, keepdim });
  const a = expectTensor(x1, "pairwise_distance", "x1");
  const difference = add(sub(a, expectTensor(x2, "pairwise_distance", "x2")), call.eps ?? 1e-6);
  const last = Math.max(a.ndim, x2.ndim) - 1;
  return normOver(difference, call.p ?? 2, { dim: last, keepdim: call.keepdim ?? false });
}
