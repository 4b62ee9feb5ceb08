/** PyTorch's storage types, by which its files name the type of the elements. */

import { backendFor, type Device } from "../tensor/device.ts";
import * as dtype from "../tensor/dtype.ts";
import { Tensor } from "../tensor/tensor.ts";
import { brief, UnpicklingError } from "./pickle/reader.ts";

const types: readonly (readonly [name: string, dtype: dtype.DType])[] = [
  ["FloatStorage", dtype.float32],
  ["DoubleStorage", dtype.float64],
  ["HalfStorage", dtype.float16],
  ["BFloat16Storage", dtype.bfloat16],
  ["LongStorage", dtype.int64],
  ["IntStorage", dtype.int32],
  ["ShortStorage", dtype.int16],
  ["CharStorage", dtype.int8],
  ["ByteStorage", dtype.uint8],
  ["BoolStorage", dtype.bool],
];

/** A storage type, as a pickle's global `torch.FloatStorage`. */
export class StorageType {
  readonly name: string;
  readonly dtype: dtype.DType;

  constructor(name: string, type: dtype.DType) {
    this.name = name;
    this.dtype = type;
  }
}

/** All storage types by name. */
export const storageTypes: ReadonlyMap<string, StorageType> = new Map(
  types.map(([name, type]) => [name, new StorageType(name, type)]),
);

/** The type of a storage that was saved by itself: bytes. */
export const untypedStorage = new StorageType("UntypedStorage", dtype.uint8);

/** The name of the storage type of a dtype. */
export function storageName(type: dtype.DType): string {
  const found = types.find(([, candidate]) => candidate === type);
  if (found === undefined) throw new TypeError(`a tensor of ${type} has no form in PyTorch's files`);
  return found[0];
}

/** Says where a storage of a file goes. */
export type Locate = (location: string) => Device;

/** A storage of the file, as a 1-d tensor over all of it. */
export class LoadedStorage {
  readonly tensor: Tensor;
  readonly dtype: dtype.DType;
  readonly size: number;

  constructor(tensor: Tensor, dtype: dtype.DType, size: number) {
    this.tensor = tensor;
    this.dtype = dtype;
    this.size = size;
  }
}

/** The storage that a persistent id names: ("storage", type, key, location, elements). */
export function parseStorageId(id: unknown): {
  type: StorageType;
  key: string;
  location: string;
  count: number;
  rest: unknown[];
} {
  if (!Array.isArray(id) || id[0] !== "storage")
    throw new UnpicklingError(`Only persistent_load of storage is allowed, but got ${brief(id)}`);
  const [, type, key, location, count, ...rest] = id;
  if (!(type instanceof StorageType)) throw new UnpicklingError("a storage has no type");
  if (!Number.isSafeInteger(count) || count < 0) throw new UnpicklingError(`a storage has ${String(count)} elements`);
  return { type, key: String(key), location: String(location), count, rest };
}

/** A storage of given bytes, on its device. */
export function makeStorage(bytes: Uint8Array, type: dtype.DType, where: Device): LoadedStorage {
  const backend = backendFor(where);
  const count = bytes.length / type.itemsize;
  return new LoadedStorage(new Tensor(backend.kernels.fromBytes(bytes, [count], type.code), backend), type, count);
}
