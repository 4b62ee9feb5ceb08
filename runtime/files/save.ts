/** `torch.save`: PyTorch's zip format, as PyTorch 2 writes it and every PyTorch since 1.6 reads it. */

import { createHash } from "node:crypto";
import { basename, extname } from "node:path";
import type { Handle } from "../backend/backend.ts";
import { Module } from "../nn/module.ts";
import { Parameter } from "../nn/parameter.ts";
import { stateMetadata } from "../nn/state-dict.ts";
import { Device } from "../tensor/device.ts";
import { DType } from "../tensor/dtype.ts";
import { Size } from "../tensor/size.ts";
import { Tensor } from "../tensor/tensor.ts";
import { writeAtomically } from "./atomic.ts";
import { pickleModule } from "./modules.ts";
import { PersistentId, PickleCall, PickleFloat, PickleGlobal, PickleTuple, writePickle } from "./pickle/writer.ts";
import { pathOf } from "./source.ts";
import { storageName } from "./storages.ts";
import { type Sink, ZipWriter } from "./zip/writer.ts";

const orderedDict = new PickleGlobal("collections", "OrderedDict");
const rebuildTensor = new PickleGlobal("torch._utils", "_rebuild_tensor_v2");
const rebuildParameter = new PickleGlobal("torch._utils", "_rebuild_parameter");

/** A storage that the file will hold: one for all the tensors that share it. */
interface Held {
  readonly key: string;
  readonly tensor: Tensor;
}

class Saver {
  readonly storages = new Map<number, Held>();
  private readonly noHooks = () => new PickleCall(orderedDict, new PickleTuple());

  private storage(tensor: Tensor): PersistentId {
    const { kernels, handle } = tensor;
    const id = kernels.storageId(handle);
    let held = this.storages.get(id);
    if (held === undefined) {
      held = { key: String(this.storages.size), tensor };
      this.storages.set(id, held);
    } else if (held.tensor.dtype !== tensor.dtype) {
      throw new TypeError(
        "Cannot save multiple tensors or storages that view the same data as different types: " +
          `${held.tensor.dtype} and ${tensor.dtype}. Save a clone of one of them.`,
      );
    }
    const { dtype } = tensor;
    const count = kernels.storageSize(handle) / dtype.itemsize;
    const location = tensor.backend.name === "cpu" ? "cpu" : "cuda:0";
    const type = new PickleGlobal("torch", storageName(dtype));
    return new PersistentId(new PickleTuple("storage", type, held.key, location, count));
  }

  private tensor(tensor: Tensor, requiresGrad: boolean): PickleCall {
    const { kernels, handle } = tensor;
    const sizes = new PickleTuple(...kernels.sizes(handle));
    const strides = new PickleTuple(...kernels.strides(handle));
    const args = [this.storage(tensor), kernels.offset(handle), sizes, strides, requiresGrad, this.noHooks()];
    return new PickleCall(rebuildTensor, new PickleTuple(...args));
  }

  /** What an object is in PyTorch's pickles. */
  reduce = (value: object, path: string): unknown => {
    if (value instanceof Module) return pickleModule(value, path);
    if (value instanceof Parameter) {
      const args = new PickleTuple(this.tensor(value, false), value.requiresGrad, this.noHooks());
      return new PickleCall(rebuildParameter, args);
    }
    if (value instanceof Tensor) return this.tensor(value, value.requiresGrad);
    if (value instanceof PersistentId || value instanceof PickleTuple || value instanceof PickleCall) return value;
    if (value instanceof PickleGlobal || value instanceof PickleFloat) return value;
    if (value instanceof DType) return new PickleGlobal("torch", value.name);
    if (value instanceof Device)
      return new PickleCall(new PickleGlobal("torch", "device"), new PickleTuple(String(value)));
    if (value instanceof Size)
      return new PickleCall(new PickleGlobal("torch", "Size"), new PickleTuple(new PickleTuple(...value)));
    if (stateMetadata in value) {
      const metadata = value[stateMetadata] as object;
      const state = { _metadata: new PickleCall(orderedDict, new PickleTuple(), Object.entries(metadata)) };
      return new PickleCall(orderedDict, new PickleTuple(), Object.entries(value), state);
    }
    if (Array.isArray(value) || value instanceof Map || value instanceof Set || value instanceof Uint8Array)
      return value;
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return value;
    const what = typeof value === "function" ? "a function" : `an object of class ${value.constructor?.name}`;
    throw new TypeError(
      `cannot save ${path}: ${what} has no form in the file. Save tensors, state dicts and plain containers of them, ` +
        "such as model.stateDict().",
    );
  };
}

/** The bytes of a storage, all of it. */
function storageBytes(tensor: Tensor): Uint8Array {
  const whole: Handle = tensor.kernels.storageView(tensor.handle);
  return tensor.kernels.toBytes(whole);
}

function write(value: unknown, name: string, sink: Sink): void {
  const saver = new Saver();
  const pickle = writePickle(value, saver.reduce);
  const zip = new ZipWriter(sink);
  const text = (entry: string, content: string) => zip.add(`${name}/${entry}`, new TextEncoder().encode(content));
  const identity = createHash("sha1").update(pickle);
  zip.add(`${name}/data.pkl`, pickle);
  text(".format_version", "1");
  text(".storage_alignment", "64");
  text("byteorder", "little");
  for (const { key, tensor } of saver.storages.values()) {
    const bytes = storageBytes(tensor);
    identity.update(bytes);
    zip.add(`${name}/data/${key}`, bytes);
  }
  text("version", "3\n");
  // PyTorch writes 40 decimal digits here: a number that tells files apart.
  const digest = BigInt(`0x${identity.digest("hex")}`);
  text(".data/serialization_id", digest.toString().padStart(40, "0").slice(-40));
  zip.end();
}

/**
 * Saves tensors, state dicts, checkpoints, whole modules: what plain objects, Maps, arrays, Sets, strings, numbers, booleans and null
 * hold. Shared storages stay shared, views stay views. The file is written beside and renamed: killed at any moment,
 * the old file or the new one is there. PyTorch loads it with `torch.load(path, weights_only=True)`.
 *
 * @param f path of the file, `.pth` or `.pt` by custom.
 * @throws TypeError that names what in `obj` cannot be saved, before anything is written.
 */
export function save(obj: unknown, f: string | URL): void {
  const path = pathOf(f);
  const name = basename(path, extname(path)) || "archive";
  writeAtomically(path, (sink) => {
    write(obj, name, sink);
  });
}

/** The bytes that {@link save} would write. */
export function saveBytes(obj: unknown): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  write(obj, "archive", (bytes) => parts.push(bytes.slice()));
  return new Uint8Array(Buffer.concat(parts));
}
