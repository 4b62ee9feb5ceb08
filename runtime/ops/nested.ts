/** Nested lists and typed arrays: their elements, their shape, and the dtype that holds them. */

import type { Scalar as NativeScalar } from "../backend/backend.ts";
import {
  bool,
  type DType,
  float16,
  float32,
  float64,
  getDefaultDtype,
  iinfo,
  int8,
  int16,
  int32,
  int64,
  promoteTypes,
  uint8,
} from "../tensor/dtype.ts";
import { describe } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { isScalar } from "./core.ts";

type ViewType = abstract new (...args: never[]) => ArrayBufferView;

const viewTypes: readonly (readonly [ViewType, DType])[] = [
  [Float32Array, float32],
  [Float64Array, float64],
  [Uint8Array, uint8],
  [Uint8ClampedArray, uint8],
  [Int8Array, int8],
  [Int16Array, int16],
  [Int32Array, int32],
  [BigInt64Array, int64],
  ...("Float16Array" in globalThis ? [[globalThis.Float16Array as ViewType, float16] as const] : []),
];

/** Typed arrays that no dtype holds as they lie in memory, with one that holds their numbers. */
const otherTypes: readonly (readonly [ViewType, DType])[] = [
  [Uint16Array, int32],
  [Uint32Array, int64],
  [BigUint64Array, int64],
];

/** The dtype of a typed array's elements. */
export function typeOfView(data: ArrayBufferView): DType {
  const found = [...viewTypes, ...otherTypes].find(([type]) => data instanceof type);
  if (found === undefined)
    throw new TypeError(
      `tensor(): no dtype for ${describe(data)}; give a ${viewTypes.map(([type]) => type.name).join(", ")} or a list of numbers`,
    );
  return found[1];
}

/** The elements of a typed array; a view of plain bytes has none. */
function elementsOf(data: ArrayBufferView): ArrayLike<number | bigint> {
  if (data instanceof DataView)
    throw new TypeError("tensor(): no dtype for DataView; give a typed array, or use frombuffer with a dtype");
  return data as unknown as ArrayLike<number | bigint>;
}

interface Flat {
  readonly values: NativeScalar[];
  readonly shape: readonly number[];
  /** What holds them all. */
  readonly dtype: DType;
}

const deepest = 64;

/** The shape that the first entries of a nested list give. */
function shapeOfList(data: unknown): number[] {
  const shape: number[] = [];
  let at = data;
  while (Array.isArray(at)) {
    if (shape.push(at.length) > deepest)
      throw new Error(`tensor(): too many dimensions: a list is nested more than ${deepest} deep`);
    if (at.length === 0) return shape;
    at = at[0];
  }
  if (at instanceof Tensor) shape.push(...at.shape);
  else if (ArrayBuffer.isView(at)) shape.push(elementsOf(at).length);
  return shape;
}

/** A nested list as its elements in order and its shape; tensors and typed arrays in it count as the lists they hold. */
function flattenList(data: readonly unknown[]): Flat {
  const shape = shapeOfList(data);
  const values: NativeScalar[] = [];
  let plain = 0;
  let own: DType | null = null;
  const checkLength = (length: number, dim: number): void => {
    if (dim >= shape.length) throw new TypeError("tensor(): a list stands where the first entries are numbers");
    if (length !== shape[dim])
      throw new Error(`expected sequence of length ${shape[dim]} at dim ${dim} (got ${length})`);
  };
  const checkDepth = (depth: number, entry: unknown): void => {
    if (depth < shape.length)
      throw new TypeError(`not a sequence: expected a list at dim ${depth}, got ${describe(entry)}`);
  };
  const takeAll = (entry: unknown, elements: ArrayLike<NativeScalar>, sizes: readonly number[], dim: number): void => {
    sizes.forEach((size, i) => {
      checkLength(size, dim + i);
    });
    checkDepth(dim + sizes.length, entry);
    for (let i = 0; i < elements.length; i++) values.push(elements[i]);
    const dtype = entry instanceof Tensor ? entry.dtype : typeOfView(entry as ArrayBufferView);
    own = own === null ? dtype : promoteTypes(own, dtype);
  };
  const walk = (list: readonly unknown[], dim: number): void => {
    checkLength(list.length, dim);
    const innermost = dim + 1 === shape.length;
    for (let i = 0; i < list.length; i++) {
      const entry = list[i];
      if (innermost && typeof entry === "number") {
        plain = 3;
        values.push(entry);
      } else if (Array.isArray(entry)) walk(entry, dim + 1);
      else if (entry instanceof Tensor) takeAll(entry, entry.kernels.toNumbers(entry.handle), entry.shape, dim + 1);
      else if (ArrayBuffer.isView(entry)) {
        const elements = elementsOf(entry);
        takeAll(entry, elements, [elements.length], dim + 1);
      } else {
        if (!isScalar(entry)) throw new TypeError(`tensor(): could not infer dtype of ${describe(entry)}`);
        checkDepth(dim + 1, entry);
        plain = Math.max(plain, kindOf(entry));
        values.push(entry);
      }
    }
  };
  walk(data, 0);
  const ofPlain = plain === 0 ? null : plain === 1 ? bool : plain === 2 ? int64 : getDefaultDtype();
  if (own === null || ofPlain === null) return { values, shape, dtype: own ?? ofPlain ?? getDefaultDtype() };
  return { values, shape, dtype: promoteTypes(own, ofPlain) };
}

/** Refuses numbers that an integer dtype does not hold; negative ones wrap in unsigned dtypes, as in PyTorch. */
export function checkRange(values: readonly NativeScalar[], dtype: DType): void {
  if (dtype.isFloatingPoint || dtype === bool) return;
  if (dtype === int64) {
    for (const value of values) {
      if (typeof value === "bigint" && BigInt.asIntN(64, value) !== value)
        throw new RangeError("Overflow when unpacking long long");
      if (typeof value === "number" && !(Math.abs(value) <= 2 ** 63)) refuseValue(dtype);
    }
    return;
  }
  const { min, max } = iinfo(dtype);
  const least = dtype === uint8 ? -Number(max) : min;
  for (const value of values) {
    if (typeof value === "boolean") continue;
    const low = typeof value === "number" && !Number.isInteger(value) ? min : least;
    if (!(value >= low && value <= max)) refuseValue(dtype);
  }
}

function refuseValue({ name }: DType): never {
  throw new RangeError(`value cannot be converted to type ${name} without overflow`);
}

/** Whether a list holds tensors of some dims, which are stacked as they lie. */
export function holdsOnlyTensors(data: unknown): data is readonly Tensor[] {
  return Array.isArray(data) && data.length > 0 && data.every((entry) => entry instanceof Tensor && entry.ndim > 0);
}

/** Whether a typed array lies in memory as a dtype does. */
export function isPlainView(data: unknown): data is ArrayBufferView {
  return viewTypes.some(([type]) => data instanceof type);
}

/** 1 of a boolean, 2 of a bigint, 3 of a number: JavaScript knows no 1.0, so that a number may always be one. */
function kindOf(value: NativeScalar): 1 | 2 | 3 {
  if (typeof value === "boolean") return 1;
  return typeof value === "bigint" ? 2 : 3;
}

/** Any data as its elements in order, its shape and its dtype. */
export function flatOf(data: unknown): Flat {
  if (Array.isArray(data)) return flattenList(data);
  if (!isScalar(data) && !ArrayBuffer.isView(data)) return notData(data);
  if (ArrayBuffer.isView(data)) {
    const { values, dtype } = flattenList([data]);
    return { values, shape: [values.length], dtype };
  }
  const kind = kindOf(data);
  return { values: [data], shape: [], dtype: kind === 1 ? bool : kind === 2 ? int64 : getDefaultDtype() };
}

function notData(data: unknown): never {
  throw new TypeError(
    `tensor(): could not infer dtype of ${describe(data)}; give a number, a nested list or a typed array`,
  );
}
