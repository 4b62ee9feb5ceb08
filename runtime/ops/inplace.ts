/** In-place forms: `x.add_(1)` writes the result of `x.add(1)` to x, and takes its place in the graph. */

import { describe, isOptions } from "../tensor/options.ts";
import { type Scalar, Tensor } from "../tensor/tensor.ts";
import * as arithmetic from "./arithmetic.ts";
import * as blend from "./blend.ts";
import * as compare from "./compare.ts";
import { type Dims, expectTensor, filled, isScalar, overwrite, overwriteWith, refuseLeaf, standIn } from "./core.ts";
import { addbmm, addmm, addmv, addr, baddbmm } from "./matmul.ts";
import { renorm } from "./norms.ts";
import {
  bitwiseLeftShift,
  bitwiseRightShift,
  floatPower,
  gcd,
  heaviside,
  hypot,
  lcm,
  ldexp,
  nextafter,
} from "./pairs.ts";
import { conjPhysical, copysign, deg2rad, rad2deg } from "./parts.ts";
import * as pointwise from "./pointwise.ts";
import { cumprod, cumsum } from "./scan.ts";
import { indexAdd, indexCopy, indexFill, scatter, scatterAdd } from "./scatter.ts";
import { indexReduce, put, scatterReduce } from "./scatter-reduce.ts";
import { clamp, clampMax, clampMin, clip, maskedFill, maskedScatter, nanToNum, tril, triu } from "./select.ts";
import { squeeze, t, transpose, unsqueeze } from "./shape.ts";
import {
  digamma,
  erfinv,
  i0,
  igamma,
  igammac,
  lgamma,
  logit,
  mvlgamma,
  polygamma,
  sinc,
  xlogy,
} from "./special-functions.ts";
import { asStrided } from "./strided.ts";

type Operator = (input: Tensor, ...rest: never[]) => Tensor;
type Rest<F> = F extends (input: infer _Input, ...rest: infer R) => unknown ? R : never;

/** The in-place forms of a family, by its names with an underscore. */
export type InPlace<M> = { [K in keyof M as `${K & string}_`]: (...rest: Rest<M[K]>) => Tensor };

const { rsub: _rsub, maximum: _maximum, minimum: _minimum, ...arithmeticInPlace } = arithmetic;

/** Operators that write to `out`. */
const writing = {
  ...pointwise,
  ...arithmeticInPlace,
  ...{ addcmul: blend.addcmul, addcdiv: blend.addcdiv, lerp: blend.lerp },
  ...{ clamp, clampMin, clampMax, clip, maskedFill, tril, triu },
  ...{ conjPhysical, copysign, deg2rad, rad2deg },
  ...{ bitwiseLeftShift, bitwiseRightShift, floatPower, gcd, heaviside, hypot, lcm, ldexp, nextafter },
  ...{ digamma, erfinv, i0, igamma, igammac, lgamma, logit, mvlgamma, sinc, xlogy },
};
/** Operators whose result is copied. */
const copying = {
  ...{ eq: compare.eq, ne: compare.ne, lt: compare.lt, le: compare.le, gt: compare.gt, ge: compare.ge },
  ...{ less: compare.less, lessEqual: compare.lessEqual, notEqual: compare.notEqual },
  ...{ greater: compare.greater, greaterEqual: compare.greaterEqual },
  ...{ logicalAnd: compare.logicalAnd, logicalOr: compare.logicalOr, logicalXor: compare.logicalXor },
  logicalNot: compare.logicalNot,
  scatter,
  scatterAdd,
  indexAdd,
  indexCopy,
  indexFill,
  maskedScatter,
  nanToNum,
  cumsum,
  ...{ addbmm, addmm, addmv, addr, baddbmm },
  renorm,
  cumprod,
  put,
  scatterReduce,
  indexReduce,
};

type Named = typeof writing & typeof copying;

export type InPlaceMethods = InPlace<Named>;

function writer(operator: Operator): (target: Tensor, ...rest: unknown[]) => Tensor {
  const call = operator as (...args: unknown[]) => Tensor;
  return (target, ...rest) => {
    const last = rest[rest.length - 1];
    const [given, options] = isOptions(last) ? [rest.slice(0, -1), last] : [rest, {}];
    return overwrite(
      target,
      (out, input) => call(input, ...given, out === undefined ? options : { ...options, out }),
      ...given,
    );
  };
}

function copier(operator: Operator): (target: Tensor, ...rest: unknown[]) => Tensor {
  const call = operator as (...args: unknown[]) => Tensor;
  return (target, ...rest) =>
    overwriteWith(
      target,
      rest,
      (input) => call(input, ...rest),
      (input) => input.kernels.copyInto(input.handle, call(input, ...rest).handle),
    );
}

/** All of them, as functions of the tensor that they change. */
export const inPlaceFunctions: ReadonlyMap<string, (target: Tensor, ...rest: unknown[]) => Tensor> = new Map([
  ...Object.entries(writing).map(([name, operator]) => [`${name}_`, writer(operator as unknown as Operator)] as const),
  ...Object.entries(copying).map(([name, operator]) => [`${name}_`, copier(operator as unknown as Operator)] as const),
]);

/** Writes the `n`-th derivative of `digamma`. */
export function polygamma_(input: Tensor, n: number): Tensor {
  return overwrite(input, (out) => polygamma(n, input, out === undefined ? undefined : { out }));
}

/** Writes `value` everywhere. */
export function fill_(input: Tensor, value: Scalar | Tensor): Tensor {
  if (value instanceof Tensor && value.ndim !== 0)
    throw new Error(`fill_ only supports 0-dimension value tensor but got tensor with ${value.ndim} dimensions.`);
  if (!(value instanceof Tensor) && !isScalar(value))
    throw new TypeError(`fill_(): argument 'value' must be Number, not ${typeof value}`);
  return overwriteWith(
    expectTensor(input, "fill_"),
    [value],
    (target) =>
      value instanceof Tensor ? value.to(target.dtype).expand(target.shape) : filled(target.detach(), value),
    (target) => target.kernels.copyInto(unrepeated(target), value instanceof Tensor ? value.handle : value),
  );
}

/** What a tensor shows, without its repetitions: one value can be written to all of them. */
function unrepeated({ kernels, handle, shape }: Tensor): Tensor["handle"] {
  if (kernels.isContiguous(handle)) return handle;
  return kernels
    .strides(handle)
    .reduce((seen, stride, d) => (stride === 0 && shape[d] > 1 ? kernels.slice(seen, d, 0, 1, 1) : seen), handle);
}

/** Writes 0 everywhere. */
export function zero_(input: Tensor): Tensor {
  return fill_(input, 0);
}

/** Writes the elements of `src`, broadcast and converted. */
export function copy_(input: Tensor, src: Tensor, _nonBlocking?: boolean): Tensor {
  const source = expectTensor(src, "copy_", "src");
  return overwriteWith(
    expectTensor(input, "copy_"),
    [source],
    (target) => source.to({ dtype: target.dtype, device: target.device }),
    (target) => target.kernels.copyInto(target.handle, source.to({ device: target.device }).handle),
  );
}

/** What an in-place view does: the tensor takes the view's sizes and strides, and its place in the graph. */
function review(input: Tensor, name: string, view: (input: Tensor) => Tensor): Tensor {
  expectTensor(input, name);
  refuseLeaf(input);
  const seen = view(standIn(input));
  input.become(seen.handle);
  if (input.node !== null) {
    input.node = seen.node;
    input.slot = seen.slot;
  }
  return input;
}

/** Takes the dims of size 1 away from the tensor itself. */
export function squeeze_(input: Tensor, dim?: Dims): Tensor {
  return review(input, "squeeze_", (x) => squeeze(x, dim));
}

/** Puts a dim of size 1 into the tensor itself. */
export function unsqueeze_(input: Tensor, dim: number): Tensor {
  return review(input, "unsqueeze_", (x) => unsqueeze(x, dim));
}

/** Exchanges two dims of the tensor itself. */
export function transpose_(input: Tensor, dim0: number, dim1: number): Tensor {
  return review(input, "transpose_", (x) => transpose(x, dim0, dim1));
}

/** Transposes the matrix itself. */
export function t_(input: Tensor): Tensor {
  return review(input, "t_", t);
}

/** Gives the tensor itself other sizes, strides and offset. */
export function asStrided_(
  input: Tensor,
  size: readonly number[],
  stride: readonly number[],
  storageOffset?: number | null,
): Tensor {
  return review(input, "as_strided_", (x) => asStrided(x, size, stride, storageOffset));
}

/** Writes `value` on the diagonal, where all dims have the same index; with `wrap`, over and over down a tall matrix. */
export function fillDiagonal_(input: Tensor, value: Scalar, wrap: boolean | { wrap?: boolean } = false): Tensor {
  const { shape, kernels } = expectTensor(input, "fill_diagonal_");
  if (!isScalar(value))
    throw new TypeError(`fill_diagonal_(): argument 'fill_value' must be Number, not ${describe(value)}`);
  if (shape.length < 2) throw new Error("dimensions must larger than 1");
  if (shape.length > 2 && shape.some((size) => size !== shape[0]))
    throw new Error("all dimensions of input must be of equal length");
  const again = typeof wrap === "boolean" ? wrap : (wrap.wrap ?? false);
  const strides = kernels.strides(input.handle);
  const step = strides.reduce((sum, stride) => sum + stride, 0);
  const [height, width] = shape;
  const main = asStrided(input, [Math.min(...shape)], [step]);
  main.fill_(value);
  if (again && shape.length === 2 && height > width + 1) {
    const start = kernels.offset(input.handle);
    for (let row = width + 1; row < height; row += width + 1)
      asStrided(input, [Math.min(width, height - row)], [step], start + row * strides[0]).fill_(value);
  }
  return input;
}

export { transpose_ as swapaxes_, transpose_ as swapdims_ };
