/** Schedules made of others. */

import { type Call, parse } from "../../nn/arguments.ts";
import { ReduceLROnPlateau } from "./reduce-lr-on-plateau.ts";
import { type AnyOptimizer, groupsOf, LRScheduler, type SchedulerState, setRate } from "./scheduler.ts";

function requireSame(kind: string, schedulers: readonly LRScheduler[], optimizer: AnyOptimizer): void {
  schedulers.forEach((scheduler, i) => {
    if (scheduler.optimizer !== optimizer)
      throw new Error(
        `${kind} expects all schedulers to belong to the same optimizer, but got scheduler ${scheduler.constructor.name} ` +
          `at index ${i} has ${String(scheduler.optimizer)}, which is different from ${optimizer.constructor.name}.`,
      );
  });
}

/** @internal What schedules made of others keep. */
export abstract class CombinedScheduler extends LRScheduler {
  declare readonly schedulers: readonly LRScheduler[];

  constructor(optimizer: AnyOptimizer, schedulers: readonly LRScheduler[], options: Record<string, unknown>) {
    super(optimizer, -1, { ...options, schedulers });
  }

  getLr(): number[] {
    return this.rates();
  }

  override loadStateDict(stateDict: Readonly<SchedulerState>): void {
    const { _schedulers: states, ...rest } = stateDict;
    super.loadStateDict(rest);
    (states as SchedulerState[] | undefined)?.forEach((state, i) => {
      this.schedulers[i].loadStateDict(state);
    });
  }
}

export interface SequentialLROptions {
  schedulers: readonly LRScheduler[];
  /** The epochs at which the next one begins. */
  milestones: readonly number[];
  lastEpoch?: number;
}

/** Schedules one after the other: each begins with its own epoch 0 at its milestone. */
export class SequentialLR extends CombinedScheduler {
  declare milestones: number[];

  constructor(
    optimizer: AnyOptimizer,
    ...args: Call<
      [schedulers: readonly LRScheduler[], milestones: readonly number[], lastEpoch?: number],
      SequentialLROptions
    >
  ) {
    const { schedulers, milestones } = parse<SequentialLROptions>(
      "SequentialLR",
      ["schedulers!", "milestones!", "lastEpoch"],
      args,
    );
    if (schedulers.length === 0) throw new Error("SequentialLR expects at least one scheduler, but got no scheduler.");
    schedulers.forEach((scheduler, i) => {
      if (scheduler instanceof ReduceLROnPlateau)
        throw new Error(
          "SequentialLR does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs to be specified " +
            `when calling \`step\`, but got one at index ${i} in the given schedulers sequence.`,
        );
    });
    requireSame("SequentialLR", schedulers, optimizer);
    if (milestones.length !== schedulers.length - 1)
      throw new Error(
        "Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone points, " +
          `but got number of schedulers ${schedulers.length} and the number of milestones to be equal to ${milestones.length}`,
      );
    super(optimizer, [...schedulers], { milestones: [...milestones] });
  }

  override firstStep(): void {
    this.lastEpoch = 0;
    for (const group of groupsOf(this.optimizer)) setRate(group, group.initialLr as number);
    undo(this.schedulers);
    this.schedulers[0].firstStep();
    this.lastLr = this.schedulers[0].getLastLr();
  }

  override step(): void {
    this.lastEpoch++;
    const passed = this.milestones.filter((epoch) => epoch <= this.lastEpoch).length;
    const scheduler = this.schedulers[passed];
    if (passed > 0 && this.milestones[passed - 1] === this.lastEpoch) scheduler.step(0);
    else scheduler.step();
    this.lastLr = scheduler.getLastLr();
  }

  override stateDict(): SchedulerState {
    return {
      _milestones: [...this.milestones],
      last_epoch: this.lastEpoch,
      _last_lr: [...this.lastLr],
      _schedulers: this.schedulers.map((scheduler) => scheduler.stateDict()),
    };
  }

  override loadStateDict({ _milestones: milestones, ...rest }: Readonly<SchedulerState>): void {
    if (Array.isArray(milestones)) this.milestones = [...(milestones as number[])];
    super.loadStateDict(rest);
  }
}

/** Takes back the step that each schedule's constructor made. */
function undo(schedulers: readonly LRScheduler[]): void {
  for (const scheduler of schedulers) {
    scheduler.lastEpoch--;
    if (scheduler instanceof CombinedScheduler) undo(scheduler.schedulers);
  }
}

export interface ChainedSchedulerOptions {
  schedulers: readonly LRScheduler[];
  /** The optimizer of all of them; that of the first when undefined. */
  optimizer?: AnyOptimizer | null;
}

/** Schedules at the same time: each changes the rates that the one before gave. */
export class ChainedScheduler extends CombinedScheduler {
  constructor(
    ...args: Call<[schedulers: readonly LRScheduler[], optimizer?: AnyOptimizer | null], ChainedSchedulerOptions>
  ) {
    const call = parse<ChainedSchedulerOptions>("ChainedScheduler", ["schedulers!", "optimizer"], args);
    const { schedulers } = call;
    if (schedulers.length === 0)
      throw new Error("ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.");
    const optimizer = call.optimizer ?? schedulers[0].optimizer;
    requireSame("ChainedScheduler", schedulers, optimizer);
    super(optimizer, [...schedulers], {});
  }

  override firstStep(): void {
    this.lastLr = this.rates();
  }

  override step(): void {
    for (const scheduler of this.schedulers) scheduler.step();
    this.lastLr = this.rates();
  }

  override stateDict(): SchedulerState {
    return { _last_lr: [...this.lastLr], _schedulers: this.schedulers.map((scheduler) => scheduler.stateDict()) };
  }
}
