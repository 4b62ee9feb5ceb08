/** Tensors from data and from rules: tensor, zeros, arange and their kin. */

import { backendFor, type Device } from "../tensor/device.ts";
import { bool, type DType, dtypes, float64, getDefaultDtype, int64, scalarName } from "../tensor/dtype.ts";
import { checkKeys, describe, expectOptions, isOptions } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { expectTensor, isScalar, type Scalar, sizesOf } from "./core.ts";
import { stack } from "./join.ts";
import { checkRange, flatOf, holdsOnlyTensors, isPlainView, typeOfView } from "./nested.ts";
import { sized } from "./out.ts";

/** Where and as what a tensor is made. */
export interface FactoryOptions {
  /** Its dtype; when undefined, what the function's description says. */
  dtype?: DType | null;
  /** Its device; the default device when undefined. */
  device?: Device | string | null;
  /** Whether `backward` is to reach it; false. */
  requiresGrad?: boolean;
  /** A tensor of the result's shape that the result is written to. */
  out?: Tensor | null;
}

/** What a tensor is made of: a number, a (nested) list of numbers, booleans or tensors, a typed array. */
export type TensorData = Scalar | Tensor | ArrayBufferView | readonly TensorData[];

function finish(name: string, result: Tensor, options: FactoryOptions): Tensor {
  if (options.out != null) {
    const out = sized(options.out, name, result.shape);
    out.kernels.copyInto(out.handle, result.handle);
    return out;
  }
  if (options.requiresGrad) result.requiresGrad = true;
  return result;
}

function checkDtype(dtype: unknown, name: string): void {
  if (dtype != null && !dtypes.includes(dtype as DType))
    throw new TypeError(`${name}(): argument 'dtype' must be torch.dtype, not ${describe(dtype)}`);
}

const factoryKeys = ["dtype", "device", "requiresGrad", "out", "generator"];

/** @internal Refuses names that a factory does not take, and values that its names do not take. */
export function checkFactory(name: string, options?: FactoryOptions | null, more: readonly string[] = []): void {
  if (options === undefined) return;
  if (!isOptions(options))
    throw new TypeError(`${name}(): too many positional arguments (got an extra ${describe(options)})`);
  checkKeys(name, options, [...factoryKeys, ...more]);
  checkDtype(options.dtype, name);
  if (options.out != null && !(options.out instanceof Tensor))
    throw new TypeError(`${name}(): argument 'out' must be Tensor, not ${describe(options.out)}`);
}

/** @internal Splits a call `zeros(2, 3, { dtype })` into sizes and options. */
export function sizesAndOptions<Options extends FactoryOptions>(
  name: string,
  args: readonly (number | readonly number[] | Options)[],
): [number[], Options] {
  const last = args[args.length - 1];
  const given = (isOptions(last) ? last : {}) as Options & { size?: readonly number[] };
  checkFactory(name, given, ["size"]);
  const sizes = (isOptions(last) ? args.slice(0, -1) : args) as (number | readonly number[])[];
  const list = sizes.length === 0 && given.size !== undefined ? [given.size] : sizes;
  const result = sizesOf(name, list);
  for (const size of result)
    if (size < 0)
      throw new RangeError(`Trying to create tensor with negative dimension ${size}: [${result.join(", ")}]`);
  return [result, given];
}

type SizeCall = readonly (number | readonly number[] | FactoryOptions)[];

/** The dtype that is asked for, which is that of `out` where there is one; else the given one. */
function wanted(name: string, { dtype, out }: FactoryOptions, otherwise: DType): DType {
  checkDtype(dtype, name);
  if (out == null) return dtype ?? otherwise;
  if (dtype != null && dtype !== out.dtype)
    throw new Error(`dtype ${scalarName(dtype)} does not match dtype of out parameter (${scalarName(out.dtype)})`);
  return out.dtype;
}

function full_(name: string, sizes: readonly number[], value: Scalar, options: FactoryOptions, dtype: DType): Tensor {
  const backend = backendFor(options.device ?? undefined);
  const { code } = wanted(name, options, dtype);
  return finish(name, new Tensor(backend.kernels.full(sizes, value, code), backend), options);
}

/** Zeros of a shape; of the default dtype. */
export function zeros(...size: SizeCall): Tensor {
  const [sizes, options] = sizesAndOptions("zeros", size);
  return full_("zeros", sizes, 0, options, getDefaultDtype());
}

/** Ones of a shape; of the default dtype. */
export function ones(...size: SizeCall): Tensor {
  const [sizes, options] = sizesAndOptions("ones", size);
  return full_("ones", sizes, 1, options, getDefaultDtype());
}

/** Memory of a shape, its elements whatever they happen to be; of the default dtype. */
export function empty(...size: SizeCall): Tensor {
  const [sizes, options] = sizesAndOptions("empty", size);
  const backend = backendFor(options.device ?? undefined);
  const dtype = wanted("empty", options, getDefaultDtype());
  if (options.out != null) return sized(options.out, "empty", sizes);
  return finish("empty", new Tensor(backend.kernels.empty(sizes, dtype.code), backend), options);
}

/** One value everywhere; of the value's dtype. */
export function full(
  size: number | readonly number[],
  fillValue: Scalar | Tensor,
  options: FactoryOptions = {},
): Tensor {
  checkFactory("full", options);
  const value = fillValue instanceof Tensor ? fillValue.kernels.item(fillValue.handle) : fillValue;
  if (!isScalar(value)) throw new TypeError(`full(): argument 'fill_value' must be Number, not ${describe(value)}`);
  return full_(
    "full",
    sizesOf("full", [size]),
    value,
    options,
    fillValue instanceof Tensor ? fillValue.dtype : scalarType(value),
  );
}

/** A number counts as an integer when it is one that int64 holds. */
function scalarType(value: Scalar): DType {
  if (typeof value === "boolean") return bool;
  const whole = typeof value === "bigint" || (Number.isInteger(value) && Math.abs(value) < 2 ** 63);
  return whole ? int64 : getDefaultDtype();
}

function alike(input: Tensor, name: string, value: Scalar, options: FactoryOptions = {}): Tensor {
  expectTensor(input, name);
  checkFactory(name, options);
  if (!isScalar(value)) throw new TypeError(`${name}(): argument 'fill_value' must be Number, not ${describe(value)}`);
  return full_(name, input.shape, value, { ...options, device: options.device ?? input.device }, input.dtype);
}

/** Zeros of `input`'s shape, dtype and device. */
export function zerosLike(input: Tensor, options?: FactoryOptions): Tensor {
  return alike(input, "zeros_like", 0, options);
}

/** Ones of `input`'s shape, dtype and device. */
export function onesLike(input: Tensor, options?: FactoryOptions): Tensor {
  return alike(input, "ones_like", 1, options);
}

/** One value everywhere, of `input`'s shape, dtype and device. */
export function fullLike(input: Tensor, fillValue: Scalar, options?: FactoryOptions): Tensor {
  return alike(input, "full_like", fillValue, options);
}

/** Memory of `input`'s shape, dtype and device, laid out as `input` is where that has no gaps and no overlaps. */
export function emptyLike(input: Tensor, options: FactoryOptions = {}): Tensor {
  checkFactory("empty_like", options);
  const { shape, kernels, handle } = expectTensor(input, "empty_like");
  const form = { ...options, dtype: options.dtype ?? input.dtype, device: options.device ?? input.device };
  if (form.out != null || kernels.isContiguous(handle) || !dense(shape, kernels.strides(handle)))
    return empty(shape, form);
  const made = empty([shape.numel()], { ...form, requiresGrad: false });
  made.become(made.kernels.asStrided(made.handle, shape, kernels.strides(handle), 0));
  if (form.requiresGrad) made.requiresGrad = true;
  return made;
}

/** Whether elements lie side by side, in whatever order of dims. */
function dense(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  return shape
    .map((size, dim) => [size, strides[dim]] as const)
    .filter(([size]) => size !== 1)
    .sort(([, a], [, b]) => a - b)
    .every(([size, stride]) => {
      const fits = stride === expected;
      expected *= size;
      return fits;
    });
}

/** Options of `arange`. */
export interface RangeOptions extends FactoryOptions {
  start?: number;
  end?: number;
  step?: number;
}

/** `start`, `start + step`, … below `end`; int64 when all are integers, else of the default dtype. */
export function arange(end: number, options?: RangeOptions): Tensor;
export function arange(start: number, end: number, options?: RangeOptions): Tensor;
export function arange(start: number, end: number, step: number, options?: RangeOptions): Tensor;
export function arange(options: RangeOptions): Tensor;
export function arange(...args: (number | RangeOptions | undefined)[]): Tensor {
  const given = args.filter((arg) => arg !== undefined);
  const last = given[given.length - 1];
  const options: RangeOptions = isOptions(last) ? last : {};
  const numbers = (isOptions(last) ? given.slice(0, -1) : given) as number[];
  const [first, second, third] = numbers;
  const start = numbers.length >= 2 ? first : (options.start ?? (options.end !== undefined ? (first ?? 0) : 0));
  const end = numbers.length >= 2 ? second : (options.end ?? first);
  const step = third ?? options.step ?? 1;
  checkFactory("arange", options, ["start", "end", "step"]);
  for (const [name, value] of Object.entries({ start, end, step }))
    if (typeof value !== "number" || Number.isNaN(value))
      throw new TypeError(`arange(): argument '${name}' must be Number, not ${describe(value)}`);
  if (!Number.isFinite(start) || !Number.isFinite(end)) throw new Error(`unsupported range: ${start} -> ${end}`);
  const integral = [start, end, step].every((value) => Number.isInteger(value));
  const dtype = wanted("arange", options, integral ? int64 : getDefaultDtype());
  // Integers are counted in whole steps, from a whole number.
  const [from, to, by] = dtype.isFloatingPoint ? [start, end, step] : [start, end, step].map(Math.trunc);
  if (by === 0) throw new Error("step must be nonzero");
  if ((by > 0 && from > to) || (by < 0 && from < to))
    throw new Error("upper bound and lower bound inconsistent with step sign");
  const count = Math.ceil(dtype === int64 ? (to - from) / by : (end - start) / step);
  if (!(Math.abs(count) < 2 ** 63)) throw new RangeError("invalid size, possible overflow?");
  const backend = backendFor(options.device ?? undefined);
  return finish("arange", new Tensor(backend.kernels.arange(from, by, count, dtype.code), backend), options);
}

/** @internal A vector whose elements a rule gives. */
export function fromRule(
  name: string,
  count: number,
  dtype: DType,
  rule: (i: number) => number,
  options: FactoryOptions,
): Tensor {
  const backend = backendFor(options.device ?? undefined);
  const { kernels } = backend;
  const made = kernels.empty([count], dtype.code);
  const values = new Float64Array(Math.min(count, 65536));
  for (let start = 0; start < count; start += values.length) {
    const part = values.subarray(0, Math.min(values.length, count - start));
    for (let i = 0; i < part.length; i++) part[i] = rule(start + i);
    const target = kernels.slice(made, 0, start, start + part.length, 1);
    kernels.copyInto(target, kernels.fromNumbers(part, [part.length], dtype.code));
  }
  return finish(name, new Tensor(made, backend), options);
}

/**
 * The values of an even division, reckoned in float32 where the dtype is no wider; step times count and the sum are
 * rounded once, as PyTorch's fused multiplication rounds them.
 */
function evenly(start: number, end: number, steps: number, dtype: DType): (i: number) => number {
  const narrow = dtype === float64 || !dtype.isFloatingPoint ? (value: number): number => value : Math.fround;
  const [first, last] = [narrow(start), narrow(end)];
  const step = narrow(narrow(last - first) / (steps - 1));
  return (i) => {
    if (steps === 1) return first;
    return narrow(i < Math.floor(steps / 2) ? first + step * i : last - step * (steps - i - 1));
  };
}

function checkSteps(name: string, steps: unknown): asserts steps is number {
  if (typeof steps !== "number" || !Number.isInteger(steps))
    throw new TypeError(`${name}(): argument 'steps' must be int, not ${describe(steps)}`);
  if (steps < 0) throw new RangeError("number of steps must be non-negative");
}

/** Both ends as numbers; they may be given as 0-d tensors. */
function endsOf(name: string, start: number | Tensor, end: number | Tensor): [number, number] {
  const dims = (value: unknown): number => (value instanceof Tensor ? value.ndim : 0);
  if (dims(start) > 0 || dims(end) > 0)
    throw new Error(
      `${name} only supports 0-dimensional start and end tensors, but got start with ${dims(start)} dimension(s) and end with ${dims(end)} dimension(s).`,
    );
  const number = (value: unknown, argument: string): number => {
    const plain = value instanceof Tensor ? Number(value.kernels.item(value.handle)) : value;
    if (typeof plain !== "number")
      throw new TypeError(`${name}(): argument '${argument}' must be Number, not ${describe(plain)}`);
    return plain;
  };
  return [number(start, "start"), number(end, "end")];
}

/** `steps` numbers at equal distances from `start` to `end`, both included. */
export function linspace(
  start: number | Tensor,
  end: number | Tensor,
  steps: number,
  options: FactoryOptions = {},
): Tensor {
  checkFactory("linspace", options);
  const [from, to] = endsOf("linspace", start, end);
  checkSteps("linspace", steps);
  const dtype = wanted("linspace", options, getDefaultDtype());
  return fromRule("linspace", steps, dtype, evenly(from, to, steps, dtype), options);
}

/** `base` to the powers `linspace(start, end, steps)`. */
export function logspace(
  start: number | Tensor,
  end: number | Tensor,
  steps: number,
  base: number | FactoryOptions = 10,
  options: FactoryOptions = {},
): Tensor {
  const [from, to] = endsOf("logspace", start, end);
  checkSteps("logspace", steps);
  const given = isOptions(base) ? (base as FactoryOptions & { base?: number }) : { ...options, base };
  checkFactory("logspace", given, ["base"]);
  const dtype = wanted("logspace", given, getDefaultDtype());
  const exponent = evenly(from, to, steps, float64);
  return fromRule("logspace", steps, dtype, (i) => (given.base ?? 10) ** exponent(i), given);
}

/** A matrix with ones on its diagonal. */
export function eye(n: number, m?: number | FactoryOptions, options: FactoryOptions = {}): Tensor {
  expectOptions("eye", options);
  const given = isOptions(m) ? (m as FactoryOptions & { m?: number }) : options;
  const columns = typeof m === "number" ? m : ((given as { m?: number }).m ?? n);
  checkFactory("eye", given, ["m"]);
  for (const size of [n, columns])
    if (!Number.isInteger(size)) throw new TypeError(`eye(): argument 'n' must be int, not ${describe(size)}`);
  if (n < 0) throw new RangeError(`n must be greater or equal to 0, got ${n}`);
  if (columns < 0) throw new RangeError(`m must be greater or equal to 0, got ${columns}`);
  const dtype = wanted("eye", given, getDefaultDtype());
  const backend = backendFor(given.device ?? undefined);
  const { kernels } = backend;
  const matrix = kernels.full([n, columns], 0, dtype.code);
  if (n > 0 && columns > 0) kernels.copyInto(kernels.asStrided(matrix, [Math.min(n, columns)], [columns + 1], 0), 1);
  return finish("eye", new Tensor(matrix, backend), given);
}

/** A 0-d tensor of a number. */
export function scalarTensor(value: Scalar, options: FactoryOptions = {}): Tensor {
  checkFactory("scalar_tensor", options);
  return full([], value, { ...options, dtype: options.dtype ?? getDefaultDtype() });
}

/**
 * A fresh tensor of the given data: a number, a bigint, a boolean, a typed array, or a nested list of these. JavaScript
 * knows no 1.0, so that numbers make the default dtype, float32, also when all are integers; bigints (`1n`) make int64,
 * booleans bool, and a typed array keeps its own type. `dtype` decides otherwise.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.tensor.html
 */
export function tensor(data: TensorData, options: FactoryOptions = {}): Tensor {
  checkFactory("tensor", options);
  const made = fromData(data, options);
  if (options.requiresGrad) made.requiresGrad = true;
  return made;
}

function fromData(data: TensorData, options: FactoryOptions): Tensor {
  const backend = backendFor(options.device ?? undefined);
  const { kernels } = backend;
  if (data instanceof Tensor) return data.detach().clone().to({ dtype: options.dtype, device: options.device });
  if (holdsOnlyTensors(data))
    return stack(data.map((entry) => entry.detach())).to({ dtype: options.dtype, device: options.device });
  if (ArrayBuffer.isView(data) && isPlainView(data)) {
    const own = typeOfView(data);
    const made = kernels.fromBytes(data, [data.byteLength / own.itemsize], own.code);
    return new Tensor(kernels.to(made, (options.dtype ?? own).code), backend);
  }
  const { values, shape, dtype } = flatOf(data);
  const target = options.dtype ?? dtype;
  checkRange(values, target);
  return new Tensor(kernels.fromNumbers(asDoubles(values), shape, target.code), backend);
}

/** Plain numbers as doubles, which cross the boundary at once, and -0 stays what it is; anything else as it is. */
function asDoubles(values: readonly Scalar[]): Float64Array | readonly Scalar[] {
  const doubles = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== "number") return values;
    doubles[i] = value;
  }
  return doubles;
}

/** `data` as a tensor: itself where it is one of that dtype and device. */
export function asTensor(data: TensorData, options: FactoryOptions = {}): Tensor {
  checkFactory("as_tensor", options);
  return data instanceof Tensor ? data.to({ dtype: options.dtype, device: options.device }) : tensor(data, options);
}

/** A tensor of a typed array's elements, which are copied. */
export function fromArray(array: ArrayBufferView): Tensor {
  return tensor(array);
}

export { asTensor as asarray };
