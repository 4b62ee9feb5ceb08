/** The globals that a file may name: what tensors and plain containers are built from, and nothing else. */

import type { Handle } from "../backend/backend.ts";
import { Buffer, Parameter } from "../nn/parameter.ts";
import { device } from "../tensor/device.ts";
import { dtypes } from "../tensor/dtype.ts";
import { Size } from "../tensor/size.ts";
import { Tensor } from "../tensor/tensor.ts";
import { LoadedModule } from "./modules.ts";
import { numpyGlobals } from "./numpy.ts";
import { brief, type Global, PickleDict, UnpicklingError } from "./pickle/reader.ts";
import { registeredClass } from "./serialization.ts";
import { LoadedStorage, storageTypes, untypedStorage } from "./storages.ts";
import { torchClass, torchFunction } from "./torch-classes.ts";

function integers(value: unknown, what: string): number[] {
  if (!Array.isArray(value) || !value.every((item) => Number.isSafeInteger(item) && item >= 0))
    throw new UnpicklingError(`the ${what} of a tensor is not a tuple of integers: ${brief(value)}`);
  return value;
}

/** `torch._utils._rebuild_tensor_v2`: a view of a storage, refused where it would reach outside. */
export function rebuildTensor(args: readonly unknown[]): Tensor {
  const [storage, offset, size, stride, requiresGrad] = args;
  if (!(storage instanceof LoadedStorage)) throw new UnpicklingError("a tensor has no storage");
  const sizes = integers(size, "size");
  const strides = integers(stride, "stride");
  const [start] = integers([offset], "storage offset");
  if (sizes.length !== strides.length)
    throw new UnpicklingError(`a tensor has ${sizes.length} sizes and ${strides.length} strides`);
  let last = start;
  for (let i = 0; i < sizes.length; i++) last += (sizes[i] - 1) * strides[i];
  if (!sizes.includes(0) && last >= storage.size)
    throw new UnpicklingError(
      `a tensor of size [${sizes.join(", ")}], strides [${strides.join(", ")}] and offset ${start} ` +
        `reaches outside of its storage of ${storage.size} elements`,
    );
  const { kernels } = storage.tensor;
  const handle: Handle = kernels.asStrided(storage.tensor.handle, sizes, strides, sizes.includes(0) ? 0 : start);
  const tensor = new Tensor(handle, storage.tensor.backend);
  if (requiresGrad === true) tensor.requiresGrad = true;
  return tensor;
}

function rebuildParameter(args: readonly unknown[]): Parameter {
  const [data, requiresGrad] = args;
  if (!(data instanceof Tensor)) throw new UnpicklingError("a parameter has no tensor");
  return new Parameter(data, requiresGrad !== false);
}

/** Sets what Python code hung on a tensor, such as `x.tag`: data alone, and nothing that a tensor has already. */
function setAttributes<T extends Tensor>(tensor: T, state: unknown): T {
  const [attributes] = Array.isArray(state) ? state : [state];
  if (attributes instanceof PickleDict) {
    for (const [name, value] of attributes)
      if (typeof name === "string" && !(name in tensor))
        Object.defineProperty(tensor, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return tensor;
}

/** `torch._tensor._rebuild_from_type_v2(rebuild, type, args, state)`: a tensor with attributes, or of a subclass. */
function rebuildFromType([rebuild, type, args, state]: readonly unknown[]): Tensor {
  const { call } = (rebuild ?? {}) as Global;
  const made = Array.isArray(args) && typeof call === "function" ? call(args) : undefined;
  if (!(made instanceof Tensor)) throw new UnpicklingError("a tensor of a subclass cannot be rebuilt");
  // PyTorch's buffers are tensors with two attributes.
  const isBuffer = type === Buffer || (state instanceof PickleDict && state.get("_is_buffer") === true);
  if (!isBuffer) return setAttributes(made, state);
  return new Buffer(made, { persistent: !(state instanceof PickleDict) || state.get("persistent") !== false });
}

/** `_codecs.encode(text, "latin1")`: how protocol 2 writes bytes. */
function encode(args: readonly unknown[]): Uint8Array {
  const [text, encoding] = args;
  if (typeof text !== "string" || (encoding !== "latin1" && encoding !== "latin-1"))
    throw new UnpicklingError(`_codecs.encode to ${String(encoding)} is not allowed`);
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function orderedDict(args: readonly unknown[]): PickleDict {
  const made = new PickleDict("OrderedDict");
  const [items] = args;
  if (items instanceof PickleDict) for (const [key, value] of items) made.set(key, value);
  else if (Array.isArray(items)) {
    for (const item of items) {
      if (!Array.isArray(item) || item.length !== 2) throw new UnpicklingError("an item of an OrderedDict is no pair");
      made.set(item[0], item[1]);
    }
  }
  return made;
}

const table: Record<string, Global> = {
  "collections.OrderedDict": { call: orderedDict },
  "collections.Counter": { call: orderedDict },
  "torch._utils._rebuild_tensor": { call: rebuildTensor },
  "torch._utils._rebuild_tensor_v2": { call: rebuildTensor },
  "torch._utils._rebuild_parameter": { call: rebuildParameter },
  "torch._utils._rebuild_parameter_with_state": {
    call: ([data, requiresGrad, hooks, state]) => setAttributes(rebuildParameter([data, requiresGrad, hooks]), state),
  },
  "torch._tensor._rebuild_from_type_v2": { call: rebuildFromType },
  "torch.Tensor": { value: Tensor },
  "torch.nn.parameter.Parameter": { value: Parameter },
  "torch.nn.parameter.Buffer": { value: Buffer },
  "torch.Size": { call: ([sizes]) => Size.from(integers(sizes, "size")) },
  "torch.device": { call: ([type, index]) => device(String(type), index as number | undefined) },
  "torch.serialization._get_layout": { call: ([name]) => name },
  "_codecs.encode": { call: encode },
  "builtins.complex": { call: ([real, imag]) => ({ real, imag }) },
  "builtins.list": { value: Array },
  "builtins.dict": { value: Object },
  "builtins.int": { value: Number },
  "collections.defaultdict": { call: () => new PickleDict("defaultdict") },
  "builtins.frozenset": { call: ([items]) => new Set(Array.isArray(items) ? items : []) },
  "builtins.set": { call: ([items]) => new Set(Array.isArray(items) ? items : []) },
  "builtins.bytearray": { call: ([bytes]) => (bytes instanceof Uint8Array ? bytes : new Uint8Array()) },
};

const globals = new Map<string, Global>([
  ...Object.entries(table),
  ...Object.entries(numpyGlobals),
  ...dtypes.map((dtype): [string, Global] => [`torch.${dtype.name}`, { value: dtype }]),
  ...[...storageTypes].map(([name, type]): [string, Global] => [`torch.${name}`, { value: type }]),
  // The first form of files names the types of tensors, too.
  ...[...storageTypes].map(([name, type]): [string, Global] => [
    `torch.${name.replace("Storage", "Tensor")}`,
    { value: type },
  ]),
  ["torch.storage.UntypedStorage", { value: untypedStorage }],
]);

/** The meaning of a global, or undefined: it is not allowed. */
export function findGlobal(name: string): Global | undefined {
  return globals.get(name) ?? findModule(name) ?? findFunction(name);
}

/** A class of modules: PyTorch's layers, and what the user registered. */
function findModule(name: string): Global | undefined {
  const layer = torchClass(name);
  const type = layer ?? registeredClass(name);
  return type === undefined ? undefined : { value: type, call: () => new LoadedModule(type, layer !== undefined) };
}

/** A function that a layer holds: it stands for itself, and a file cannot call it. */
function findFunction(name: string): Global | undefined {
  const value = torchFunction(name);
  return value === undefined ? undefined : { value };
}
