/** What the operators share: operands, results, broadcasting's gradient, `out`, in-place forms. */

import { record, recording } from "../autograd/graph.ts";
import { isGradEnabled, isInferenceModeEnabled } from "../autograd/mode.ts";
import type { Operand } from "../backend/backend.ts";
import { bool, type DType } from "../tensor/dtype.ts";
import type { Derivative, View } from "../tensor/node.ts";
import { describe } from "../tensor/options.ts";
import { formatSize, sameSize } from "../tensor/size.ts";
import { type Scalar, Tensor, wrap } from "../tensor/tensor.ts";
import { type OutOption, outHandle, requireCast, written } from "./out.ts";

export { type OutOption, outHandle } from "./out.ts";
export type { Scalar };

/** A tensor, or a number that takes part as a Python number does: it counts as an integer when it is one. */
export type TensorOrScalar = Tensor | Scalar;

export function isScalar(value: unknown): value is Scalar {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
}

/** What the kernel takes for an operand. */
export function operand(value: TensorOrScalar, name: string, argument = "other"): Operand {
  if (value instanceof Tensor) return value.handle;
  if (isScalar(value)) return value;
  throw new TypeError(`${name}(): argument '${argument}' must be Tensor or Number, not ${describe(value)}`);
}

/** `value`, or an error that says it is no tensor. */
export function expectTensor(value: unknown, name: string, argument = "input"): Tensor {
  if (value instanceof Tensor) return value;
  throw new TypeError(`${name}(): argument '${argument}' must be Tensor, not ${describe(value)}`);
}

/** The tensor of two operands that decides the device; one of them is a tensor. */
export function either(a: TensorOrScalar, b: TensorOrScalar, name: string): Tensor {
  if (a instanceof Tensor) return a;
  if (b instanceof Tensor) return b;
  throw new TypeError(`${name}(): argument 'input' must be Tensor, not ${describe(a)}`);
}

/** `-1` of 3 dims is 2; PyTorch's error when there is no such dim. A scalar has the dims -1 and 0. */
export function wrapDim(dim: number, ndim: number): number {
  const range = Math.max(ndim, 1);
  if (!Number.isInteger(dim)) throw new TypeError(`argument 'dim' must be int, not ${String(dim)}`);
  if (dim < -range || dim >= range)
    throw new RangeError(
      `Dimension out of range (expected to be in range of [${-range}, ${range - 1}], but got ${dim})`,
    );
  return dim < 0 ? dim + range : dim;
}

/** A dim or several. */
export type Dims = number | readonly number[];

/** Dims from 0 on, each named once; of `undefined`, `null` and an empty list none, which kernels take as all. */
export function wrapDims(dims: Dims | null | undefined, ndim: number): number[] {
  if (dims == null) return [];
  if (typeof dims === "number") return [wrapDim(dims, ndim)];
  const wrapped = dims.map((dim) => wrapDim(dim, ndim));
  wrapped.forEach((dim, i) => {
    if (wrapped.indexOf(dim) !== i) throw new Error(`dim ${dim} appears multiple times in the list of dims`);
  });
  return wrapped;
}

/** Sizes given one by one or as one list. */
export function sizesOf(name: string, size: readonly (number | readonly number[])[]): number[] {
  const list = size.length === 1 && typeof size[0] === "object" ? size[0] : size;
  for (const value of list as readonly unknown[])
    if (typeof value !== "number" || !Number.isInteger(value))
      throw new TypeError(
        `${name}(): argument 'size' must be tuple of ints, but found element of type ${describe(value)}`,
      );
  return Array.from(list as readonly number[]);
}

/** Takes a gradient of a broadcast result to the shape and dtype of the operand that `input` was. */
export function toOperand(input: TensorOrScalar): Derivative {
  if (!(input instanceof Tensor) || input.node === null) return (grad) => grad;
  const { shape } = input;
  const code = input.kernels.dtype(input.handle);
  return (grad) => cast(sumTo(grad, shape), code);
}

/** `input` summed down to a shape that broadcasts to its own. */
export function sumTo(input: Tensor, shape: readonly number[]): Tensor {
  const from = input.shape;
  if (sameSize(from, shape)) return input;
  const out = wrap(input, input.kernels.sumTo(input.handle, shape));
  return recording(input) ? record(out, "SumBackward1", [input], [(grad) => expandTo(grad, from)]) : out;
}

/** `input` broadcast to `shape`, a view. */
export function expandTo(input: Tensor, shape: readonly number[]): Tensor {
  if (sameSize(input.shape, shape)) return input;
  const from = input.shape;
  return viewOf(input, input.kernels.expand(input.handle, shape), "ExpandBackward0", (grad) => sumTo(grad, from));
}

/** `input` as another dtype; itself where it has it. */
export function cast(input: Tensor, code: number): Tensor {
  const from = input.kernels.dtype(input.handle);
  if (from === code) return input;
  const out = wrap(input, input.kernels.to(input.handle, code));
  return recording(input) && out.dtype.isFloatingPoint
    ? record(out, "ToCopyBackward0", [input], [(grad) => cast(grad, from)])
    : out;
}

/** A tensor that shows `input`'s storage; its history follows what is written in place to the storage's owner. */
export function viewOf(input: Tensor, handle: Tensor["handle"], name: string, derivative: Derivative): Tensor {
  const out = wrap(input, handle);
  out.inference_ = input.inference_;
  const base = input.view_ === null ? input : input.view_.base;
  out.view_ = { base, generation: base.generation, renew: renewView };
  return recording(input) ? record(out, name, [input], [derivative]) : out;
}

/** Leads a view to its base's newest history. */
function renewView(view: Tensor): void {
  const { base } = view.view_ as View;
  const place = placeIn(base, view);
  const { shape } = base;
  record(view, "AsStridedBackward0", [base], [(grad) => scatterStrided(grad, shape, place)]);
  (view.view_ as View).generation = base.generation;
}

/** Sizes, strides and offset of a view, counted in the elements of its contiguous base. */
export interface Place {
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

function placeIn(base: Tensor, view: Tensor): Place {
  const { kernels } = base;
  if (!kernels.isContiguous(base.handle))
    throw new Error(
      "in-place operators on a view are recorded only where the tensor that it shows is contiguous; clone() it first",
    );
  return {
    sizes: view.shape,
    strides: kernels.strides(view.handle),
    offset: kernels.offset(view.handle) - kernels.offset(base.handle),
  };
}

/** Zeros of `shape` with `input` added at `place`: the gradient of a strided view. */
export function scatterStrided(input: Tensor, shape: readonly number[], place: Place): Tensor {
  const { kernels } = input;
  const { sizes, strides, offset } = place;
  const count = shape.reduce((product, size) => product * size, 1);
  const index = kernels.asStrided(kernels.arange(0, 1, count, 4), sizes, strides, offset);
  const flat = kernels.full([count], 0, kernels.dtype(input.handle));
  kernels.indexAdd_(flat, 0, kernels.reshape(index, [-1]), kernels.reshape(input.handle, [-1]), 1);
  const out = wrap(input, kernels.view(flat, shape));
  return recording(input)
    ? record(out, "AsStridedScatterBackward0", [input], [(grad) => takeStrided(grad, place)])
    : out;
}

/** A contiguous copy of the elements at `place`. */
function takeStrided(input: Tensor, place: Place): Tensor {
  const { kernels } = input;
  const { shape } = input;
  const whole = kernels.contiguous(input.handle);
  const offset = kernels.offset(whole) + place.offset;
  const out = wrap(input, kernels.clone(kernels.asStrided(whole, place.sizes, place.strides, offset)));
  return recording(input)
    ? record(out, "AsStridedBackward0", [input], [(grad) => scatterStrided(grad, shape, place)])
    : out;
}

/**
 * The in-place form of an operator. `compute(out)` writes its result to `out` where it is given one; where a gradient is
 * recorded it gives a fresh result, which then takes `target`'s place in the graph.
 */
export function overwrite(target: Tensor, compute: (out?: Tensor) => Tensor, ...inputs: readonly unknown[]): Tensor {
  refuseInference(expectTensor(target, "in-place operator"));
  if (!isGradEnabled() || !(recording(target) || inputs.some((input) => recording(input)))) {
    compute(target);
    return target;
  }
  refuseLeaf(target);
  return assign(target, compute());
}

/**
 * The in-place form of an operator that has no `out`: `write` where nothing is recorded, else `compute`'s fresh result
 * in `target`'s place in the graph.
 */
export function overwriteWith(
  target: Tensor,
  inputs: readonly unknown[],
  compute: (target: Tensor) => Tensor,
  write: (target: Tensor) => void,
): Tensor {
  refuseInference(expectTensor(target, "in-place operator"));
  if (!isGradEnabled() || !(recording(target) || inputs.some((input) => recording(input)))) {
    write(target);
    return target;
  }
  refuseLeaf(target);
  return assign(target, compute(target));
}

/** PyTorch's refusal to write to what was made in inference mode, outside of it. */
export function refuseInference(target: Tensor): void {
  if (!target.inference_ || isInferenceModeEnabled()) return;
  throw new Error(
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor " +
      "before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details.",
  );
}

/** PyTorch's refusal to write to a leaf that requires grad, or to a view of one. */
export function refuseLeaf(target: Tensor): void {
  if (!isGradEnabled()) return;
  if (target.node?.leaf != null)
    throw new Error("a leaf Variable that requires grad is being used in an in-place operation.");
  if (target.view_?.base.node?.leaf != null)
    throw new Error("a view of a leaf Variable that requires grad is being used in an in-place operation.");
}

/** Writes `source`, of any shape that broadcasts, into `target`, and puts its history in the place of `target`'s. */
export function assign(target: Tensor, source: Tensor): Tensor {
  refuseLeaf(target);
  const { shape, kernels } = target;
  requireCast(source.dtype, target.dtype);
  if (source.shape.length > shape.length || source.shape.numel() > shape.numel())
    throw new Error(
      `output with shape ${formatSize(shape)} doesn't match the broadcast shape ${formatSize(source.shape)}`,
    );
  const tracked = isGradEnabled() && (target.requiresGrad || source.requiresGrad);
  const recorded = tracked ? cast(expandTo(source, shape), kernels.dtype(target.handle)) : source;
  kernels.copyInto(target.handle, recorded.handle);
  if (!tracked) return target;
  const view = target.view_;
  if (view === null) {
    target.node = recorded.node;
    target.slot = recorded.slot;
    target.generation++;
    return target;
  }
  const { base } = view;
  const place = placeIn(base, target);
  record(
    base,
    "CopySlices",
    [base, recorded],
    [(grad) => clearStrided(grad, place), (grad) => takeStrided(grad, place)],
  );
  base.slot = 0;
  base.generation++;
  view.renew(target);
  target.slot = 0;
  return target;
}

/** `input` with zeros at `place`. */
function clearStrided(input: Tensor, place: Place): Tensor {
  const { kernels } = input;
  const whole = kernels.clone(input.handle);
  kernels.copyInto(kernels.asStrided(whole, place.sizes, place.strides, kernels.offset(whole) + place.offset), 0);
  const out = wrap(input, whole);
  return recording(input)
    ? record(out, "AsStridedScatterBackward0", [input], [(grad) => clearStrided(grad, place)])
    : out;
}

/** The dtype's native code of a tensor. */
export function codeOf(input: Tensor): number {
  return input.kernels.dtype(input.handle);
}

/** A tensor with `value` everywhere, of `like`'s shape, device, and its dtype or another. */
export function filled(like: Tensor, value: Scalar, dtype: DType = like.dtype): Tensor {
  return wrap(like, like.kernels.full(like.shape, value, dtype.code));
}

/** `input` where `condition`, else `other`: broadcast and promoted. */
export function whereTensor(
  condition: Tensor,
  input: TensorOrScalar,
  other: TensorOrScalar,
  options?: OutOption,
): Tensor {
  expectTensor(condition, "where", "condition");
  if (condition.dtype !== bool && condition.dtype.name !== "uint8")
    throw new Error(`where expected condition to be a boolean tensor, but got a tensor with dtype ${condition.dtype}`);
  const handle = condition.kernels.where(
    condition.handle,
    operand(input, "where", "input"),
    operand(other, "where"),
    outHandle(options?.out, "where", input, other),
  );
  if (options?.out !== undefined) return written(options.out, handle);
  const out = wrap(condition, handle);
  if (!recording(input, other)) return out;
  const first = toOperand(input);
  const second = toOperand(other);
  return record(
    out,
    "WhereBackward0",
    [input, other],
    [(grad) => first(whereTensor(condition, grad, 0)), (grad) => second(whereTensor(condition, 0, grad))],
    [condition],
  );
}
