/** Parameters that are computed from others whenever they are read: `torch.nn.utils.parametrize`. */

import { noGrad } from "../../autograd/mode.ts";
import { sameSize } from "../../tensor/size.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { ModuleDict } from "../containers/module-dict.ts";
import { ModuleList } from "../containers/module-list.ts";
import type { Module } from "../module.ts";
import { Buffer, Parameter } from "../parameter.ts";

/** What makes a parameter of what is learnt; `rightInverse` makes what is learnt of a parameter. */
export interface Parametrization extends Module {
  rightInverse?(value: Tensor): Tensor | readonly Tensor[];
}

type Fields = Record<string, unknown>;

let caching: Map<ParametrizationList, Tensor> | null = null;

/** The parametrizations of one parameter, the first nearest to what is learnt. */
export class ParametrizationList extends ModuleList {
  /** Names of what is learnt: "original", or "original0", "original1" … */
  declare readonly names: readonly string[];
  declare readonly unsafe: boolean;

  constructor(modules: readonly Parametrization[], original: Tensor, unsafe: boolean) {
    super(modules);
    const made = noGrad(() => this.inverse_(original));
    const several = !(made instanceof Tensor);
    const list = several ? made : [made];
    const names = several ? list.map((_, i) => `original${i}`) : ["original"];
    list.forEach((value, i) => {
      const kept = !several && value === original ? original : value.detach();
      if (original instanceof Parameter)
        this.registerParameter(names[i], kept instanceof Parameter ? kept : new Parameter(kept, original.requiresGrad));
      else this.registerBuffer(names[i], kept);
    });
    Object.defineProperty(this, "names", { value: names, enumerable: false });
    Object.defineProperty(this, "unsafe", { value: unsafe, enumerable: false });
  }

  private inverse_(value: Tensor): Tensor | readonly Tensor[] {
    let current: Tensor | readonly Tensor[] = value;
    for (const module of [...this].reverse() as Parametrization[]) {
      if (module.rightInverse === undefined) continue;
      current = module.rightInverse(current as Tensor);
    }
    return current;
  }

  /** The tensors that are learnt. */
  originals(): Tensor[] {
    return this.names.map((name) => (this as unknown as Fields)[name] as Tensor);
  }

  /** What is read in the parameter's place. */
  value(): Tensor {
    const known = caching?.get(this);
    if (known !== undefined) return known;
    const [first, ...rest] = [...this];
    let current = first(...this.originals()) as Tensor;
    for (const module of rest) current = module(current) as Tensor;
    caching?.set(this, current);
    return current;
  }

  /** Sets what is learnt so that the parameter becomes `value`, as far as the parametrizations can. */
  assign(value: Tensor): void {
    if ([...this].some((module) => (module as Parametrization).rightInverse === undefined) && this.names.length > 1)
      throw new Error("a parametrization without rightInverse cannot be assigned to");
    noGrad(() => {
      const made = this.inverse_(value);
      const list = made instanceof Tensor ? [made] : made;
      this.originals().forEach((original, i) => {
        original.copy_(list[i]);
      });
    });
  }
}

function parametrizationsOf(module: Module): ModuleDict | null {
  const found = (module as unknown as Fields).parametrizations;
  return found instanceof ModuleDict ? found : null;
}

/** Whether a module, or one of its parameters, is parametrized. */
export function isParametrized(module: Module, tensorName?: string | null): boolean {
  const all = parametrizationsOf(module);
  if (all === null) return false;
  return tensorName == null ? all.length > 0 : all.has(tensorName);
}

/** Makes the module one of a class of its own, whose text says so. */
function changeClass(module: Module): void {
  const base = Object.getPrototypeOf(module) as object;
  const own = () => {};
  Object.defineProperty(own, "name", { value: `Parametrized${module.constructor.name}` });
  own.prototype = Object.create(base, { constructor: { value: own, writable: true, configurable: true } });
  Object.setPrototypeOf(module, own.prototype as object);
}

function attach(module: Module, name: string, list: ParametrizationList): void {
  Object.defineProperty(module, name, {
    get: () => list.value(),
    set: (value: Tensor) => {
      list.assign(value);
    },
    enumerable: false,
    configurable: true,
  });
}

function check(original: Tensor, made: Tensor, name: string): void {
  if (!(made instanceof Tensor)) throw new Error(`A parametrization must return a tensor. Got ${typeof made}.`);
  if (made.dtype !== original.dtype)
    throw new Error(
      "Registering a parametrization may not change the dtype of the tensor, unless the `unsafe` flag is enabled.\n" +
        `${name} dtype: ${original.dtype}\nparametrized dtype: ${made.dtype}`,
    );
  if (!sameSize(made.shape, original.shape))
    throw new Error(
      "Registering a parametrization may not change the shape of the tensor, unless the `unsafe` flag is enabled.\n" +
        `${name} shape: ${original.shape}\nparametrized shape: ${made.shape}`,
    );
}

/**
 * Lets `module[tensorName]` be computed by `parametrization`, after those that are there already.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parametrize.register_parametrization.html
 */
export function registerParametrization<M extends Module>(
  module: M,
  tensorName: string,
  parametrization: Parametrization,
  { unsafe = false }: { unsafe?: boolean } = {},
): M {
  parametrization.train(module.training);
  const fields = module as unknown as Fields;
  const before = parametrizationsOf(module);
  if (before?.has(tensorName)) {
    const list = before.get(tensorName) as ParametrizationList;
    const value = noGrad(() => list.value());
    if (!unsafe)
      check(
        value,
        noGrad(() => parametrization(value) as Tensor),
        tensorName,
      );
    list.append(parametrization);
    return module;
  }
  const original = fields[tensorName];
  const held = [...module.ownParameters(), ...module.ownBuffers()].some(([name]) => name === tensorName);
  if (!held || !(original instanceof Tensor))
    throw new Error(
      `Module '${module.getName()}' does not have a parameter, a buffer, or a parametrized element with name '${tensorName}'`,
    );
  const list = new ParametrizationList([parametrization], original, unsafe);
  if (!unsafe)
    check(
      original,
      noGrad(() => list.value()),
      tensorName,
    );
  if (before === null) {
    changeClass(module);
    module.registerModule("parametrizations", new ModuleDict());
  }
  parametrizationsOf(module)?.set(tensorName, list);
  Reflect.deleteProperty(module, tensorName);
  attach(module, tensorName, list);
  return module;
}

/** Takes a parameter's parametrizations away: it stays as it is read, or becomes what was learnt. */
export function removeParametrizations<M extends Module>(
  module: M,
  tensorName: string,
  leaveParametrized: boolean | { leaveParametrized?: boolean } = true,
): M {
  if (!isParametrized(module, tensorName))
    throw new Error(`Module ${module.getName()} does not have a parametrization on ${tensorName}`);
  const all = parametrizationsOf(module) as ModuleDict;
  const list = all.get(tensorName) as ParametrizationList;
  const leave =
    typeof leaveParametrized === "boolean" ? leaveParametrized : (leaveParametrized.leaveParametrized ?? true);
  if (!leave && list.names.length > 1)
    throw new Error(
      "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a sequence of tensors.",
    );
  const [first] = list.originals();
  const learnt = first instanceof Parameter;
  const value = leave ? noGrad(() => list.value().detach().clone()) : first;
  all.delete(tensorName);
  Reflect.deleteProperty(module, tensorName);
  if (learnt)
    module.registerParameter(tensorName, value instanceof Parameter ? value : new Parameter(value, first.requiresGrad));
  else module.registerBuffer(tensorName, value instanceof Buffer ? value : value.detach());
  if (all.length === 0) {
    Reflect.deleteProperty(module, "parametrizations");
    Object.setPrototypeOf(module, Object.getPrototypeOf(Object.getPrototypeOf(module)) as object);
  }
  return module;
}

/** The class of a module before it was parametrized. */
export function typeBeforeParametrizations(module: Module): unknown {
  if (!isParametrized(module)) return module.constructor;
  const base = Object.getPrototypeOf(Object.getPrototypeOf(module)) as object;
  return base.constructor;
}

/** Within it, a parametrized parameter is computed once: to the end of `body`, or of the block in `using _ = cached()`. */
export function cached(): Disposable;
export function cached<T>(body: () => T): T;
export function cached<T>(body?: () => T): Disposable | T {
  const before = caching;
  caching ??= new Map();
  const mode: Disposable = {
    [Symbol.dispose]() {
      caching = before;
    },
  };
  if (body === undefined) return mode;
  using _mode = mode;
  return body();
}
