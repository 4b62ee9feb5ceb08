/** The base of all layers and models. */

import { noGrad } from "../autograd/mode.ts";
import { copyIn } from "../ops/memory-format.ts";
import { backendFor, type Device } from "../tensor/device.ts";
import { bfloat16, type DType, float16, float32, float64 } from "../tensor/dtype.ts";
import { isOptions } from "../tensor/options.ts";
import { hintSnakeCase } from "../tensor/snake-case.ts";
import { Tensor } from "../tensor/tensor.ts";
import { callWithHooks } from "./backward-hooks.ts";
import { answerCalls, Callable } from "./callable.ts";
import { clearGradient } from "./clear-gradient.ts";
import { type ToOptions, toTarget } from "./conversion.ts";
import {
  type BackwardHook,
  type BackwardPreHook,
  type ForwardHook,
  type ForwardPreHook,
  Hooks,
  type RemovableHandle,
} from "./hooks.ts";
import { indent, layOut } from "./layout.ts";
import { type LoadReport, loadStateDict } from "./load-state-dict.ts";
import { locate } from "./locate.ts";
import { Buffer, Parameter } from "./parameter.ts";
import { type StateDict, type StateMetadata, setStateMetadata } from "./state-dict.ts";
import { isUninitialized } from "./uninitialized.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** Options of `namedParameters` and its kin. */
export interface NamedOptions {
  /** Put before every name; "". */
  prefix?: string;
  /** Whether children are included; true. */
  recurse?: boolean;
  /** Whether what is shared is named once; true. */
  removeDuplicate?: boolean;
}

/** The hooks of a module. */
export interface ModuleHooks {
  readonly forwardPre: Hooks<ForwardPreHook>;
  readonly forward: Hooks<ForwardHook>;
  readonly backwardPre: Hooks<BackwardPreHook>;
  readonly backward: Hooks<BackwardHook>;
}

function invoke(self: Module, args: unknown[]): unknown {
  const hooks = self.hooksOf();
  try {
    return hooks === null ? self.forward(...args) : callWithHooks(self, hooks, args);
  } catch (error) {
    locate(error, self);
    throw error;
  }
}

/** A call runs `forward`, and takes and gives what it does. */
export interface Module {
  // biome-ignore lint/style/useShorthandFunctionType: it merges with the class
  (...args: Parameters<this["forward"]>): ReturnType<this["forward"]>;
}

/**
 * The base of all layers and models: extend it, assign parameters and other modules to `this`, and write `forward`.
 *
 * What is assigned registers itself: a {@link Parameter}, a {@link Buffer}, another module. `model(x)` runs `forward`
 * and the hooks, and its type is that of `forward`.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the call signature cannot be written inside a class
export class Module extends Callable {
  /** The version of the class's state dict, as PyTorch counts it. */
  static readonly stateVersion: number = 1;

  /** Whether layers such as Dropout behave as in training. */
  training = true;

  #hooks: ModuleHooks | null = null;
  /** Names of plain tensors that `registerBuffer` made buffers, and whether they are in the state dict. */
  #buffers: Map<string, boolean> | null = null;

  /** What a call computes. Every subclass has its own. */
  // biome-ignore lint/suspicious/noExplicitAny: a module of unknown class must be callable with whatever it takes
  forward(..._input: any[]): any {
    throw new Error(`Module [${this.constructor.name}] is missing the required "forward" function`);
  }

  /** Names `value` as a parameter; null: the parameter is not there. */
  registerParameter(name: string, value: Parameter | null): void {
    checkName(this, name);
    if (value !== null && !(value instanceof Parameter))
      throw new TypeError(
        `cannot assign '${describe(value)}' object to parameter '${name}' (nn.Parameter or null required)`,
      );
    this.#register(name, value);
  }

  /** Names a tensor as a buffer: state that is saved (where `persistent`) but not learnt. */
  registerBuffer(name: string, tensor: Tensor | null, persistent: boolean | { persistent?: boolean } = true): void {
    checkName(this, name);
    if (tensor !== null && !(tensor instanceof Tensor))
      throw new TypeError(
        `cannot assign '${describe(tensor)}' object to buffer '${name}' (torch Tensor or null required)`,
      );
    this.#buffers ??= new Map();
    this.#buffers.set(
      name,
      isOptions(persistent) ? ((persistent as { persistent?: boolean }).persistent ?? true) : (persistent as boolean),
    );
    this.#register(name, tensor);
  }

  /** Adds a child; the same as assigning it. */
  addModule(name: string, module: Module | null): void {
    checkName(this, name);
    if (module !== null && !(module instanceof Module))
      throw new TypeError(`${describe(module)} is not a Module subclass`);
    this.#register(name, module);
  }

  /** The same as {@link addModule}. */
  registerModule(name: string, module: Module | null): void {
    this.addModule(name, module);
  }

  /** Sets `name`, and lets a snake_case name be reached in camelCase too. */
  #register(name: string, value: unknown): void {
    Object.defineProperty(this, name, { value, enumerable: true, writable: true, configurable: true });
    const camel = name.replace(/(?<=[a-z0-9])_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    if (camel === name || camel in this) return;
    Object.defineProperty(this, camel, {
      get: () => (this as unknown as Record<string, unknown>)[name],
      set: (next: unknown) => {
        (this as unknown as Record<string, unknown>)[name] = next;
      },
      enumerable: false,
      configurable: true,
    });
  }

  /** @internal The module's own parameters. */
  *ownParameters(): Generator<[string, Parameter]> {
    for (const [name, value] of Object.entries(this)) if (value instanceof Parameter) yield [name, value];
  }

  /** @internal The module's own buffers, and whether they are in the state dict. */
  *ownBuffers(): Generator<[string, Tensor, boolean]> {
    for (const [name, value] of Object.entries(this)) {
      if (!(value instanceof Tensor) || value instanceof Parameter) continue;
      const persistent = this.#buffers?.get(name) ?? (value instanceof Buffer ? value.persistent : undefined);
      if (persistent !== undefined) yield [name, value, persistent];
    }
  }

  /** The children by name. */
  namedChildren(): [string, Module][] {
    const children: [string, Module][] = [];
    for (const [name, value] of Object.entries(this)) if (value instanceof Module) children.push([name, value]);
    return children;
  }

  /** The modules that were assigned to this one. */
  children(): Module[] {
    return [...new Set(this.namedChildren().map(([, child]) => child))];
  }

  /** This module and all below it by name; this one's is the prefix. */
  namedModules(prefix = "", { removeDuplicate = true }: { removeDuplicate?: boolean } = {}): [string, Module][] {
    const found: [string, Module][] = [];
    const seen = new Set<Module>();
    const visit = (module: Module, name: string): void => {
      if (removeDuplicate && seen.has(module)) return;
      seen.add(module);
      found.push([name, module]);
      for (const [child, inner] of module.namedChildren()) visit(inner, name === "" ? child : `${name}.${child}`);
    };
    visit(this, prefix);
    return found;
  }

  /** This module and all below it. */
  modules(): Module[] {
    return this.namedModules().map(([, module]) => module);
  }

  #named<T extends Tensor>(
    members: (module: Module) => Iterable<readonly [string, T, ...unknown[]]>,
    prefixOrOptions: string | NamedOptions | undefined,
    recurseOrOptions: boolean | NamedOptions | undefined,
    options: NamedOptions | undefined,
  ): [string, T][] {
    const prefix = typeof prefixOrOptions === "string" ? prefixOrOptions : (prefixOrOptions?.prefix ?? "");
    const tail = [prefixOrOptions, recurseOrOptions, options].find((value) => isOptions(value)) as
      | NamedOptions
      | undefined;
    const recurse = typeof recurseOrOptions === "boolean" ? recurseOrOptions : (tail?.recurse ?? true);
    const removeDuplicate = tail?.removeDuplicate ?? true;
    const found: [string, T][] = [];
    const seen = new Set<T>();
    const modules: [string, Module][] = recurse ? this.namedModules(prefix, { removeDuplicate }) : [[prefix, this]];
    for (const [path, module] of modules) {
      for (const [name, value] of members(module)) {
        if (removeDuplicate && seen.has(value)) continue;
        seen.add(value);
        found.push([path === "" ? name : `${path}.${name}`, value]);
      }
    }
    return found;
  }

  /** What is learnt, by name: "0.weight". */
  namedParameters(
    prefix?: string | NamedOptions,
    recurse?: boolean | NamedOptions,
    options?: NamedOptions,
  ): [string, Parameter][] {
    return this.#named((module) => module.ownParameters(), prefix, recurse, options);
  }

  /** What is learnt: what an optimizer takes. */
  parameters(recurse: boolean | NamedOptions = true): Parameter[] {
    return this.namedParameters("", recurse).map(([, parameter]) => parameter);
  }

  /** What is kept but not learnt, by name. */
  namedBuffers(
    prefix?: string | NamedOptions,
    recurse?: boolean | NamedOptions,
    options?: NamedOptions,
  ): [string, Tensor][] {
    return this.#named((module) => module.ownBuffers(), prefix, recurse, options);
  }

  /** What is kept but not learnt. */
  buffers(recurse: boolean | NamedOptions = true): Tensor[] {
    return this.namedBuffers("", recurse).map(([, buffer]) => buffer);
  }

  /** The module at a path such as "layers.0"; "" is this one. */
  getSubmodule(target: string): Module {
    let module: Module = this;
    for (const name of target === "" ? [] : target.split(".")) {
      const next = (module as unknown as Record<string, unknown>)[name];
      if (!(next instanceof Module))
        throw new Error(`${module.constructor.name} has no attribute \`${name}\` that is an nn.Module`);
      module = next;
    }
    return module;
  }

  #member(target: string, kind: string): unknown {
    const at = target.lastIndexOf(".");
    const module = this.getSubmodule(target.slice(0, Math.max(at, 0)));
    const name = target.slice(at + 1);
    const list = kind === "Parameter" ? [...module.ownParameters()] : [...module.ownBuffers()];
    const found = list.find(([candidate]) => candidate === name);
    if (found === undefined)
      throw new Error(`${module.constructor.name} has no attribute \`${name}\` that is a ${kind}`);
    return found[1];
  }

  /** The parameter at a path such as "0.weight". */
  getParameter(target: string): Parameter {
    return this.#member(target, "Parameter") as Parameter;
  }

  /** The buffer at a path such as "1.running_mean". */
  getBuffer(target: string): Tensor {
    return this.#member(target, "buffer") as Tensor;
  }

  /** Calls `fn` with every module below this one, and then with this one. */
  apply(fn: (module: Module) => void): this {
    for (const child of this.children()) child.apply(fn);
    fn(this);
    return this;
  }

  /** Puts this module and all below it in training mode, or out of it. */
  train(mode = true): this {
    if (typeof mode !== "boolean") throw new TypeError("training mode is expected to be boolean");
    this.training = mode;
    for (const child of this.children()) child.train(mode);
    return this;
  }

  /** `train(false)`. */
  eval(): this {
    return this.train(false);
  }

  /** Whether the parameters are learnt. */
  requiresGrad_(requiresGrad = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = requiresGrad;
    return this;
  }

  /** Forgets the gradients, or sets them to zero. */
  zeroGrad(setToNone: boolean | { setToNone?: boolean } = true): void {
    const forget = typeof setToNone === "boolean" ? setToNone : (setToNone.setToNone ?? true);
    for (const parameter of this.parameters()) clearGradient(parameter, forget);
  }

  /** Moves or converts parameters and buffers in place: `to("cuda")`, `to(torch.float64)`, `to({ device, dtype })`. */
  to(target: Device | string | DType | Tensor | ToOptions, dtype?: DType | ToOptions): this {
    const { device, dtype: type, memoryFormat } = toTarget(target, dtype);
    if (type !== undefined && !type.isFloatingPoint)
      throw new TypeError(`nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=${type}`);
    return this.convert((tensor) => {
      const backend = device === undefined ? tensor.backend : backendFor(device);
      let { handle } = tensor;
      if (type !== undefined && tensor.dtype.isFloatingPoint) handle = tensor.kernels.to(handle, type.code);
      if (backend !== tensor.backend) {
        const code = tensor.kernels.dtype(handle);
        handle = backend.kernels.fromBytes(tensor.kernels.toBytes(handle), tensor.shape, code);
      }
      if (handle !== tensor.handle) tensor.become(handle, backend);
      if (memoryFormat?.order?.length === tensor.ndim) tensor.become(copyIn(tensor, memoryFormat), backend);
    });
  }

  /** @internal Calls `change` with every parameter, its gradient and every buffer once. */
  convert(change: (tensor: Tensor) => void): this {
    noGrad(() => {
      for (const tensor of [...this.parameters(), ...this.buffers()]) {
        change(tensor);
        if (tensor.grad !== null) change(tensor.grad);
      }
    });
    return this;
  }

  /** To float32. */
  float(): this {
    return this.to(float32);
  }

  /** To float64. */
  double(): this {
    return this.to(float64);
  }

  /** To float16. */
  half(): this {
    return this.to(float16);
  }

  /** To bfloat16. */
  bfloat16(): this {
    return this.to(bfloat16);
  }

  /** To the CPU. */
  cpu(): this {
    return this.to("cpu");
  }

  /** To the CUDA device. */
  cuda(device = 0): this {
    return this.to(`cuda:${device}`);
  }

  /**
   * Parameters and persistent buffers by name, in PyTorch's order. They share their storage with the module's; `keepVars`
   * gives the very parameters rather than detached tensors.
   */
  stateDict({ prefix = "", keepVars = false }: { prefix?: string; keepVars?: boolean } = {}): StateDict {
    const state: StateDict = {};
    const metadata: StateMetadata = {};
    this.#collect(state, metadata, prefix, keepVars);
    setStateMetadata(state, metadata);
    return state;
  }

  #collect(state: StateDict, metadata: StateMetadata, prefix: string, keepVars: boolean): void {
    metadata[prefix.slice(0, -1)] = { version: (this.constructor as typeof Module).stateVersion };
    const put = (name: string, tensor: Tensor): void => {
      const value = keepVars || isUninitialized(tensor) ? tensor : new Tensor(tensor.handle, tensor.backend);
      Object.defineProperty(state, prefix + name, { value, enumerable: true, writable: true, configurable: true });
    };
    for (const [name, parameter] of this.ownParameters()) put(name, parameter);
    for (const [name, buffer, persistent] of this.ownBuffers()) if (persistent) put(name, buffer);
    for (const [name, child] of this.namedChildren()) child.#collect(state, metadata, `${prefix}${name}.`, keepVars);
  }

  /**
   * Copies a state dict's tensors into parameters and buffers. Nothing is changed unless everything fits.
   *
   * @param strict whether the names must be the same on both sides; default true.
   * @param assign whether the tensors themselves take the place of the module's; default false.
   * @throws Error with PyTorch's list of missing and unexpected keys and of wrong shapes.
   */
  loadStateDict(
    stateDict: Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>,
    strict: boolean | { strict?: boolean; assign?: boolean } = true,
    assign: boolean | { assign?: boolean } = false,
  ): LoadReport {
    const tail = [strict, assign].find((value) => typeof value === "object") as
      | { strict?: boolean; assign?: boolean }
      | undefined;
    return loadStateDict(this, stateDict, {
      strict: typeof strict === "boolean" ? strict : (strict.strict ?? true),
      assign: typeof assign === "boolean" && tail === undefined ? assign : (tail?.assign ?? false),
    });
  }

  /** @internal Adds what states of an older version lack: `state` holds the names below `prefix`. */
  upgradeState(_state: Map<string, Tensor>, _prefix: string, _version: number | undefined): void {}

  /** @internal */
  hooksOf(): ModuleHooks | null {
    return this.#hooks;
  }

  #hookable(): ModuleHooks {
    this.#hooks ??= { forwardPre: new Hooks(), forward: new Hooks(), backwardPre: new Hooks(), backward: new Hooks() };
    return this.#hooks;
  }

  /** @internal Takes over the hooks of a module that this one is a copy of. */
  copyHooks(source: Module): void {
    const theirs = source.hooksOf();
    if (theirs === null) return;
    const own = this.#hookable();
    own.forwardPre.addAll(theirs.forwardPre);
    own.forward.addAll(theirs.forward);
    own.backwardPre.addAll(theirs.backwardPre);
    own.backward.addAll(theirs.backward);
  }

  /** Calls `hook(module, inputs)` before every `forward`; what it gives back replaces the inputs. */
  registerForwardPreHook(hook: ForwardPreHook<this>): RemovableHandle {
    return this.#hookable().forwardPre.add(hook as unknown as ForwardPreHook);
  }

  /** Calls `hook(module, inputs, output)` after every `forward`; what it gives back replaces the output. */
  registerForwardHook(hook: ForwardHook<this>): RemovableHandle {
    return this.#hookable().forward.add(hook as unknown as ForwardHook);
  }

  /** Calls `hook(module, gradOutput)` before gradients pass through; what it gives back replaces them. */
  registerFullBackwardPreHook(hook: BackwardPreHook<this>): RemovableHandle {
    return this.#hookable().backwardPre.add(hook as unknown as BackwardPreHook);
  }

  /** Calls `hook(module, gradInput, gradOutput)` once the inputs' gradients are there; what it gives back replaces them. */
  registerFullBackwardHook(hook: BackwardHook<this>): RemovableHandle {
    return this.#hookable().backward.add(hook as unknown as BackwardHook);
  }

  /** What stands between the parentheses of the module's text. */
  extraRepr(): string {
    return "";
  }

  /** The class's name in the module's text. */
  getName(): string {
    return this.constructor.name;
  }

  /** The module's tree, as PyTorch prints it. */
  override toString(): string {
    const extra = this.extraRepr();
    const children = this.namedChildren().map(([name, child]) => `(${name}): ${indent(child.toString())}`);
    return layOut(this.getName(), extra, children);
  }

  [inspect](): string {
    return this.toString();
  }
}

function describe(value: unknown): string {
  return typeof value === "object" && value !== null ? value.constructor.name : typeof value;
}

function checkName(module: Module, name: string): void {
  if (typeof name !== "string") throw new TypeError(`module name should be a string. Got ${typeof name}`);
  if (name.includes(".")) throw new Error(`module name can't contain ".", got: ${name}`);
  if (name === "") throw new Error('module name can\'t be empty string ""');
  if (name in module && !Object.hasOwn(module, name)) throw new Error(`attribute '${name}' already exists`);
}

answerCalls(Module, invoke);
hintSnakeCase(Module);
