/** `torch.load`: files of PyTorch 1.6 to today, the zip form and the one before it. Nothing in a file is ever run. */

import { isAvailable } from "../devices/cuda.ts";
import { type StateDict, type StateMetadata, setStateMetadata } from "../nn/state-dict.ts";
import { empty } from "../ops/create.ts";
import { backendFor, Device, device } from "../tensor/device.ts";
import { bool, type DType } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { findGlobal } from "./globals.ts";
import { loadLegacy } from "./legacy.ts";
import { LoadedModule } from "./modules.ts";
import { NumpyArray } from "./numpy.ts";
import { PickleDict, readPickle, UnpicklingError } from "./pickle/reader.ts";
import { openSource, type Source } from "./source.ts";
import { LoadedStorage, type Locate, makeStorage, parseStorageId } from "./storages.ts";
import { isTar, loadTar } from "./tar.ts";
import { isZip, ZipReader } from "./zip/reader.ts";

/**
 * Where tensors go: everything to one device, each device of the file to another, or what a function says. It is called with a
 * stand-in for the storage, which is empty and on the CPU, and the device of the file; what it gives is a device, or a tensor on
 * it such as the stand-in; nothing: to the device of the file.
 */
export type MapLocation =
  | string
  | Device
  | Record<string, string | Device>
  | ((storage: Tensor, location: string) => Tensor | string | Device | null | undefined);

export interface LoadOptions {
  /** Default: the devices of the file. */
  mapLocation?: MapLocation | null;
  /**
   * Whether tensors' bytes stay in the file until they are touched, their checksums unread; writes stay in memory. It needs a
   * path and the zip form, and the file must not be changed meanwhile. Default false.
   */
  mmap?: boolean | null;
  /** Always true: files are data. Loading with `false` is refused. */
  weightsOnly?: boolean;
}

function locator(map: MapLocation | null | undefined): Locate {
  return (location) => {
    if (map == null) {
      if (location.startsWith("cuda") && !isAvailable())
        throw new UnpicklingError(
          "Attempting to deserialize object on a CUDA device but torch.cuda.isAvailable() is false. If you are running on " +
            'a CPU-only machine, please use torch.load with { mapLocation: "cpu" } to map your storages to the CPU.',
        );
      return device(location);
    }
    if (typeof map === "function") {
      const target = map(empty(0, { device: "cpu" }), location);
      return target instanceof Tensor ? target.device : device(target ?? location);
    }
    if (typeof map === "string" || map instanceof Device) return device(map);
    return device(map[location] ?? location);
  };
}

function swap(bytes: Uint8Array, itemsize: number): void {
  for (let at = 0; at < bytes.length; at += itemsize) bytes.subarray(at, at + itemsize).reverse();
}

/** A storage whose bytes stay in the file until they are touched, or null: it must be read. */
function mapStorage(zip: ZipReader, path: string, entry: string, type: DType, where: Device): LoadedStorage | null {
  const start = zip.locate(entry);
  const count = zip.size(entry) / type.itemsize;
  if (start === null || count === 0 || start % type.itemsize !== 0 || type === bool || where.type !== "cpu")
    return null;
  const backend = backendFor(where);
  return new LoadedStorage(new Tensor(backend.kernels.fromFile(path, start, [count], type.code), backend), type, count);
}

function readStorage(bytes: Uint8Array, type: DType, where: Device, bigEndian: boolean): LoadedStorage {
  if (bigEndian) swap(bytes, type.itemsize);
  return makeStorage(bytes, type, where);
}

function loadZip(source: Source, locate: Locate, mmap: boolean): unknown {
  const zip = new ZipReader(source);
  const pickle = zip.names().find((name) => name === "data.pkl" || name.endsWith("/data.pkl"));
  if (pickle === undefined) throw new UnpicklingError("the archive has no data.pkl: PyTorch did not write it");
  const root = pickle.slice(0, -"data.pkl".length);
  if (zip.has(`${root}constants.pkl`))
    throw new UnpicklingError(
      "this is a TorchScript archive (it has constants.pkl): it holds code, which is never run",
    );
  const bigEndian =
    zip.has(`${root}byteorder`) && new TextDecoder().decode(zip.read(`${root}byteorder`)).trim() === "big";
  const storages = new Map<string, LoadedStorage>();
  const persistentLoad = (id: unknown): LoadedStorage => {
    const { type, key, location, count } = parseStorageId(id);
    const found = storages.get(key);
    if (found !== undefined) {
      if (found.dtype !== type.dtype) throw new UnpicklingError(`storage ${key} is of two types`);
      return found;
    }
    const entry = `${root}data/${key}`;
    const size = zip.has(entry) ? zip.size(entry) : 0;
    if (size !== count * type.dtype.itemsize)
      throw new UnpicklingError(
        `storage ${key} should have ${count} elements of ${type.dtype} and the file holds ${size} bytes of it`,
      );
    const where = locate(location);
    const mapped =
      mmap && !bigEndian && source.path !== undefined ? mapStorage(zip, source.path, entry, type.dtype, where) : null;
    const storage = mapped ?? readStorage(zip.read(entry), type.dtype, where, bigEndian);
    storages.set(key, storage);
    return storage;
  };
  return readPickle(zip.read(pickle), { find: findGlobal, persistentLoad })[0];
}

function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}

/** What users get: dicts whose keys are all strings become plain objects, others Maps. */
function plain(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  if (value instanceof NumpyArray) return value.tensor;
  if (value instanceof LoadedStorage) return value.tensor;
  if (value instanceof LoadedModule)
    return value.build(
      (item) => plain(item, seen),
      (module) => seen.set(value, module),
    );
  if (value instanceof PickleDict) {
    const byName = [...value.keys()].every((key) => typeof key === "string");
    const made: object = byName ? {} : new Map();
    seen.set(value, made);
    for (const [key, item] of value) {
      const inner = plain(item, seen);
      if (made instanceof Map) made.set(key, inner);
      else define(made, key as string, inner);
    }
    const metadata = value.attributes?.get("_metadata");
    if (metadata !== undefined) setStateMetadata(made, plain(metadata, seen) as StateMetadata);
    return made;
  }
  if (Array.isArray(value)) {
    seen.set(value, value);
    for (let i = 0; i < value.length; i++) value[i] = plain(value[i], seen);
  }
  return value;
}

function readForm(source: Source, locate: Locate, mmap: boolean): unknown {
  if (isZip(source)) return loadZip(source, locate, mmap);
  if (mmap) throw new UnpicklingError("mmap can only be used with files of the zip form: save it anew with torch.save");
  return isTar(source) ? loadTar(source, locate, findGlobal) : loadLegacy(source, locate);
}

/**
 * Loads what PyTorch or {@link save} wrote: tensors and plain containers. Dicts with string keys come as plain objects,
 * other dicts as Maps, tuples and lists as arrays, integers beyond 2^53 as bigints.
 *
 * @typeParam T what the file is known to hold; a state dict unless it is said.
 * @param f path of the file, or its bytes.
 * @param mapLocation where tensors go; default: to the device that they were saved from.
 * @throws Error that names the file, and says where it is cut or damaged, or which global it asks for that is not allowed.
 */
export function load<T = StateDict>(
  f: string | URL | Uint8Array,
  mapLocation?: MapLocation | LoadOptions | null,
  options?: LoadOptions,
): T {
  const isMap = (value: unknown) =>
    value != null &&
    typeof value === "object" &&
    !["mapLocation", "weightsOnly", "mmap"].some((name) => name in (value as object));
  const given =
    isMap(mapLocation) && Object.keys(mapLocation as object).length > 0
      ? { ...options, mapLocation: mapLocation as MapLocation }
      : named<LoadOptions>("load", { mapLocation }, options, ["weightsOnly", "mmap"]);
  if (given.weightsOnly === false)
    throw new Error(
      "torch.load: weightsOnly: false would run code from the file; files are always loaded as data. Whole modules load so, too: " +
        "those of your own classes after torch.serialization.addSafeGlobals([Class])",
    );
  const mmap = given.mmap === true;
  if (mmap && f instanceof Uint8Array)
    throw new Error("torch.load: mmap: true needs the path of a file, not its bytes");
  const source = openSource(f);
  try {
    const value = readForm(source, locator(given.mapLocation), mmap);
    return plain(value, new Map()) as T;
  } catch (error) {
    const reason = (error as Error).message.replace(`${source.name}: `, "");
    throw new UnpicklingError(`Weights only load failed for ${source.name}. ${reason}`, { cause: error });
  } finally {
    source.close();
  }
}
