/** What the operators share: operands, results, broadcasting's gradient, `out`, in-place forms. */

import { record, recording, recordJoint } from "../autograd/graph.ts";
import { isGradEnabled, isInferenceModeEnabled } from "../autograd/mode.ts";
import type { Operand } from "../backend/backend.ts";
import { bool, type DType } from "../tensor/dtype.ts";
import { type Derivative, type JointDerivative, type Node, nodeMark, type View } from "../tensor/node.ts";
import { checkKeys, describe, isOptions } from "../tensor/options.ts";
import { formatSize, sameSize } from "../tensor/size.ts";
import { type Scalar, Tensor, wrap } from "../tensor/tensor.ts";
import { clearStrided, geometryOf, restride } from "./geometry.ts";
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
  if (!Number.isInteger(dim))
    throw new TypeError(`argument 'dim' must be int, not ${typeof dim === "number" ? dim : describe(dim)}`);
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
  if (!Array.isArray(dims)) throw new TypeError(`argument 'dim' must be int or tuple of ints, not ${describe(dims)}`);
  const wrapped = dims.map((dim) => wrapDim(dim, ndim));
  wrapped.forEach((dim, i) => {
    if (wrapped.indexOf(dim) !== i) throw new Error(`dim ${dim} appears multiple times in the list of dims`);
  });
  return wrapped;
}

/** A list of integers, or an error that names the argument. */
export function expectInts(value: unknown, name: string, argument: string): readonly number[] {
  if (!Array.isArray(value))
    throw new TypeError(`${name}(): argument '${argument}' must be tuple of ints, not ${describe(value)}`);
  value.forEach((entry: unknown, i) => {
    if (typeof entry !== "number" || !Number.isInteger(entry))
      throw new TypeError(
        `${name}(): argument '${argument}' must be tuple of ints, but found element of type ${typeof entry === "number" ? "float" : describe(entry)} at pos ${i}`,
      );
  });
  return value as readonly number[];
}

/** The name of the parameter that holds the sizes, where it is not "size". */
const sizeNames: Readonly<Record<string, string>> = {
  reshape: "shape",
  repeat: "repeats",
  tile: "dims",
  permute: "dims",
};

/** Sizes by the name of their parameter. */
export interface SizeByName {
  size?: readonly number[];
  shape?: readonly number[];
  repeats?: readonly number[];
  dims?: readonly number[];
}

/** Sizes given one by one, as one list, or by name. */
export function sizesOf(name: string, size: readonly (number | readonly number[] | SizeByName)[]): number[] {
  const first: unknown = size[0];
  if (size.length === 1 && isOptions(first)) {
    const key = sizeNames[name] ?? "size";
    checkKeys(name, first, [key]);
    return sizesOf(name, [(first as Record<string, readonly number[]>)[key]]);
  }
  const list = size.length === 1 && typeof first === "object" ? first : size;
  return Array.from(expectInts(list, name, "size"));
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
  const out = asView(input, handle, false);
  return recording(input) ? record(out, name, [input], [derivative]) : out;
}

/** As {@link viewOf}, for an operator that gives several views: PyTorch refuses to record in-place operators on them. */
export function viewsOf(
  input: Tensor,
  handles: readonly Tensor["handle"][],
  name: string,
  derivative: JointDerivative,
): Tensor[] {
  const outs = handles.map((handle) => asView(input, handle, true));
  if (recording(input) && outs.length > 0) recordJoint(outs, name, [input], derivative);
  return outs;
}

function asView(input: Tensor, handle: Tensor["handle"], several: boolean): Tensor {
  const out = wrap(input, handle);
  out.inference_ = input.inference_;
  const from = input.view_;
  const base = from === null ? input : from.base;
  const made = several ? "several" : isGradEnabled() ? "recorded" : "unrecorded";
  const creation = made === "recorded" && from !== null ? from.creation : made;
  out.view_ = { base, generation: base.generation, creation, renew: renewView };
  return out;
}

/** Leads a view to its base's newest history. */
function renewView(view: Tensor): void {
  const shown = view.view_ as View;
  const { base } = shown;
  if (base.node === null) {
    shown.generation = base.generation;
    return;
  }
  requireFollowing(view, "its base or another view of its base has been");
  follow(view, shown);
}

function follow(view: Tensor, shown: View): void {
  const { base } = shown;
  const from = geometryOf(base);
  const place = geometryOf(view);
  shown.generation = base.generation;
  view.slot = 0;
  record(
    view,
    "AsStridedBackward0",
    [base],
    [(grad) => restride(grad, place, from, from, "AsStridedBackwardBackward0")],
  );
}

/** PyTorch's refusal to follow in-place operators on views that it cannot lead to their base. */
function requireFollowing(view: Tensor, what: string): void {
  const { creation } = view.view_ as View;
  if (creation === "recorded") return;
  const several =
    "This view is the output of a function that returns multiple views. Such functions do not allow the output views to be modified inplace. " +
    "You should replace the inplace operation by an out-of-place one.";
  const unrecorded =
    "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace " +
    "either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).";
  const hidden = `created in no_grad mode and ${what} modified inplace with grad mode enabled.`;
  const output = view.node === null ? null : `Output ${view.slot} of ${view.node.operator} is a view`;
  let origin = `A view was ${hidden}`;
  if (output !== null && creation === "several") origin = `${output} and ${what} modified inplace.`;
  else if (output !== null) origin = `${output} of a view which was ${hidden}`;
  throw new Error(`${origin} ${creation === "several" ? several : unrecorded}`);
}

/**
 * The in-place form of an operator. `compute(out)` writes its result to `out` where it is given one; where a gradient is
 * recorded it gives a fresh result of `input`, which stands for `target`, whose place in the graph it then takes.
 */
export function overwrite(
  target: Tensor,
  compute: (out: Tensor | undefined, input: Tensor) => Tensor,
  ...inputs: readonly unknown[]
): Tensor {
  return overwriteWith(
    target,
    inputs,
    (input) => compute(undefined, input),
    (input) => {
      compute(input, input);
    },
  );
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
  if (!recordsWrite(target, inputs)) {
    write(target);
    return target;
  }
  refuseLeaf(target, inputs);
  const before = standIn(target);
  const mark = nodeMark();
  const result = compute(before);
  const readers = savedBy(result.node, before, mark);
  if (readers.length > 0) {
    // Derivatives read what is overwritten: they keep a copy.
    before.handle = before.kernels.clone(before.handle);
    for (const node of readers) node.save(node.saved as readonly Tensor[]);
  }
  assign(target, result);
  shareOutput(target, result);
  return target;
}

/** A derivative that reads the result reads it where it now is, so that a later write there is noticed. */
function shareOutput(target: Tensor, result: Tensor): void {
  const node = result.node;
  if (!node?.saved?.includes(result)) return;
  const { kernels, handle } = target;
  if (kernels.dtype(result.handle) !== kernels.dtype(handle) || !sameSize(result.shape, target.shape)) return;
  result.handle = kernels.alias(handle);
  node.save(node.saved);
}

/** The nodes after `since` that lead to `node` and have saved `tensor`. */
function savedBy(node: Node | null, tensor: Tensor, since: number): Node[] {
  const found = new Set<Node>();
  const visited = new Set<Node>();
  const stack = [node];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at === null || at.id < since || visited.has(at)) continue;
    visited.add(at);
    if (at.saved?.includes(tensor)) found.add(at);
    stack.push(...at.next);
  }
  return [...found];
}

/** Whether an in-place operator on `target` is recorded. */
function recordsWrite(target: Tensor, inputs: readonly unknown[]): boolean {
  if (!isGradEnabled()) return false;
  const view = target.view_;
  if (view !== null && view.creation !== "recorded" && view.base.node !== null) return true;
  return recording(target) || inputs.some((input) => recording(input));
}

/** A tensor with `input`'s elements and history. */
export function standIn(input: Tensor): Tensor {
  const out = wrap(input, input.handle);
  if (input.gradFn === null) return out;
  out.node = input.node;
  out.slot = input.slot;
  return out;
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
export function refuseLeaf(target: Tensor, inputs: readonly unknown[] = []): void {
  if (!recordsWrite(target, inputs)) return;
  const { view_: view } = target;
  if (view !== null) {
    requireFollowing(target, "is being");
    if (target.requiresGrad && view.base.isLeaf)
      throw new Error("a view of a leaf Variable that requires grad is being used in an in-place operation.");
  }
  if (target.node?.leaf != null)
    throw new Error("a leaf Variable that requires grad is being used in an in-place operation.");
}

/** PyTorch's refusal of a source that does not broadcast to the shape that it is written to. */
function requireFit(source: readonly number[], shape: readonly number[]): void {
  const lead = shape.length - source.length;
  const size = (d: number): number => source[d - lead] ?? 1;
  for (let d = shape.length - 1; d >= Math.max(0, lead); d--)
    if (size(d) !== shape[d] && size(d) !== 1 && shape[d] !== 1)
      throw new Error(
        `The size of tensor a (${shape[d]}) must match the size of tensor b (${size(d)}) at non-singleton dimension ${d}`,
      );
  if (lead >= 0 && shape.every((length, d) => size(d) === 1 || size(d) === length)) return;
  const whole = source.map((length, d) => (length === 1 && d + lead >= 0 ? shape[d + lead] : length));
  const ahead = lead > 0 ? shape.slice(0, lead) : [];
  throw new Error(
    `output with shape ${formatSize(shape)} doesn't match the broadcast shape ${formatSize([...ahead, ...whole])}`,
  );
}

/** Writes `source`, of any shape that broadcasts, into `target`, and puts its history in the place of `target`'s. */
export function assign(target: Tensor, source: Tensor): Tensor {
  refuseLeaf(target, [source]);
  const { shape, kernels } = target;
  requireCast(source.dtype, target.dtype);
  requireFit(source.shape, shape);
  const tracked = isGradEnabled() && (target.requiresGrad || source.requiresGrad);
  const recorded = tracked ? cast(expandTo(source, shape), kernels.dtype(target.handle)) : source;
  kernels.copyInto(target.handle, recorded.handle);
  if (!tracked) return target;
  const view = target.view_;
  if (view === null) {
    if (recorded.node === null) record(target, "CopyBackwards", [target], [(grad) => filled(grad, 0)]);
    else target.node = recorded.node;
    target.slot = recorded.slot;
    target.generation++;
    return target;
  }
  const { base } = view;
  const from = geometryOf(base);
  const place = geometryOf(target);
  record(
    base,
    "CopySlices",
    [base, recorded],
    [(grad) => clearStrided(grad, from, place), (grad) => restride(grad, from, place, from, "AsStridedBackward0")],
  );
  base.slot = 0;
  base.generation++;
  follow(target, view);
  return target;
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
