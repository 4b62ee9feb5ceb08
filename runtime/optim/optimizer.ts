/** The base of all optimizers: parameter groups, state, and its form in PyTorch's files. */

import { enableGrad } from "../autograd/mode.ts";
import { takeNanLoss } from "../autograd/nan-loss.ts";
import type { Handle, Kernels } from "../backend/backend.ts";
import { clearGradient } from "../nn/clear-gradient.ts";
import { Hooks, type RemovableHandle } from "../nn/hooks.ts";
import * as python from "../nn/python.ts";
import { float32, float64 } from "../tensor/dtype.ts";
import { isOptions } from "../tensor/options.ts";
import { hintSnakeCase } from "../tensor/snake-case.ts";
import { Tensor } from "../tensor/tensor.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** What every optimizer's groups hold. */
export interface BaseOptions {
  /** The learning rate; a tensor of one element counts as its value. */
  lr: number | Tensor;
  /** Whether the objective is made large rather than small; false. */
  maximize?: boolean;
}

/** Parameters that are learnt with the same options. */
export type ParamGroup<O> = O & { params: Tensor[] };

/** A group as it is given: parameters, and options that differ from the optimizer's. */
export type GroupOptions<O> = Partial<O> & { params: Tensor | Iterable<Tensor> };

/** What an optimizer learns: parameters, parameters with their names, or groups. */
export type Params<O> = Iterable<Tensor> | Iterable<readonly [string, Tensor]> | Iterable<GroupOptions<O>>;

/** What is kept for a parameter, by PyTorch's names: tensors and counts. */
export type ParameterState = Record<string, Tensor | number | null>;

/** An optimizer's state as PyTorch's files hold it: names in snake_case, parameters by their numbers. */
export interface OptimizerState {
  state: Map<number, Record<string, unknown>>;
  param_groups: Record<string, unknown>[];
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The value of a number that may be a tensor. */
export function value(given: number | Tensor): number {
  return typeof given === "number" ? given : Number(given.kernels.item(given.handle));
}

/** Throws PyTorch's error unless `holds`. */
export function check(holds: boolean, what: string, given: unknown): void {
  if (!holds) throw new Error(`Invalid ${what}: ${python.plain(given instanceof Tensor ? value(given) : given)}`);
}

/** Sees a step before or after it is made. */
export type StepHook = (optimizer: Optimizer, args: readonly unknown[]) => void;

/** Sees a state dict; what it gives back takes its place. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook that replaces nothing returns nothing
export type StateDictHook = (optimizer: Optimizer, stateDict: OptimizerState) => OptimizerState | undefined | void;

export abstract class Optimizer<O extends BaseOptions = BaseOptions> {
  /** The options that groups have unless they say otherwise. */
  readonly defaults: O;
  /** Groups of parameters with their options; learning-rate schedules write `lr` here. */
  readonly paramGroups: ParamGroup<O>[] = [];
  /** What is kept for each parameter. */
  readonly state = new Map<Tensor, ParameterState>();
  /** @internal How many steps were made. */
  steps = 0;
  readonly #before = new Hooks<StepHook>();
  readonly #after = new Hooks<StepHook>();
  readonly #saving = new Hooks<(optimizer: Optimizer) => void>();
  readonly #saved = new Hooks<StateDictHook>();
  readonly #loading = new Hooks<StateDictHook>();
  readonly #loaded = new Hooks<(optimizer: Optimizer) => void>();

  constructor(params: Params<O>, defaults: O) {
    this.defaults = defaults;
    if (params instanceof Tensor || typeof (params as Iterable<unknown> | null)?.[Symbol.iterator] !== "function")
      throw new TypeError(
        `params argument given to the optimizer should be an iterable of Tensors or dicts, but got ${
          params instanceof Tensor ? "Tensor" : typeof params
        }`,
      );
    const list = [...params] as unknown[];
    if (list.length === 0) throw new Error("optimizer got an empty parameter list");
    if (isOptions(list[0])) for (const group of list) this.addParamGroup(group as GroupOptions<O>);
    else
      this.addParamGroup({
        params: list.map((entry) => (Array.isArray(entry) ? entry[1] : entry)),
      } as unknown as GroupOptions<O>);
  }

  /** Learns more parameters, with options of their own. */
  addParamGroup(group: GroupOptions<O>): void {
    if (!isOptions(group)) throw new TypeError(`param_group must be a dict, but got ${typeof group}`);
    const params = group.params instanceof Tensor ? [group.params] : [...(group.params ?? [])];
    const known = new Set(this.paramGroups.flatMap((other) => other.params));
    for (const parameter of params) {
      if (!(parameter instanceof Tensor))
        throw new TypeError(`optimizer can only optimize Tensors, but one of the params is ${typeof parameter}`);
      if (!parameter.isLeaf) throw new Error("can't optimize a non-leaf Tensor");
      if (known.has(parameter)) throw new Error("some parameters appear in more than one parameter group");
    }
    if (new Set(params).size !== params.length)
      throw new Error("optimizer contains a parameter group with duplicate parameters");
    const made = { ...this.defaults, ...group, params } as ParamGroup<O>;
    this.checkOptions(made);
    this.paramGroups.push(made);
  }

  /** Throws where an option is out of its range. */
  protected abstract checkOptions(options: O): void;

  /** Updates the parameters that have a gradient. */
  protected abstract update(): void;

  /**
   * One step.
   *
   * @param closure computes the loss again and gives it; runs with gradients recorded.
   * @returns what the closure gave.
   */
  step(): undefined;
  step<T>(closure: () => T): T;
  step<T>(closure?: () => T): T | undefined {
    const self = this as unknown as Optimizer;
    const args = closure === undefined ? [] : [closure];
    for (const hook of this.#before.values()) hook(self, args);
    const loss = this.perform(closure);
    this.steps++;
    if (!this.#warned && takeNanLoss(() => this.paramGroups.flatMap(({ params }) => params))) this.#warnOfNan();
    for (const hook of this.#after.values()) hook(self, args);
    return loss;
  }

  #warned = false;

  /** Once: what follows a loss that is no number is none, either. */
  #warnOfNan(): void {
    this.#warned = true;
    console.warn(
      `The loss turned NaN at step ${this.steps} of ${this.constructor.name}: what is learnt from it is of no use. ` +
        "Take a smaller lr, clip the gradients (nn.utils.clipGradNorm_), or look for NaN in the data and for log(0) or 0 / 0 in the " +
        "loss; torch.autograd.setDetectAnomaly(true) names the operator.",
    );
  }

  /** The step itself. */
  protected perform<T>(closure?: () => T): T | undefined {
    const loss = closure === undefined ? undefined : enableGrad(closure);
    this.update();
    return loss;
  }

  /** Calls `hook(optimizer, args)` before each step. */
  registerStepPreHook(hook: StepHook): RemovableHandle {
    return this.#before.add(hook);
  }

  /** Calls `hook(optimizer, args)` after each step. */
  registerStepPostHook(hook: StepHook): RemovableHandle {
    return this.#after.add(hook);
  }

  /** Calls `hook(optimizer)` before the state is given. */
  registerStateDictPreHook(hook: (optimizer: Optimizer) => void): RemovableHandle {
    return this.#saving.add(hook);
  }

  /** Calls `hook(optimizer, stateDict)` with the state that is given; what it gives back takes its place. */
  registerStateDictPostHook(hook: StateDictHook): RemovableHandle {
    return this.#saved.add(hook);
  }

  /** Calls `hook(optimizer, stateDict)` before a state is taken; what it gives back is taken in its place. */
  registerLoadStateDictPreHook(hook: StateDictHook): RemovableHandle {
    return this.#loading.add(hook);
  }

  /** Calls `hook(optimizer)` after a state was taken. */
  registerLoadStateDictPostHook(hook: (optimizer: Optimizer) => void): RemovableHandle {
    return this.#loaded.add(hook);
  }

  /** Forgets the gradients of all parameters, or sets them to zero. */
  zeroGrad(setToNone: boolean | { setToNone?: boolean } = true): void {
    const forget = typeof setToNone === "boolean" ? setToNone : (setToNone.setToNone ?? true);
    for (const group of this.paramGroups) for (const parameter of group.params) clearGradient(parameter, forget);
  }

  /** The state of a parameter; `make` fills it when there is none. */
  protected stateOf(parameter: Tensor, make: () => ParameterState): ParameterState {
    let found = this.state.get(parameter);
    if (found === undefined) {
      found = make();
      this.state.set(parameter, found);
    }
    return found;
  }

  /** The optimizer's state, in the form of PyTorch's files. */
  stateDict(): OptimizerState {
    const self = this as unknown as Optimizer;
    for (const hook of this.#saving.values()) hook(self);
    let made = this.#collect();
    for (const hook of this.#saved.values()) made = hook(self, made) ?? made;
    return made;
  }

  #collect(): OptimizerState {
    const numbers = new Map<Tensor, number>();
    const groups = this.paramGroups.map((group) => {
      for (const parameter of group.params) numbers.set(parameter, numbers.size);
      const { params, ...options } = group;
      const named = Object.entries(options).map(([name, option]): [string, unknown] => [snake(name), option]);
      return { ...Object.fromEntries(named), params: params.map((parameter) => numbers.get(parameter)) };
    });
    const state: OptimizerState["state"] = new Map();
    for (const [parameter, kept] of this.state) {
      const entries = Object.entries(kept).map(([name, item]): [string, unknown] => [
        name,
        typeof item === "number" ? scalar(parameter, item) : item,
      ]);
      state.set(numbers.get(parameter) as number, Object.fromEntries(entries));
    }
    return { state, param_groups: groups };
  }

  /** Takes a state that {@link stateDict} gave, or that PyTorch's optimizer of the same kind did. */
  loadStateDict(stateDict: OptimizerState | Readonly<Record<string, unknown>>): void {
    const self = this as unknown as Optimizer;
    let given = stateDict as unknown as OptimizerState;
    for (const hook of this.#loading.values()) given = hook(self, given) ?? given;
    this.#take(given);
    for (const hook of this.#loaded.values()) hook(self);
  }

  #take({ state, param_groups: groups }: OptimizerState): void {
    if (!Array.isArray(groups)) throw new Error("loaded state dict has no param_groups: it is not an optimizer's");
    if (groups.length !== this.paramGroups.length)
      throw new Error("loaded state dict has a different number of parameter groups");
    const order: Tensor[] = [];
    groups.forEach((group, i) => {
      const { params } = this.paramGroups[i];
      if ((group.params as number[]).length !== params.length)
        throw new Error(
          "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
        );
      (group.params as number[]).forEach((number, j) => {
        order[number] = params[j];
      });
    });
    const loaded = new Map<Tensor, ParameterState>();
    for (const [number, kept] of state instanceof Map ? state : Object.entries(state ?? {})) {
      const parameter = order[Number(number)];
      if (parameter === undefined)
        throw new Error(`loaded state dict has a state for parameter ${number}, which is in no group`);
      const entries = Object.entries(kept as Record<string, unknown>).map(([name, item]) => [
        name,
        this.adopt(parameter, name, item),
      ]);
      loaded.set(parameter, Object.fromEntries(entries));
    }
    groups.forEach((group, i) => {
      for (const [name, option] of Object.entries(group))
        if (name !== "params") (this.paramGroups[i] as unknown as Record<string, unknown>)[camel(name)] = option;
    });
    this.state.clear();
    for (const [parameter, kept] of loaded) this.state.set(parameter, kept);
  }

  /** Names of the state that are counts or other single numbers. */
  protected readonly scalars: readonly string[] = ["step"];

  private adopt(parameter: Tensor, name: string, item: unknown): Tensor | number | null {
    if (this.scalars.includes(name)) return item instanceof Tensor ? value(item) : Number(item);
    if (!(item instanceof Tensor)) return item as number | null;
    const { kernels } = parameter;
    const code = parameter.dtype.isFloatingPoint ? parameter.dtype.code : item.dtype.code;
    return new Tensor(kernels.clone(kernels.to(item.handle, code)), parameter.backend);
  }

  /** The groups' options, as PyTorch prints them. */
  toString(): string {
    let text = `${this.constructor.name} (`;
    this.paramGroups.forEach((group, i) => {
      text += `\nParameter Group ${i}\n`;
      const { params: _, ...options } = group;
      const lines = Object.entries(options).map(([name, option]) => `    ${snake(name)}: ${python.plain(option)}\n`);
      text += lines.sort().join("");
    });
    return `${text})`;
  }

  [inspect](): string {
    return this.toString();
  }
}

/** A count as PyTorch keeps it: a tensor of its own. */
function scalar(parameter: Tensor, item: number): Tensor {
  const code = parameter.dtype === float64 ? float64.code : float32.code;
  return new Tensor(parameter.kernels.full([], item, code), parameter.backend);
}

/** Zeros of a parameter's form. */
export function zerosLike(parameter: Tensor, fill = 0): Tensor {
  return new Tensor(parameter.kernels.full(parameter.shape, fill, parameter.dtype.code), parameter.backend);
}

/** Options that all optimizers take and that change nothing here: PyTorch's choice of implementation. */
export interface ImplementationOptions {
  foreach?: boolean | null;
  capturable?: boolean;
  differentiable?: boolean;
  fused?: boolean | null;
}

/** An optimizer whose step is one formula for each parameter. */
export abstract class ElementwiseOptimizer<O extends BaseOptions & { weightDecay?: number }> extends Optimizer<O> {
  /** Whether weight decay is part of `updateOne` rather than added to the gradient. */
  protected decoupled(_options: O): boolean {
    return false;
  }

  /** Updates one parameter from its gradient; `state` is what is kept for it. */
  protected abstract updateOne(parameter: Tensor, grad: Handle, options: O, k: Kernels): void;

  protected update(): void {
    for (const group of this.paramGroups) {
      for (const parameter of group.params) {
        const { grad, kernels: k } = parameter;
        if (grad === null) continue;
        let handle = group.maximize ? k.neg(grad.handle) : grad.handle;
        const { weightDecay } = group;
        if (weightDecay && !this.decoupled(group)) handle = k.add(handle, k.mul(parameter.handle, weightDecay));
        this.updateOne(parameter, handle, group, k);
      }
    }
  }
}

hintSnakeCase(Optimizer);
