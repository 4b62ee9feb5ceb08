/** Views and copies that change a tensor's shape: view, reshape, permute, expand, squeeze and their kin. */

import { record, recording } from "../autograd/graph.ts";
import type { Handle } from "../backend/backend.ts";
import { bool, DType } from "../tensor/dtype.ts";
import { contiguousFormat, type MemoryFormat, preserveFormat } from "../tensor/memory-format.ts";
import { isOptions, named } from "../tensor/options.ts";
import { formatSize } from "../tensor/size.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import {
  type Dims,
  expandTo,
  expectInts,
  expectTensor,
  type SizeByName,
  sizesOf,
  sumTo,
  viewOf,
  wrapDim,
  wrapDims,
} from "./core.ts";
import { copyIn, formatOf, liesIn, type MemoryFormatOption } from "./memory-format.ts";

/** Sizes one by one or as one list. */
export type SizeArguments = (number | readonly number[] | SizeByName)[];

/** The same elements in another shape, sharing their memory, one size may be -1; or the same bytes as another dtype. */
export function view(input: Tensor, ...shape: SizeArguments | [dtype: DType]): Tensor {
  const from = expectTensor(input, "view").shape;
  if (shape[0] instanceof DType) return viewAsType(input, shape[0]);
  const handle = input.kernels.view(input.handle, sizesOf("view", shape as SizeArguments));
  return viewOf(input, handle, "ViewBackward0", (grad) => reshape(grad, from));
}

/** The same bytes as elements of another dtype; no gradient flows through. */
function viewAsType(input: Tensor, dtype: DType): Tensor {
  if (input.dtype === dtype) return view(input, input.shape);
  return wrap(input, input.kernels.reinterpret(input.handle, dtype.code));
}

/** The same elements in another shape: a view where the memory's layout allows it, else a copy. One size may be -1. */
export function reshape(input: Tensor, ...shape: SizeArguments): Tensor {
  const from = expectTensor(input, "reshape").shape;
  const { kernels } = input;
  const handle = kernels.reshape(input.handle, sizesOf("reshape", shape));
  const back = (grad: Tensor): Tensor => reshape(grad, from);
  if (kernels.isContiguous(input.handle) || kernels.storageId(handle) === kernels.storageId(input.handle))
    return viewOf(input, handle, "ViewBackward0", back);
  const out = wrap(input, handle);
  return recording(input) ? record(out, "UnsafeViewBackward0", [input], [back]) : out;
}

/** `view(other.shape)`. */
export function viewAs(input: Tensor, other: Tensor): Tensor {
  return view(input, expectTensor(other, "view_as", "other").shape);
}

/** `reshape(other.shape)`. */
export function reshapeAs(input: Tensor, other: Tensor): Tensor {
  return reshape(input, expectTensor(other, "reshape_as", "other").shape);
}

/** A view with its dims in another order. */
export function permute(input: Tensor, ...dims: (number | readonly number[] | { dims: readonly number[] })[]): Tensor {
  const [first] = dims;
  const list = isOptions(first) && "dims" in first ? first.dims : sizesOf("permute", dims as SizeArguments);
  const { ndim } = expectTensor(input, "permute");
  if (list.length !== ndim)
    throw new Error(
      `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${ndim} is not equal to len(dims) = ${list.length}`,
    );
  const order = list.map((dim) => wrapDim(dim, ndim));
  if (new Set(order).size !== ndim) throw new Error("permute(): duplicate dims are not allowed.");
  const inverse: number[] = [];
  order.forEach((dim, i) => {
    inverse[dim] = i;
  });
  return viewOf(input, input.kernels.permute(input.handle, order), "PermuteBackward0", (grad) =>
    permute(grad, inverse),
  );
}

/** A view with two dims exchanged. */
export function transpose(input: Tensor, dim0: number | { dim0: number; dim1: number }, dim1?: number): Tensor {
  const call = named<{ dim0: number; dim1: number }>("transpose", { dim0, dim1 });
  const { ndim } = expectTensor(input, "transpose");
  return swap(input, wrapDim(call.dim0, ndim), wrapDim(call.dim1, ndim), "TransposeBackward0");
}

function swap(input: Tensor, a: number, b: number, name: string): Tensor {
  const handle = input.ndim === 0 ? input.kernels.alias(input.handle) : input.kernels.transpose(input.handle, a, b);
  return viewOf(input, handle, name, (grad) => swap(grad, a, b, name));
}

/** The transposed matrix, a view; a vector or scalar stays as it is. */
export function t(input: Tensor): Tensor {
  const { ndim } = expectTensor(input, "t");
  if (ndim > 2) throw new Error(`t() expects a tensor with <= 2 dimensions, but self is ${ndim}D`);
  if (ndim < 2) return viewOf(input, input.kernels.alias(input.handle), "TBackward0", (grad) => grad);
  return swap(input, 0, 1, "TBackward0");
}

/** The last two dims exchanged, as `x.mT`. */
export function adjoint(input: Tensor): Tensor {
  return transpose(input, -2, -1);
}

/** A view without the dims of size 1, or without those of `dim` that have size 1. */
export function squeeze(input: Tensor, dim?: Dims | { dim?: Dims }): Tensor {
  const call = named<{ dim?: Dims }>("squeeze", { dim });
  const { shape } = expectTensor(input, "squeeze");
  const dims = call.dim === undefined ? null : wrapDims(call.dim, shape.length);
  const handle = input.kernels.squeeze(input.handle, dims);
  return viewOf(input, handle, dims === null ? "SqueezeBackward0" : "SqueezeBackward1", (grad) => reshape(grad, shape));
}

/** A view with a dim of size 1 put in at `dim`. */
export function unsqueeze(input: Tensor, dim: number | { dim: number }): Tensor {
  const call = named<{ dim: number }>("unsqueeze", { dim });
  const at = wrapDim(call.dim, expectTensor(input, "unsqueeze").ndim + 1);
  return viewOf(input, input.kernels.unsqueeze(input.handle, at), "UnsqueezeBackward0", (grad) => squeeze(grad, at));
}

/** A view in which dims of size 1 are repeated up to a size; -1 keeps one. */
export function expand(input: Tensor, ...size: SizeArguments): Tensor {
  const from = expectTensor(input, "expand").shape;
  const sizes = sizesOf("expand", size);
  return viewOf(input, input.kernels.expand(input.handle, sizes), "ExpandBackward0", (grad) => sumTo(grad, from));
}

/** `expand(other.shape)`. */
export function expandAs(input: Tensor, other: Tensor): Tensor {
  return expand(input, expectTensor(other, "expand_as", "other").shape);
}

/** `input` broadcast to `size`, a view. */
export function broadcastTo(input: Tensor, ...size: SizeArguments): Tensor {
  return expandTo(expectTensor(input, "broadcast_to"), sizesOf("broadcast_to", size));
}

/** The shape that the given shapes broadcast to. */
export function broadcastShapes(...shapes: (readonly number[])[]): number[] {
  shapes.forEach((shape) => {
    expectInts(shape, "broadcast_shapes", "shapes");
  });
  const ndim = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(ndim).fill(1);
  for (const shape of shapes) {
    shape.forEach((size, d) => {
      const at = ndim - shape.length + d;
      if (size === 1) return;
      if (result[at] !== 1 && result[at] !== size)
        throw new Error(
          `Shape mismatch: objects cannot be broadcast to a single shape: ${shapes.map(formatSize).join(" and ")}`,
        );
      result[at] = size;
    });
  }
  return result;
}

/** The given tensors broadcast to one shape, as views. */
export function broadcastTensors(...tensors: (Tensor | readonly Tensor[])[]): Tensor[] {
  const list = tensors.flat() as Tensor[];
  const shape = broadcastShapes(...list.map((tensor) => expectTensor(tensor, "broadcast_tensors", "tensors").shape));
  return list.map((tensor) => expandTo(tensor, shape));
}

/** The dims from `startDim` to `endDim` as one; a view where that can be. */
export function flatten(
  input: Tensor,
  startDim?: number | { startDim?: number; endDim?: number },
  endDim?: number | { endDim?: number },
): Tensor {
  const call = named<{ startDim?: number; endDim?: number }>("flatten", { startDim, endDim });
  const { shape } = expectTensor(input, "flatten");
  const start = wrapDim(call.startDim ?? 0, shape.length);
  const end = wrapDim(call.endDim ?? -1, shape.length);
  if (shape.length === 0) return reshape(input, 1);
  if (start > end) throw new Error("flatten() has invalid args: start_dim cannot come after end_dim");
  if (start === end) return input;
  const middle = shape.slice(start, end + 1).reduce((product, size) => product * size, 1);
  return reshape(input, [...shape.slice(0, start), middle, ...shape.slice(end + 1)]);
}

/** All elements as one dim; a view where that can be. */
export function ravel(input: Tensor): Tensor {
  return reshape(input, -1);
}

/** One dim taken apart into several; one of `sizes` may be -1. */
export function unflatten(
  input: Tensor,
  dim: number | { dim: number; sizes: readonly number[] },
  sizes?: readonly number[],
): Tensor {
  const call = named<{ dim: number; sizes: readonly number[] }>("unflatten", { dim, sizes });
  const { shape } = expectTensor(input, "unflatten");
  const at = wrapDim(call.dim, shape.length);
  if (expectInts(call.sizes, "unflatten", "sizes").length === 0) throw new Error("unflatten: sizes must be non-empty");
  const known = call.sizes.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const fits = call.sizes.includes(-1) ? known !== 0 && shape[at] % known === 0 : known === shape[at];
  if (!fits)
    throw new Error(
      `unflatten: Provided sizes ${formatSize(call.sizes)} don't multiply up to the size of dim ${at} (${shape[at]}) in the input tensor`,
    );
  return view(input, [...shape.slice(0, at), ...call.sizes, ...shape.slice(at + 1)]);
}

/** Row `index` along `dim`, a view without that dim. */
export function select(input: Tensor, dim: number | { dim: number; index: number }, index?: number): Tensor {
  const call = named<{ dim: number; index: number }>("select", { dim, index });
  const { shape } = expectTensor(input, "select");
  if (shape.length === 0) throw new Error("select() cannot be applied to a 0-dim tensor.");
  const at = wrapDim(call.dim, shape.length);
  const size = shape[at];
  if (!Number.isInteger(call.index)) throw new TypeError(`select(): argument 'index' must be int, not ${call.index}`);
  if (call.index < -size || call.index >= size)
    throw new RangeError(
      `select(): index ${call.index} out of range for tensor of size ${formatSize(shape)} at dimension ${at}`,
    );
  const where = call.index < 0 ? call.index + size : call.index;
  return viewOf(input, input.kernels.select(input.handle, at, where), "SelectBackward0", (grad) =>
    placed(
      grad,
      shape,
      "select",
      (zeros) => zeros.kernels.select(zeros.handle, at, where),
      (of) => select(of, at, where),
    ),
  );
}

/** Elements `start` to `end` (left out) along `dim`, every `step`th, a view; both are clamped as Python's slices are. */
export function slice(
  input: Tensor,
  dim: number,
  start: number | null = null,
  end: number | null = null,
  step = 1,
): Tensor {
  const { shape } = expectTensor(input, "slice");
  const at = wrapDim(dim, shape.length);
  if (!(step > 0)) throw new RangeError("slice step must be positive");
  const from = start ?? 0;
  const to = end ?? Number.MAX_SAFE_INTEGER;
  return viewOf(input, input.kernels.slice(input.handle, at, from, to, step), "SliceBackward0", (grad) =>
    placed(
      grad,
      shape,
      "slice",
      (zeros) => zeros.kernels.slice(zeros.handle, at, from, to, step),
      (of) => slice(of, at, from, to, step),
    ),
  );
}

/** Zeros of `shape` with `input` in the view that `of` takes of them. */
function placed(
  input: Tensor,
  shape: readonly number[],
  kind: "select" | "slice",
  of: (zeros: Tensor) => Handle,
  back: (grad: Tensor) => Tensor,
): Tensor {
  const { kernels } = input;
  const out = wrap(input, kernels.full(shape, 0, kernels.dtype(input.handle)));
  kernels.copyInto(of(out), input.handle);
  return recording(input)
    ? record(out, kind === "select" ? "SelectBackwardBackward0" : "SliceBackwardBackward0", [input], [back])
    : out;
}

/** `length` elements from `start` on along `dim`, a view. */
export function narrow(
  input: Tensor,
  dim: number | { dim: number; start: number; length: number },
  start?: number | Tensor | { start: number; length: number },
  length?: number | { length: number },
): Tensor {
  const call = named<{ dim: number; start: number | Tensor; length: number }>("narrow", { dim, start, length });
  const { shape } = expectTensor(input, "narrow");
  if (shape.length === 0) throw new Error("narrow() cannot be applied to a 0-dim tensor.");
  const at = wrapDim(call.dim, shape.length);
  const size = shape[at];
  const { start: first } = call;
  if (first instanceof Tensor && (first.ndim !== 0 || first.dtype.isFloatingPoint || first.dtype === bool))
    throw new Error("start must be an 0-dim integral Tensor.");
  const given = Number(first instanceof Tensor ? first.kernels.item(first.handle) : first);
  if (call.length < 0) throw new RangeError("narrow(): length must be non-negative.");
  if (given < -size || given > size)
    throw new RangeError(`start out of range (expected to be in range of [${-size}, ${size}], but got ${given})`);
  const from = given < 0 ? given + size : given;
  if (from + call.length > size)
    throw new RangeError(`start (${from}) + length (${call.length}) exceeds dimension size (${size}).`);
  return slice(input, at, from, from + call.length);
}

/** A view with the dims of `source` moved to the places of `destination`. */
export function movedim(
  input: Tensor,
  source: Dims | { source: Dims; destination: Dims },
  destination?: Dims | { destination: Dims },
): Tensor {
  const call = named<{ source: Dims; destination: Dims }>("movedim", { source, destination });
  const { ndim } = expectTensor(input, "movedim");
  const list = (dims: Dims, name: string): readonly number[] =>
    typeof dims === "number" ? [dims] : expectInts(dims, "movedim", name);
  const both = { source: list(call.source, "source"), destination: list(call.destination, "destination") };
  for (const [name, dims] of Object.entries(both)) {
    const wrapped = dims.map((dim) => wrapDim(dim, ndim));
    if (new Set(wrapped).size !== wrapped.length)
      throw new Error(`movedim: repeated dim in \`${name}\` (${formatSize(dims)})`);
  }
  const from = wrapDims(call.source, ndim);
  const to = wrapDims(call.destination, ndim);
  if (ndim === 0) return permute(input, []);
  if (from.length !== to.length)
    throw new Error(
      `movedim: Invalid source or destination dims: source (${formatSize(from)} dims) should contain the same number of dims as destination (${formatSize(to)} dims)`,
    );
  const order = new Array<number>(ndim).fill(-1);
  to.forEach((at, i) => {
    order[at] = from[i];
  });
  const rest = Array.from({ length: ndim }, (_, d) => d).filter((d) => !from.includes(d));
  return permute(
    input,
    order.map((dim) => (dim === -1 ? (rest.shift() as number) : dim)),
  );
}

/** A tensor with the same storage that takes no part in the graph. */
export function detach(input: Tensor): Tensor {
  return wrap(expectTensor(input, "detach"), input.kernels.alias(input.handle));
}

/** The tensor itself where it lies row-major (or in the format that is given), else a copy that does. */
export function contiguous(input: Tensor, memoryFormat?: MemoryFormat | MemoryFormatOption): Tensor {
  const format = formatOf("contiguous", memoryFormat) ?? contiguousFormat;
  return liesIn(expectTensor(input, "contiguous"), format) ? input : clone(input, { memoryFormat: format });
}

/** A fresh copy, through which gradients flow; it lies in memory as the input does, or row-major where that has gaps. */
export function clone(input: Tensor, options?: MemoryFormatOption): Tensor {
  const format = formatOf("clone", options) ?? preserveFormat;
  const out = wrap(input, copyIn(expectTensor(input, "clone"), format));
  return recording(input) ? record(out, "CloneBackward0", [input], [(grad) => grad]) : out;
}

/** Copies of the tensor, `sizes[d]` times along dim d. */
export function repeat(input: Tensor, ...sizes: SizeArguments): Tensor {
  const times = sizesOf("repeat", sizes);
  const { shape } = expectTensor(input, "repeat");
  if (times.length < shape.length)
    throw new Error("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor");
  const padded = [...new Array<number>(times.length - shape.length).fill(1), ...shape];
  const pairs = padded.flatMap((size) => [1, size]);
  const whole = padded.flatMap((size, d) => [times[d], size]);
  const sizesOut = padded.map((size, d) => size * times[d]);
  const copies = input.kernels.reshape(
    input.kernels.clone(input.kernels.expand(input.kernels.reshape(input.handle, pairs), whole)),
    sizesOut,
  );
  const out = wrap(input, copies);
  if (!recording(input)) return out;
  return record(out, "RepeatBackward0", [input], [(grad) => reshape(sumTo(reshape(grad, whole), pairs), shape)]);
}

/** As `repeat`, but missing leading counts are 1. */
export function tile(input: Tensor, ...dims: SizeArguments): Tensor {
  const times = sizesOf("tile", dims);
  const missing = Math.max(0, expectTensor(input, "tile").ndim - times.length);
  return repeat(input, [...new Array<number>(missing).fill(1), ...times]);
}

export { movedim as moveaxis, transpose as swapaxes, transpose as swapdims };
