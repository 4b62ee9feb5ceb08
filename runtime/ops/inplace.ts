/** In-place forms: `x.add_(1)` writes the result of `x.add(1)` to x, and takes its place in the graph. */

import { isOptions } from "../tensor/options.ts";
import { type Scalar, Tensor } from "../tensor/tensor.ts";
import * as arithmetic from "./arithmetic.ts";
import * as blend from "./blend.ts";
import * as compare from "./compare.ts";
import { codeOf, expectTensor, filled, isScalar, overwrite, overwriteWith } from "./core.ts";
import * as pointwise from "./pointwise.ts";
import { indexAdd, indexCopy, indexFill, scatter, scatterAdd } from "./scatter.ts";
import { clamp, clampMax, clampMin, clip, maskedFill, maskedScatter, nanToNum, tril, triu } from "./select.ts";
import { cumsum } from "./sort.ts";

type Operator = (input: Tensor, ...rest: never[]) => Tensor;
type Rest<F> = F extends (input: infer _Input, ...rest: infer R) => unknown ? R : never;

/** The in-place forms of a family, by its names with an underscore. */
export type InPlace<M> = { [K in keyof M as `${K & string}_`]: (...rest: Rest<M[K]>) => Tensor };

/** Operators that write to `out`. */
const writing = { ...pointwise, ...arithmetic, clamp, clampMin, clampMax, clip, maskedFill, tril, triu };
/** Operators whose result is copied. */
const copying = {
  ...compare,
  ...blend,
  scatter,
  scatterAdd,
  indexAdd,
  indexCopy,
  indexFill,
  maskedScatter,
  nanToNum,
  cumsum,
};

type Named = Omit<typeof writing, "rsub"> &
  Omit<typeof copying, "isclose" | "allclose" | "equal" | "sumToSize" | "isnan" | "isinf" | "isfinite">;

export type InPlaceMethods = InPlace<Named>;

function writer(operator: Operator): (target: Tensor, ...rest: unknown[]) => Tensor {
  const call = operator as (...args: unknown[]) => Tensor;
  return (target, ...rest) => {
    const last = rest[rest.length - 1];
    const [given, options] = isOptions(last) ? [rest.slice(0, -1), last] : [rest, {}];
    return overwrite(
      target,
      (out) => call(target, ...given, out === undefined ? options : { ...options, out }),
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
    (target) => target.kernels.copyInto(target.handle, value instanceof Tensor ? value.handle : value),
  );
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
    (target) => source.to({ dtype: target.dtype, device: target.device }).expand(target.shape),
    (target) => target.kernels.copyInto(target.handle, source.to({ device: target.device }).handle),
  );
}

/** What an in-place view does: the tensor takes the view's sizes and strides. */
function review(input: Tensor, made: Tensor): Tensor {
  if (input.requiresGrad || codeOf(input) !== codeOf(made))
    throw new Error("in-place changes of the shape are not recorded: use the form without an underscore");
  input.become(made.handle);
  return input;
}

/** Takes the dims of size 1 away from the tensor itself. */
export function squeeze_(input: Tensor, dim?: number): Tensor {
  return review(input, dim === undefined ? input.detach().squeeze() : input.detach().squeeze(dim));
}

/** Puts a dim of size 1 into the tensor itself. */
export function unsqueeze_(input: Tensor, dim: number): Tensor {
  return review(input, input.detach().unsqueeze(dim));
}

/** Exchanges two dims of the tensor itself. */
export function transpose_(input: Tensor, dim0: number, dim1: number): Tensor {
  return review(input, input.detach().transpose(dim0, dim1));
}

/** Transposes the matrix itself. */
export function t_(input: Tensor): Tensor {
  return review(input, input.detach().t());
}
