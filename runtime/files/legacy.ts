/** PyTorch's form before 1.6: pickles one after another, then the storages' bytes. */

import { Tensor } from "../tensor/tensor.ts";
import { findGlobal } from "./globals.ts";
import { readPickle, UnpicklingError } from "./pickle/reader.ts";
import type { Source } from "./source.ts";
import { LoadedStorage, type Locate, makeStorage, parseStorageId } from "./storages.ts";

const magic = 0x1950a86a20f9469cfc6cn;
const protocol = 1001;

interface Awaited {
  readonly storage: LoadedStorage;
  readonly itemsize: number;
}

/** Reads such a file; its storages are there, empty, while the pickle is read, and are filled after it. */
export function loadLegacy(source: Source, locate: Locate): unknown {
  if (source.size === 0) throw new UnpicklingError("the file is empty");
  const bytes = source.read(0, source.size);
  // Protocol 2 begins with 0x80: whatever does not is neither form.
  if (bytes[0] !== 0x80)
    throw new UnpicklingError("it is neither a zip archive nor a pickle: PyTorch did not write it, or it is cut");
  const storages = new Map<string, Awaited>();
  let awaitedBytes = 0;
  const persistentLoad = (id: unknown): unknown => {
    // A module's class, its source file and its source: only the class is of use.
    if (Array.isArray(id) && id[0] === "module") return id[1];
    const { type, key, location, count, rest } = parseStorageId(id);
    let awaited = storages.get(key);
    if (awaited === undefined) {
      awaitedBytes += count * type.dtype.itemsize;
      if (awaitedBytes > bytes.length)
        throw new UnpicklingError(`storage ${key} of ${count} elements is larger than the file: the file is cut`);
      const empty = new Uint8Array(count * type.dtype.itemsize);
      awaited = { storage: makeStorage(empty, type.dtype, locate(location)), itemsize: type.dtype.itemsize };
      storages.set(key, awaited);
    }
    const [view] = rest;
    if (!Array.isArray(view)) return awaited.storage;
    const [, offset, size] = view;
    if (
      !Number.isSafeInteger(offset) ||
      !Number.isSafeInteger(size) ||
      offset < 0 ||
      offset + size > awaited.storage.size
    )
      throw new UnpicklingError(`a view of storage ${key} reaches outside of it`);
    const { tensor, dtype } = awaited.storage;
    const part = tensor.kernels.slice(tensor.handle, 0, offset, offset + size, 1);
    return new LoadedStorage(new Tensor(part, tensor.backend), dtype, size);
  };
  const options = { find: findGlobal, persistentLoad };
  let [value, at] = readPickle(bytes, options);
  if (value !== magic) throw new UnpicklingError("it is a pickle that PyTorch did not write");
  [value, at] = readPickle(bytes, options, at);
  if (value !== protocol) throw new UnpicklingError(`unknown protocol version ${String(value)}`);
  [value, at] = readPickle(bytes, options, at);
  const [result, afterResult] = readPickle(bytes, options, at);
  const [keys, afterKeys] = readPickle(bytes, options, afterResult);
  if (!Array.isArray(keys)) throw new UnpicklingError("the list of storages is missing");
  at = afterKeys;
  for (const key of keys) {
    const awaited = storages.get(String(key));
    if (awaited === undefined) throw new UnpicklingError(`storage ${String(key)} belongs to no tensor`);
    const { storage, itemsize } = awaited;
    const size = storage.size * itemsize;
    if (at + 8 + size > bytes.length) throw new UnpicklingError(`the file is cut within storage ${String(key)}`);
    const count = new DataView(bytes.buffer, at, 8).getBigInt64(0, true);
    if (count !== BigInt(storage.size))
      throw new UnpicklingError(`storage ${String(key)} has ${count} elements where ${storage.size} are expected`);
    const { kernels, handle, device } = storage.tensor;
    const content = makeStorage(bytes.subarray(at + 8, at + 8 + size), storage.dtype, device);
    kernels.copyInto(handle, content.tensor.handle);
    at += 8 + size;
  }
  return result;
}
