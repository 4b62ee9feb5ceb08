/** PyTorch's indexing: `x.at(...)` for `x[...]`, and `x.set(..., value)` for `x[...] = value`. */

import { record, recording } from "../autograd/graph.ts";
import { bool, int32, int64, uint8 } from "../tensor/dtype.ts";
import { describe, expectOptions } from "../tensor/options.ts";
import { formatSize, sameSize } from "../tensor/size.ts";
import { Slice } from "../tensor/slice.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { assign, cast, codeOf, expectTensor, isScalar, overwriteWith, type Scalar, viewOf } from "./core.ts";
import { tensor } from "./create.ts";
import { expand, reshape, select, slice, unsqueeze } from "./shape.ts";

/** A list of indices, possibly nested. */
export type IndexList = readonly (number | boolean | IndexList)[];

/**
 * An index of one or more dims: an integer, a slice ("1:3", "::2", `Slice(1, 3)`), `null` for a new dim, "..." for all
 * dims that are left, a mask, or indices as a tensor or a list.
 */
export type Index = number | bigint | boolean | string | null | Slice | Tensor | IndexList;

function tooMany(input: Tensor): never {
  throw new RangeError(`too many indices for tensor of dimension ${input.ndim}`);
}

/** What an index takes up of the dims of the tensor. */
function dimsOf(index: Index): number {
  if (index === null || index === "..." || typeof index === "boolean") return 0;
  return index instanceof Tensor && (index.dtype === bool || index.dtype === uint8) ? index.ndim : 1;
}

/** Lists and booleans as tensors, slices in words as slices. */
function parse(index: Index, input: Tensor): number | string | null | Slice | Tensor {
  if (Array.isArray(index)) {
    const numbers: readonly unknown[] = index.flat(Number.POSITIVE_INFINITY);
    const dtype = numbers.every((value) => Number.isInteger(value)) ? int64 : undefined;
    return parse(tensor(index as IndexList as never, { device: input.device, dtype }), input);
  }
  if (typeof index === "boolean") return tensor(index, { device: input.device });
  if (typeof index === "bigint") return Number(index);
  if (typeof index === "string" && index !== "...") return Slice.parse(index);
  if (index === null || index instanceof Slice || typeof index === "string" || typeof index === "number") return index;
  if (index instanceof Tensor) {
    if (![bool, uint8, int64, int32].includes(index.dtype))
      throw new TypeError(`tensors used as indices must be long, int, byte or bool tensors, not ${index.dtype}`);
    return index;
  }
  throw new TypeError(
    `only integers, slices ("1:3" or Slice(1, 3)), "...", null and long or byte tensors are valid indices (got ${describe(index)})`,
  );
}

/** The view that basic indices leave, and for each of its leading dims the tensor that indexes it. */
interface Resolved {
  readonly view: Tensor;
  readonly indices: readonly (Tensor | null)[];
}

function resolve(input: Tensor, given: readonly Index[]): Resolved {
  const wanted = given.map((index) => parse(index, input));
  const consumed = wanted.reduce<number>((sum, index) => sum + dimsOf(index), 0);
  if (consumed > input.ndim && !(input.ndim === 0 && wanted.length === 1)) tooMany(input);
  if (input.ndim === 0 && wanted.length === 1) refuseScalar(wanted[0]);
  let left = input.ndim - consumed;
  let current = input;
  let dim = 0;
  const indices: (Tensor | null)[] = [];
  const skip = (count: number): void => {
    for (let i = 0; i < count; i++) indices.push(null);
    dim += count;
  };
  wanted.forEach((index, position) => {
    if (index === "...") {
      skip(left);
      left = 0;
    } else if (index === null) {
      current = unsqueeze(current, dim);
      skip(1);
    } else if (typeof index === "number") {
      checkBounds(index, dim, current, position);
      current = select(current, dim, index);
    } else if (index instanceof Slice) {
      checkStep(index);
      current = slice(current, dim, ...index.bounds());
      skip(1);
    } else if (index instanceof Tensor) {
      if (index.dtype === bool || index.dtype === uint8) {
        if (index.ndim === 0) current = unsqueeze(current, dim);
        const mask = index.ndim === 0 ? index.reshape(1) : index;
        const [size, at] = [mask.shape, dim];
        size.forEach((length, d) => {
          if (length !== current.shape[at + d])
            throw new RangeError(
              `The shape of the mask ${formatSize(size)} at index ${d} does not match the shape of the indexed tensor ${formatSize(current.shape)} at index ${at + d}`,
            );
        });
        const places = wrap(mask, mask.kernels.nonzero(mask.handle));
        for (let d = 0; d < size.length; d++) indices.push(select(places, 1, d));
        dim += size.length;
      } else {
        if (index.ndim === 0) {
          const place = Number(index.kernels.item(index.handle));
          checkBounds(place, dim, current, position);
          current = select(current, dim, place);
          return;
        }
        indices.push(index.dtype === int64 ? index : cast(index, int64.code));
        dim++;
      }
    }
  });
  while (indices.length > 0 && indices[indices.length - 1] === null) indices.pop();
  return { view: current, indices };
}

/** The error of an index, number `position` of a call, that lies outside. */
function checkBounds(index: number, dim: number, input: Tensor, position: number): void {
  if (!Number.isInteger(index))
    throw new TypeError(`only integers, slices, "...", null and long or byte tensors are valid indices (got ${index})`);
  const size = input.shape[dim];
  if (index < -size || index >= size)
    throw new RangeError(`index ${index} is out of bounds for dimension ${position} with size ${size}`);
}

function checkStep({ step }: Slice): void {
  if (step === 0) throw new RangeError("slice step cannot be zero");
  if (step !== null && step < 0) throw new RangeError("step must be greater than zero");
}

function refuseScalar(index: number | string | null | Slice | Tensor): void {
  if (typeof index === "number")
    throw new RangeError("invalid index of a 0-dim tensor. Use `tensor.item()` to convert a 0-dim tensor to a number");
  if (index instanceof Slice) throw new RangeError("slice() cannot be applied to a 0-dim tensor.");
}

/** PyTorch's `input[index, …]`: a view where all indices are basic, a copy where one is a list, a mask or a tensor. */
export function at(input: Tensor, ...index: Index[]): Tensor {
  const { view: base, indices } = resolve(expectTensor(input, "at"), index);
  if (indices.length > 0) return take(base, indices);
  return base === input ? alias(input) : base;
}

function alias(input: Tensor): Tensor {
  return viewOf(input, input.kernels.alias(input.handle), "AliasBackward0", (grad) => grad);
}

function take(input: Tensor, indices: readonly (Tensor | null)[]): Tensor {
  const handles = indices.map((index) => (index === null ? null : index.handle));
  const out = wrap(input, input.kernels.index(input.handle, handles));
  if (!recording(input)) return out;
  const { shape } = input;
  return record(out, "IndexBackward0", [input], [(grad) => put(grad, shape, indices)]);
}

/** Zeros of `shape` with `input` added where `indices` names. */
function put(input: Tensor, shape: readonly number[], indices: readonly (Tensor | null)[]): Tensor {
  const { kernels } = input;
  const handles = indices.map((index) => (index === null ? null : index.handle));
  const out = wrap(input, kernels.indexPut_(kernels.full(shape, 0, codeOf(input)), handles, input.handle, true));
  return recording(input) ? record(out, "IndexPutBackward0", [input], [(grad) => take(grad, indices)]) : out;
}

/** PyTorch's `input[index, …] = value`; the last argument is the value, broadcast and converted. */
export function set(input: Tensor, ...indexAndValue: [...index: Index[], value: Tensor | Scalar]): Tensor {
  const value = indexAndValue[indexAndValue.length - 1] as Tensor | Scalar;
  if (!(value instanceof Tensor) && !isScalar(value))
    throw new TypeError(`set(): the value must be Tensor or Number, not ${describe(value)}`);
  const { view: base, indices } = resolve(expectTensor(input, "set"), indexAndValue.slice(0, -1) as Index[]);
  const { kernels } = base;
  const source = value instanceof Tensor ? value : wrap(base, kernels.full([], value, codeOf(base)));
  const trimmed = withoutLeadingOnes(source, base, indices);
  if (indices.length > 0) indexPut_(base, indices, cast(trimmed, codeOf(base)));
  else assign(base === input ? alias(input) : base, expand(cast(trimmed, codeOf(base)), base.shape));
  return input;
}

/** A value without the leading dims of size 1, which say nothing, where it has not the target's own shape. */
function withoutLeadingOnes(value: Tensor, target: Tensor, indices: readonly (Tensor | null)[]): Tensor {
  const { shape } = value;
  if (indices.length === 0 && sameSize(shape, target.shape)) return value;
  const first = shape.findIndex((size) => size !== 1);
  if (first === 0 || shape.length === 0) return value;
  return reshape(value, first < 0 ? [] : shape.slice(first));
}

/** Writes `values`, or adds them where `accumulate`, at the places that the index tensors name, one a leading dim. */
export function indexPut_(
  input: Tensor,
  indices: readonly (Tensor | null)[],
  values: Tensor,
  accumulate: boolean | { accumulate?: boolean } = false,
): Tensor {
  if (typeof accumulate !== "boolean") expectOptions("index_put_", accumulate);
  const add = typeof accumulate === "boolean" ? accumulate : (accumulate.accumulate ?? false);
  return overwriteWith(
    input,
    [values],
    (target) => indexPut(target, indices, values, add),
    (target) => {
      const places = withoutMasks(indices).map((index) => index?.handle ?? null);
      target.kernels.indexPut_(target.handle, places, expectTensor(values, "index_put_", "values").handle, add);
    },
  );
}

/** A copy of `input` with `values` written, or added, at the places that the index tensors name. */
export function indexPut(
  input: Tensor,
  indices: readonly (Tensor | null)[],
  values: Tensor,
  accumulate: boolean | { accumulate?: boolean } = false,
): Tensor {
  if (typeof accumulate !== "boolean") expectOptions("index_put", accumulate);
  const add = typeof accumulate === "boolean" ? accumulate : (accumulate.accumulate ?? false);
  const { kernels } = expectTensor(input, "index_put");
  const places = withoutMasks(indices);
  const handles = places.map((index) => index?.handle ?? null);
  const source = expectTensor(values, "index_put", "values");
  const out = wrap(input, kernels.indexPut_(kernels.clone(input.handle), handles, source.handle, add));
  if (!recording(input, source)) return out;
  const { shape } = source;
  return record(
    out,
    "IndexPutBackward0",
    [input, source],
    [
      (grad) => (add ? grad : indexPut(grad, places, wrap(grad, grad.kernels.full([], 0, codeOf(grad))))),
      (grad) => take(grad, places).sumToSize(shape),
    ],
  );
}

/** Masks as the index tensors of the places where they are true. */
function withoutMasks(indices: readonly (Tensor | null)[]): (Tensor | null)[] {
  if (!Array.isArray(indices))
    throw new TypeError(`index_put(): argument 'indices' must be tuple of Tensors, not ${describe(indices)}`);
  return indices.flatMap((index) => {
    if (index === null || (expectTensor(index, "index_put", "indices").dtype !== bool && index.dtype !== uint8))
      return [index];
    return wrap(index, index.kernels.nonzero(index.handle)).unbind(1);
  });
}
