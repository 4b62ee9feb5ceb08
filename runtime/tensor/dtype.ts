/** The element types of tensors: `torch.float32` and its kin. */

import { type DTypeCode, dtypeNames } from "../backend/backend.ts";

export type DTypeName = (typeof dtypeNames)[number];

const itemSizes: Record<DTypeName, number> = {
  uint8: 1,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float16: 2,
  float32: 4,
  float64: 8,
  bool: 1,
  bfloat16: 2,
};

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** An element type. There is one object a type, so `===` compares. */
export class DType {
  readonly name: DTypeName;
  /** Number of the type at the native boundary. */
  readonly code: DTypeCode;
  /** Bytes of an element. */
  readonly itemsize: number;
  readonly isFloatingPoint: boolean;
  readonly isSigned: boolean;
  readonly isComplex = false;

  /** @internal */
  constructor(name: DTypeName, code: DTypeCode) {
    if (!Object.hasOwn(itemSizes, name))
      throw new TypeError(`there is no dtype ${String(name)}: use torch.float32 and its kin`);
    this.name = name;
    this.code = code;
    this.itemsize = itemSizes[name];
    this.isFloatingPoint = name.includes("float");
    this.isSigned = name !== "uint8" && name !== "bool";
  }

  toString(): string {
    return `torch.${this.name}`;
  }

  toJSON(): string {
    return this.name;
  }

  [inspect](): string {
    return this.toString();
  }
}

/** All dtypes, in the order of their native codes. */
export const dtypes: readonly DType[] = dtypeNames.map((name, code) => new DType(name, code));

const named = Object.fromEntries(dtypes.map((dtype) => [dtype.name, dtype])) as Record<DTypeName, DType>;

export const { uint8, int8, int16, int32, int64, float16, float32, float64, bool, bfloat16 } = named;
export {
  float16 as half,
  float32 as float,
  float64 as double,
  int8 as char,
  int16 as short,
  int32 as int,
  int64 as long,
  uint8 as byte,
};

/** The dtype of a name such as "float32" or "torch.float32"; also PyTorch's "float", "long" and their kin. */
export function dtypeFrom(value: DType | string): DType {
  if (value instanceof DType) return value;
  const name = String(value).replace(/^torch\./, "");
  const aliases: Record<string, DType> = {
    half: float16,
    float: float32,
    double: float64,
    char: int8,
    short: int16,
    int: int32,
    long: int64,
    byte: uint8,
  };
  const found = named[name as DTypeName] ?? aliases[name] ?? legacyTypes[name];
  if (found === undefined)
    throw new TypeError(`invalid dtype: ${String(value)} (expected one of ${dtypeNames.join(", ")})`);
  return found;
}

/** Names of PyTorch's older tensor types, as `x.type()` and error messages print them. */
const legacyNames: Record<DTypeName, string> = {
  uint8: "ByteTensor",
  int8: "CharTensor",
  int16: "ShortTensor",
  int32: "IntTensor",
  int64: "LongTensor",
  float16: "HalfTensor",
  float32: "FloatTensor",
  float64: "DoubleTensor",
  bool: "BoolTensor",
  bfloat16: "BFloat16Tensor",
};

const legacyTypes: Record<string, DType> = Object.fromEntries(dtypes.map((dtype) => [legacyNames[dtype.name], dtype]));

/** "torch.FloatTensor" of float32. */
export function legacyName(dtype: DType): string {
  return `torch.${legacyNames[dtype.name]}`;
}

/** "Float" of float32, as PyTorch's messages call it. */
export function scalarName(dtype: DType): string {
  return legacyNames[dtype.name].replace(/Tensor$/, "");
}

/** The names of C++ types, as some of PyTorch's messages print them. */
const typeNames: Record<DTypeName, string> = {
  uint8: "unsigned char",
  int8: "signed char",
  int16: "short int",
  int32: "int",
  int64: "long int",
  float16: "c10::Half",
  float32: "float",
  float64: "double",
  bool: "bool",
  bfloat16: "c10::BFloat16",
};

/** "long int" of int64: the name of the C++ type. */
export function typeName(dtype: DType): string {
  return typeNames[dtype.name];
}

let defaultDtype = float32;

/** The dtype of floating-point tensors that are made without one; float32 at first. */
export function getDefaultDtype(): DType {
  return defaultDtype;
}

/** Sets the dtype of floating-point tensors that are made without one. */
export function setDefaultDtype(dtype: DType): void {
  if (!(dtype instanceof DType) || !dtype.isFloatingPoint)
    throw new TypeError(`only floating-point types are supported as the default type, got ${String(dtype)}`);
  defaultDtype = dtype;
}

const integerRanks: Partial<Record<DTypeName, number>> = { uint8: 1, int8: 1, int16: 2, int32: 3, int64: 4 };

/** The smallest dtype that both can be converted to: `torch.promoteTypes(torch.uint8, torch.int8)` is int16. */
export function promoteTypes(type1: DType, type2: DType): DType {
  for (const [name, type] of Object.entries({ type1, type2 }))
    if (!(type instanceof DType))
      throw new TypeError(`promote_types(): argument '${name}' must be torch.dtype, not ${typeof type}`);
  if (type1 === type2 || type2 === bool) return type1;
  if (type1 === bool) return type2;
  if (type1.isFloatingPoint !== type2.isFloatingPoint) return type1.isFloatingPoint ? type1 : type2;
  if (type1.isFloatingPoint) return type1 === float64 || type2 === float64 ? float64 : float32;
  const [rank1, rank2] = [integerRanks[type1.name] ?? 0, integerRanks[type2.name] ?? 0];
  if (rank1 === rank2) return int16;
  return rank1 > rank2 ? type1 : type2;
}

/** What is known about a floating-point type. */
export interface FloatInfo {
  readonly bits: number;
  readonly eps: number;
  readonly max: number;
  readonly min: number;
  /** The smallest positive normal number. */
  readonly tiny: number;
}

/** Limits of a floating-point dtype; the default dtype's without one. */
export function finfo(dtype: DType = defaultDtype): FloatInfo {
  const layout: Partial<Record<DTypeName, [mantissa: number, exponent: number]>> = {
    float16: [10, 15],
    bfloat16: [7, 127],
    float32: [23, 127],
    float64: [52, 1023],
  };
  const found = dtype instanceof DType ? layout[dtype.name] : undefined;
  if (found === undefined) throw new TypeError(`torch.finfo() requires a floating point input type, got ${dtype}`);
  const [mantissa, exponent] = found;
  const max = (2 - 2 ** -mantissa) * 2 ** exponent;
  return { bits: dtype.itemsize * 8, eps: 2 ** -mantissa, max, min: -max, tiny: 2 ** (1 - exponent) };
}

/** What is known about an integer type. */
export interface IntegerInfo {
  readonly bits: number;
  readonly max: number | bigint;
  readonly min: number | bigint;
}

/** Limits of an integer dtype; int64's are bigints. */
export function iinfo(dtype: DType): IntegerInfo {
  if (!(dtype instanceof DType) || dtype.isFloatingPoint || dtype === bool)
    throw new TypeError(`torch.iinfo() requires an integer input type, got ${dtype}`);
  const bits = dtype.itemsize * 8;
  if (dtype === int64) return { bits, max: 2n ** 63n - 1n, min: -(2n ** 63n) };
  if (dtype === uint8) return { bits, max: 255, min: 0 };
  return { bits, max: 2 ** (bits - 1) - 1, min: -(2 ** (bits - 1)) };
}
