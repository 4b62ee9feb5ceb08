/** The base of all learning-rate schedules: what the optimizer's groups have before each step. */

import { hintSnakeCase } from "../../tensor/snake-case.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { Optimizer, value } from "../optimizer.ts";

/** A schedule's state as PyTorch's files hold it: names in snake_case. */
export type SchedulerState = Record<string, unknown>;

/** A group as schedules see it. */
export type ScheduledGroup = Record<string, unknown> & { lr: number | Tensor; initialLr?: number };

/** Any optimizer: schedules write options of its groups and know nothing else of it. */
// biome-ignore lint/suspicious/noExplicitAny: an optimizer's options are its own
export type AnyOptimizer = Optimizer<any>;

/** The groups of an optimizer. */
export function groupsOf(optimizer: AnyOptimizer): ScheduledGroup[] {
  return optimizer.paramGroups as ScheduledGroup[];
}

/** The group's learning rate as a number. */
export function rateOf(group: ScheduledGroup): number {
  return value(group.lr);
}

/** Gives the group a learning rate; one that is a tensor is written to. */
export function setRate(group: ScheduledGroup, rate: number): void {
  const { lr } = group;
  if (lr instanceof Tensor) lr.kernels.copyInto(lr.handle, rate);
  else group.lr = rate;
}

export function requireOptimizer(optimizer: unknown): void {
  if (!(optimizer instanceof Optimizer))
    throw new TypeError(
      `${typeof optimizer === "object" ? (optimizer?.constructor?.name ?? "null") : typeof optimizer} is not an Optimizer`,
    );
}

/** One value a group, from one or from a list. */
export function perGroup(name: string, given: number | readonly number[], optimizer: AnyOptimizer): number[] {
  const count = optimizer.paramGroups.length;
  if (typeof given === "number") return new Array<number>(count).fill(given);
  if (given.length !== count)
    throw new Error(
      `${name} must have the same length as optimizer.param_groups. ${name} has ${given.length} values, param_groups has ${count}.`,
    );
  return [...given];
}

const fileNames: Readonly<Record<string, string>> = { stepCount: "_step_count", lastLr: "_last_lr" };
const ownNames = Object.fromEntries(Object.entries(fileNames).map(([own, file]) => [file, own]));

/** `TMax` is `T_max`, `stepSize` is `step_size`. */
function toFile(name: string): string {
  const snake = (text: string): string => text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return fileNames[name] ?? (/^T[A-Z0-9]/.test(name) ? `T_${snake(name.slice(1)).replace(/^_/, "")}` : snake(name));
}

function fromFile(name: string): string {
  return ownNames[name] ?? name.replace(/(?<=.)_([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

const warning =
  "Detected call of `lrScheduler.step()` before `optimizer.step()`. You should call them in the opposite order: " +
  "`optimizer.step()` before `lrScheduler.step()`. Failure to do this will result in PyTorch skipping the first value of " +
  "the learning rate schedule. See more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate";

/**
 * A learning-rate schedule. A class of one's own gives its rates in `getLr` and its options to the constructor here,
 * which sets them as properties before it takes the first step.
 */
export abstract class LRScheduler {
  /** The optimizer whose groups it writes to. */
  declare readonly optimizer: AnyOptimizer;
  /** The groups' rates at the start. */
  declare baseLrs: number[];
  /** How often it stepped, from 0. */
  declare lastEpoch: number;
  /** @internal Steps taken, the first one of the constructor among them. */
  declare stepCount: number;
  /** @internal */
  declare lastLr: number[];
  #initial = false;

  /**
   * @param lastEpoch the last epoch of the run that is resumed; -1 for a new one.
   * @param options properties of the schedule, which its state dict holds.
   */
  constructor(optimizer: AnyOptimizer, lastEpoch = -1, options: Readonly<Record<string, unknown>> = {}) {
    requireOptimizer(optimizer);
    Object.defineProperty(this, "optimizer", { value: optimizer, enumerable: false });
    Object.assign(this, options);
    groupsOf(optimizer).forEach((group, i) => {
      if (lastEpoch === -1) group.initialLr ??= rateOf(group);
      else if (group.initialLr === undefined)
        throw new Error(
          `param 'initialLr' is not specified in paramGroups[${i}] when resuming scheduler with lastEpoch >= 0.\n` +
            "This typically happens when:\n" +
            "1. You're trying to resume training from a checkpoint but haven't properly loaded the optimizer state\n" +
            "2. You're using lastEpoch >= 0 for a fresh training run (not recommended)",
        );
    });
    this.baseLrs = groupsOf(optimizer).map((group) => group.initialLr as number);
    this.lastEpoch = lastEpoch;
    this.stepCount = 0;
    this.firstStep();
  }

  /** The rates of the groups at `lastEpoch`, reckoned from those that they have. */
  abstract getLr(): number[];

  /** The rates of the groups at `lastEpoch`, reckoned from those at the start, where there is such a formula. */
  protected closedForm?(): number[];

  /** Whether the step is the constructor's. */
  protected get initial(): boolean {
    return this.#initial;
  }

  /** The groups' rates now. */
  protected rates(): number[] {
    return groupsOf(this.optimizer).map(rateOf);
  }

  /** The rates that the last step gave. */
  getLastLr(): number[] {
    return this.lastLr;
  }

  /** @internal The step that sets the rates of the start. */
  firstStep(): void {
    this.#initial = true;
    try {
      this.step();
    } finally {
      this.#initial = false;
    }
  }

  /** Goes to the next epoch, or to `epoch`, and gives the groups its rates. */
  step(epoch?: number): void {
    if (this.stepCount === 1 && !this.#initial && this.optimizer.steps === 0) console.warn(warning);
    this.stepCount++;
    if (epoch === undefined) {
      this.lastEpoch++;
      this.write(this.getLr());
    } else {
      this.lastEpoch = epoch;
      this.write(this.closedForm?.() ?? this.getLr());
    }
  }

  /** Gives the groups their rates. */
  protected write(rates: readonly number[]): void {
    const groups = groupsOf(this.optimizer);
    rates.forEach((rate, i) => {
      setRate(groups[i], rate);
    });
    this.lastLr = groups.map(rateOf);
  }

  /** The schedule's state, in the form of PyTorch's files; not the optimizer's. */
  stateDict(): SchedulerState {
    return Object.fromEntries(
      Object.entries(this)
        .filter(([, item]) => typeof item !== "function")
        .map(([name, item]) => [toFile(name), Array.isArray(item) ? [...item] : item]),
    );
  }

  /** Takes a state that {@link stateDict} gave, or that PyTorch's schedule of the same kind did. */
  loadStateDict(stateDict: Readonly<SchedulerState>): void {
    for (const [name, item] of Object.entries(stateDict)) {
      const own = fromFile(name);
      if (own in this) (this as unknown as Record<string, unknown>)[own] = Array.isArray(item) ? [...item] : item;
    }
  }
}

hintSnakeCase(LRScheduler);
