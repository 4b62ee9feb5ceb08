/** Whole modules in PyTorch's files: the class by its name, and its attributes. */

import { Convolution } from "../nn/convolution.ts";
import { gelu, relu } from "../nn/functional/activation.ts";
import { RNN } from "../nn/layers/rnn.ts";
import { TransformerEncoderLayer } from "../nn/layers/transformer-encoder-layer.ts";
import { Upsample } from "../nn/layers/upsample.ts";
import { Module } from "../nn/module.ts";
import { Parameter } from "../nn/parameter.ts";
import { RecurrentLayer } from "../nn/recurrent-base.ts";
import { ParametrizationList } from "../nn/utils/parametrize.ts";
import { each } from "../ops/tuples.ts";
import { camelCase } from "../tensor/snake-case.ts";
import { Tensor } from "../tensor/tensor.ts";
import { type Buildable, PickleDict, UnpicklingError } from "./pickle/reader.ts";
import { PickleCall, PickleFloat, PickleGlobal, PickleObject, PickleTuple } from "./pickle/writer.ts";
import { functionPath, type ModuleClass, torchPath } from "./torch-classes.ts";

const orderedDict = new PickleGlobal("collections", "OrderedDict");
const hookNames = [
  "_backward_pre_hooks",
  "_backward_hooks",
  "_forward_hooks",
  "_forward_hooks_with_kwargs",
  "_forward_hooks_always_called",
  "_forward_pre_hooks",
  "_forward_pre_hooks_with_kwargs",
  "_state_dict_hooks",
  "_state_dict_pre_hooks",
  "_load_state_dict_pre_hooks",
  "_load_state_dict_post_hooks",
];

/** What may be a parameter has its name of state dicts also where it is none. */
const asNamed = new Set(["bias_k", "bias_v"]);

/** "in_features" of "inFeatures". */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function global(path: string): PickleGlobal {
  const at = path.lastIndexOf(".");
  return new PickleGlobal(path.slice(0, at), path.slice(at + 1));
}

/** What PyTorch's layers keep beside what ours do. */
function extras(module: Module): Record<string, unknown> {
  if (module instanceof Convolution) {
    const { padding, kernelSize, dilation } = module;
    const dims = kernelSize.length;
    const sides: [number, number][] =
      padding === "same"
        ? each("conv", "dilation", dilation, dims).map((step, i) => {
            const all = step * (kernelSize[i] - 1);
            return [Math.floor(all / 2), all - Math.floor(all / 2)];
          })
        : (padding === "valid" ? new Array<number>(dims).fill(0) : padding).map((size) => [size, size]);
    return { _reversed_padding_repeated_twice: new PickleTuple(...sides.reverse().flat()) };
  }
  // PyTorch makes the lists of weights anew where they are not names.
  if (module instanceof RecurrentLayer) {
    const kind = module instanceof RNN ? `RNN_${module.nonlinearity.toUpperCase()}` : module.getName();
    return { mode: kind, _all_weights: [[null]] };
  }
  if (module instanceof TransformerEncoderLayer)
    return { activation_relu_or_gelu: [relu, gelu].indexOf(module.activation as typeof gelu) + 1 };
  if (module instanceof Upsample) return { name: module.getName() };
  if (module.getName() === "MultiheadAttention") {
    const { embedDim, numHeads, kdim, vdim } = module as Module & Record<string, number>;
    return { head_dim: embedDim / numHeads, _qkv_same_embed_dim: kdim === embedDim && vdim === embedDim };
  }
  if (module.getName() === "ParameterList") return { _size: (module as Module & { length: number }).length };
  if (module.getName() === "ParameterDict") {
    const keys = [...module.ownParameters()].map(([name]) => [name, null] as const);
    return { _keys: new Map(keys) };
  }
  if (/^ZeroPad/.test(module.getName())) return { value: 0 };
  return {};
}

/** A module as PyTorch pickles it. Hooks are left behind. @throws TypeError for what has no form in a file. */
export function pickleModule(module: Module, path: string): PickleObject {
  if (module instanceof ParametrizationList)
    throw new TypeError(
      `cannot save ${path}: a parametrized module has no form in the file. Save its stateDict(), or remove the parametrization first.`,
    );
  const known = torchPath(module.constructor);
  if (known === undefined && module.constructor.name === "")
    throw new TypeError(`cannot save ${path}: a module's class needs a name, by which it is found again`);
  const parameters = new Map<string, Parameter | null>(module.ownParameters());
  const buffers = new Map<string, Tensor | null>();
  const unsaved = new Set<string>();
  for (const [name, buffer, persistent] of module.ownBuffers()) {
    buffers.set(name, buffer);
    if (!persistent) unsaved.add(name);
  }
  const state = new Map<string, unknown>([
    ["training", module.training],
    ["_parameters", parameters],
    ["_buffers", buffers],
    ["_non_persistent_buffers_set", unsaved],
    ...hookNames.map((name): [string, unknown] => [name, new PickleCall(orderedDict, new PickleTuple())]),
    ["_is_full_backward_hook", null],
    ["_modules", new Map(module.namedChildren())],
  ]);
  for (const [name, value] of Object.entries(module)) {
    if (name === "training" || parameters.has(name) || buffers.has(name) || value instanceof Module) continue;
    // What is not there and has a name of state dicts is a parameter or a buffer.
    if (value === null && (name.includes("_") || name === "weight" || name === "bias"))
      (/^(running_|num_batches|_)/.test(name) ? buffers : parameters).set(name, null);
    else if (known === undefined) state.set(name, value);
    else if (!name.endsWith("_")) state.set(snakeCase(name), floats.has(name) ? asFloat(value) : asPython(value));
  }
  for (const [name, value] of Object.entries(extras(module))) state.set(name, value);
  return new PickleObject(global(known ?? `__main__.${module.constructor.name}`), state);
}

/** Attributes that are floats in PyTorch also where they are whole. */
const floats = new Set(["scaleFactor", "labelSmoothing", "normType"]);

function asFloat(value: unknown): unknown {
  if (Array.isArray(value)) return new PickleTuple(...value.map(asFloat));
  return typeof value === "number" ? new PickleFloat(value) : value;
}

/** PyTorch's layers hold sizes in tuples, and functions by their names. */
function asPython(value: unknown): unknown {
  if (Array.isArray(value)) return new PickleTuple(...value.map(asPython));
  const path = typeof value === "function" && !(value instanceof Tensor) ? functionPath(value) : undefined;
  return path === undefined ? value : global(path);
}

/** A module of a file between being named and being given its state. */
export class LoadedModule implements Buildable {
  private readonly type: ModuleClass;
  private readonly ours: boolean;
  private state: PickleDict | undefined;

  /** @param ours whether the class is one of PyTorch's layers, whose attributes are in camelCase here. */
  constructor(type: ModuleClass, ours: boolean) {
    this.type = type;
    this.ours = ours;
  }

  setState(state: unknown): void {
    if (!(state instanceof PickleDict)) throw new UnpicklingError(`the state of a ${this.type.name} is not a dict`);
    this.state = state;
  }

  private dict(name: string): PickleDict {
    const found = this.state?.get(name);
    if (!(found instanceof PickleDict)) throw new UnpicklingError(`the state of a ${this.type.name} has no ${name}`);
    return found;
  }

  /** The module. `inner` turns what the file holds into what users get; `made` hears of the module before that. */
  build(inner: (value: unknown) => unknown, made: (module: Module) => void): Module {
    // Module's own constructor makes the object: nothing of a class runs for a file.
    const module = Reflect.construct(Module, [], this.type as unknown as typeof Module) as Module;
    made(module);
    const member = (what: string, name: unknown, value: unknown, fits: boolean): string => {
      if (typeof name !== "string" || (value !== null && !fits))
        throw new UnpicklingError(`the ${what} ${String(name)} of a ${this.type.name} is malformed`);
      return name;
    };
    const unsaved = this.state?.get("_non_persistent_buffers_set");
    for (const [key, item] of this.state ?? []) {
      const plain =
        typeof key === "string" && !key.startsWith("_") && !(item instanceof PickleDict && item === this.state);
      if (plain) this.attribute(module, key, inner(item));
    }
    for (const [key, item] of this.dict("_parameters")) {
      const value = inner(item);
      module.registerParameter(member("parameter", key, value, value instanceof Parameter), value as Parameter | null);
    }
    for (const [key, item] of this.dict("_buffers")) {
      const value = inner(item);
      const name = member("buffer", key, value, value instanceof Tensor);
      module.registerBuffer(name, value as Tensor | null, !(unsaved instanceof Set && unsaved.has(name)));
    }
    for (const [key, item] of this.dict("_modules")) {
      const value = inner(item);
      module.addModule(member("module", key, value, value instanceof Module), value as Module | null);
    }
    return module;
  }

  private attribute(module: Module, key: string, value: unknown): void {
    if (key === "training") {
      module.training = value === true;
      return;
    }
    const name = this.ours && !asNamed.has(key) ? camelCase(key) : key;
    const found = Reflect.get(this.type.prototype, name);
    if (typeof found === "function" || name in Object.prototype)
      throw new UnpicklingError(`an attribute of a ${this.type.name} would take the place of its method ${name}`);
    Object.defineProperty(module, name, { value, enumerable: true, writable: true, configurable: true });
  }
}
