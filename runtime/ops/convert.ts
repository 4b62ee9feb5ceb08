/** Dtypes, devices and JavaScript values: to, item, tolist. */

import { record, recording } from "../autograd/graph.ts";
import { backendOf, Device, device } from "../tensor/device.ts";
import {
  bfloat16,
  bool as boolType,
  type DType,
  dtypeFrom,
  dtypes,
  float16,
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  legacyName,
  uint8,
} from "../tensor/dtype.ts";
import { elementsOf } from "../tensor/elements.ts";
import { preserveFormat } from "../tensor/memory-format.ts";
import { checkKeys, describe, isOptions } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { cast, codeOf, expectTensor, type Scalar } from "./core.ts";
import { formatOf, type MemoryFormatOption } from "./memory-format.ts";
import { clone, contiguous } from "./shape.ts";

/** What `to` changes; what is undefined stays. */
export interface ToOptions extends MemoryFormatOption {
  dtype?: DType | null;
  device?: Device | string | null;
  /** Copy even where nothing changes; false. */
  copy?: boolean;
  /** Of no effect on the CPU. */
  nonBlocking?: boolean;
}

function isDType(value: unknown): value is DType {
  return dtypes.includes(value as DType);
}

function target(args: readonly unknown[]): ToOptions {
  const result: ToOptions = {};
  for (const arg of args) {
    if (arg == null || typeof arg === "boolean") continue;
    if (arg instanceof Tensor) Object.assign(result, { dtype: arg.dtype, device: arg.device });
    else if (isDType(arg)) result.dtype = arg;
    else if (arg instanceof Device || typeof arg === "string") result.device = arg;
    else if (isOptions(arg)) {
      checkKeys("to", arg, ["dtype", "device", "copy", "nonBlocking", "memoryFormat"]);
      Object.assign(result, arg);
    } else
      throw new TypeError(
        `to() received an invalid combination of arguments - got (${describe(arg)}); give a dtype, a device or a Tensor`,
      );
  }
  if (result.dtype != null && !isDType(result.dtype))
    throw new TypeError(`to(): argument 'dtype' must be torch.dtype, not ${describe(result.dtype)}`);
  return result;
}

/** `input` with another dtype, device, or both, as another tensor's; itself where nothing changes. */
export function to(
  input: Tensor,
  ...args: (DType | Device | string | Tensor | ToOptions | boolean | null | undefined)[]
): Tensor {
  const { dtype, device: where, copy = false, memoryFormat } = target(args);
  const moved = where == null ? expectTensor(input, "to") : move(input, device(where));
  const converted = dtype == null ? moved : cast(moved, dtype.code);
  const format = formatOf("to", { memoryFormat });
  if (copy && converted === input) return clone(input, { memoryFormat: format });
  return format === undefined || format === preserveFormat ? converted : contiguous(converted, format);
}

function move(input: Tensor, where: Device): Tensor {
  const backend = backendOf(where);
  if (backend === input.backend) return input;
  const bytes = input.kernels.toBytes(input.handle);
  const out = new Tensor(backend.kernels.fromBytes(bytes, input.shape, codeOf(input)), backend);
  const from = input.device;
  return recording(input) ? record(out, "ToCopyBackward0", [input], [(grad) => move(grad, from)]) : out;
}

/** As float32. */
export function float(input: Tensor): Tensor {
  return to(input, float32);
}
/** As float64. */
export function double(input: Tensor): Tensor {
  return to(input, float64);
}
/** As float16. */
export function half(input: Tensor): Tensor {
  return to(input, float16);
}
/** As bfloat16. */
export function toBfloat16(input: Tensor): Tensor {
  return to(input, bfloat16);
}
/** As int64. */
export function long(input: Tensor): Tensor {
  return to(input, int64);
}
/** As int32. */
export function int(input: Tensor): Tensor {
  return to(input, int32);
}
/** As int16. */
export function short(input: Tensor): Tensor {
  return to(input, int16);
}
/** As int8. */
export function char(input: Tensor): Tensor {
  return to(input, int8);
}
/** As uint8. */
export function byte(input: Tensor): Tensor {
  return to(input, uint8);
}
/** As bool: true where an element is not zero. */
export function bool(input: Tensor): Tensor {
  return to(input, boolType);
}

/** The name of its type, "torch.FloatTensor"; or, with a dtype or such a name, `input` as that. */
export function type(input: Tensor): string;
export function type(input: Tensor, dtype: DType | string): Tensor;
export function type(input: Tensor, dtype?: DType | string): string | Tensor {
  if (dtype === undefined) return legacyName(expectTensor(input, "type").dtype);
  return to(input, dtypeFrom(dtype));
}

/** As `other`'s dtype. */
export function typeAs(input: Tensor, other: Tensor): Tensor {
  return to(input, expectTensor(other, "type_as", "other").dtype);
}

/** On the CPU. */
export function cpu(input: Tensor): Tensor {
  return to(input, { device: "cpu" });
}

/** On the GPU. */
export function cuda(input: Tensor): Tensor {
  return to(input, { device: "cuda" });
}

/**
 * The one element as a JavaScript value: a number, of a bool tensor a boolean, of an int64 beyond 2^53 a bigint. TypeScript
 * takes it for a number unless told otherwise: `x.item<boolean>()`.
 */
export function item<T extends Scalar = number>(input: Tensor): T {
  const { shape } = expectTensor(input, "item");
  if (shape.numel() !== 1) throw new Error(`a Tensor with ${shape.numel()} elements cannot be converted to Scalar`);
  return input.kernels.item(input.handle) as T;
}

/** A JavaScript value: a number, a boolean, or nested lists of them. */
export type NestedList = Scalar | NestedList[];

/** The elements as nested lists; of a 0-d tensor the value. */
export function tolist(input: Tensor): NestedList {
  const { shape } = expectTensor(input, "tolist");
  const values = elementsOf(input.kernels, input.handle);
  if (shape.length === 0) return values[0];
  let lists: NestedList[] = values;
  for (let d = shape.length - 1; d > 0; d--) {
    const size = shape[d];
    const count = shape.slice(0, d).reduce((product, length) => product * length, 1);
    const source = lists;
    lists = Array.from({ length: count }, (_, i) => source.slice(i * size, (i + 1) * size));
  }
  return lists;
}

type ElementArray = Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | BigInt64Array | Uint8Array;

/** A copy of the elements in row-major order as a typed array; of float16, bfloat16 as float32, of bool as uint8. */
export function numpy(input: Tensor): ElementArray {
  const { dtype } = expectTensor(input, "numpy");
  if (input.requiresGrad)
    throw new Error("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.");
  if (dtype === float16 || dtype === bfloat16) return numpy(to(input, float32));
  const { buffer } = input.kernels.toBytes(input.handle);
  const arrays: Partial<Record<DType["name"], new (buffer: ArrayBuffer) => ElementArray>> = {
    float32: Float32Array,
    float64: Float64Array,
    int8: Int8Array,
    int16: Int16Array,
    int32: Int32Array,
    int64: BigInt64Array,
  };
  return new (arrays[dtype.name] ?? Uint8Array)(buffer);
}
