/** PyTorch's first form: a tar archive of storages, of tensors over them, and of the pickle that holds the tensors. */

import { Tensor } from "../tensor/tensor.ts";
import { rebuildTensor } from "./globals.ts";
import { type Global, readPickle, UnpicklingError } from "./pickle/reader.ts";
import type { Source } from "./source.ts";
import { LoadedStorage, type Locate, makeStorage, StorageType } from "./storages.ts";

const block = 512;
const decoder = new TextDecoder();

const field = (header: Uint8Array, start: number, length: number): string =>
  decoder.decode(header.subarray(start, start + length)).replace(/\0.*$/s, "");

/** Whether a file begins as a tar archive does. */
export function isTar(source: Source): boolean {
  return source.size >= block && /^ustar/.test(field(source.read(257, 6), 0, 6));
}

/** Where the archive's entries lie. */
function entriesOf(source: Source): Map<string, { start: number; size: number }> {
  const entries = new Map<string, { start: number; size: number }>();
  let at = 0;
  while (at + block <= source.size) {
    const header = source.read(at, block);
    const name = field(header, 0, 100);
    if (name === "") break;
    const size = Number.parseInt(field(header, 124, 12).trim(), 8);
    if (!Number.isSafeInteger(size) || at + block + size > source.size)
      throw new UnpicklingError(`entry ${name} of the tar archive reaches beyond the file: the file is cut`);
    entries.set(name.replace(/^\.\//, ""), { start: at + block, size });
    at += block + Math.ceil(size / block) * block;
  }
  return entries;
}

/** One entry, read from its beginning on. */
class Entry {
  readonly bytes: Uint8Array<ArrayBuffer>;
  private readonly name: string;
  private readonly options: { find(name: string): Global | undefined; persistentLoad?(id: unknown): unknown };
  private at = 0;

  constructor(source: Source, name: string, options: Entry["options"]) {
    const found = entriesOf(source).get(name);
    if (found === undefined) throw new UnpicklingError(`the tar archive has no ${name}: PyTorch did not write it`);
    this.bytes = source.read(found.start, found.size);
    this.name = name;
    this.options = options;
  }

  pickle(): unknown {
    const [value, end] = readPickle(this.bytes, this.options, this.at);
    this.at = end;
    return value;
  }

  list(): readonly unknown[] {
    const value = this.pickle();
    if (!Array.isArray(value)) throw new UnpicklingError(`${this.name} is malformed: a tuple is expected`);
    return value;
  }

  count(): number {
    const value = this.pickle();
    if (!Number.isSafeInteger(value) || (value as number) < 0)
      throw new UnpicklingError(`${this.name} is malformed: a number of items is expected`);
    return value as number;
  }

  take(count: number): Uint8Array<ArrayBuffer> {
    if (count < 0 || this.at + count > this.bytes.length)
      throw new UnpicklingError(`${this.name} is cut: ${count} bytes are needed at ${this.at} of ${this.bytes.length}`);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  int64(): number {
    const bytes = this.take(8);
    return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0, true));
  }
}

function readStorages(entry: Entry, locate: Locate): Map<unknown, LoadedStorage> {
  const storages = new Map<unknown, LoadedStorage>();
  for (let left = entry.count(); left > 0; left--) {
    const [key, location, type] = entry.list();
    if (!(type instanceof StorageType)) throw new UnpicklingError(`storage ${String(key)} has no type`);
    const bytes = entry.take(entry.int64() * type.dtype.itemsize);
    storages.set(key, makeStorage(Uint8Array.from(bytes), type.dtype, locate(String(location))));
  }
  for (const view of entry.list()) {
    const [target, root, offset, size] = view as readonly [unknown, unknown, number, number];
    const whole = storages.get(root);
    if (whole === undefined || !(offset >= 0) || !(size >= 0) || !(offset + size <= whole.size))
      throw new UnpicklingError(`a view of storage ${String(root)} reaches outside of it`);
    const { kernels, handle, backend } = whole.tensor;
    const part = new Tensor(kernels.slice(handle, 0, offset, offset + size, 1), backend);
    storages.set(target, new LoadedStorage(part, whole.dtype, size));
  }
  return storages;
}

function readTensors(entry: Entry, storages: ReadonlyMap<unknown, LoadedStorage>): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (let left = entry.count(); left > 0; left--) {
    const [key, storageKey] = entry.list();
    // The number of dims fills four of eight bytes.
    const dims = entry.take(8)[0];
    const sizes = Array.from({ length: dims }, () => entry.int64());
    const strides = Array.from({ length: dims }, () => entry.int64());
    tensors.set(String(key), rebuildTensor([storages.get(storageKey), entry.int64(), sizes, strides, false]));
  }
  return tensors;
}

/** Reads such a file. */
export function loadTar(source: Source, locate: Locate, find: (name: string) => Global | undefined): unknown {
  const storages = readStorages(new Entry(source, "storages", { find }), locate);
  const tensors = readTensors(new Entry(source, "tensors", { find }), storages);
  const persistentLoad = (id: unknown): unknown => {
    if (Array.isArray(id)) return id[0];
    const tensor = tensors.get(String(id));
    if (tensor === undefined)
      throw new UnpicklingError(`the pickle refers to tensor ${String(id)}, which is not there`);
    return tensor;
  };
  return new Entry(source, "pickle", { find, persistentLoad }).pickle();
}
