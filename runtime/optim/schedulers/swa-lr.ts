/** Rates that go to that of stochastic weight averaging. */

import { type Call, parse } from "../../nn/arguments.ts";
import { plain } from "../../nn/python.ts";
import {
  type AnyOptimizer,
  groupsOf,
  LRScheduler,
  perGroup,
  requireOptimizer,
  type SchedulerState,
} from "./scheduler.ts";

export interface SWALROptions {
  /** The rate to go to, or one a group. */
  swaLr: number | readonly number[];
  /** Epochs until it is reached; 10. */
  annealEpochs?: number;
  /** Along a cosine or a straight line; "cos". */
  annealStrategy?: "cos" | "linear";
  lastEpoch?: number;
}

/** Goes from the rates that the groups have to `swaLr` in `annealEpochs` epochs, and stays there. */
export class SWALR extends LRScheduler {
  declare annealEpochs: number;
  declare private annealStrategy: "cos" | "linear";

  constructor(
    optimizer: AnyOptimizer,
    ...args: Call<
      [swaLr: number | readonly number[], annealEpochs?: number, annealStrategy?: "cos" | "linear", lastEpoch?: number],
      SWALROptions
    >
  ) {
    const names = ["swaLr!", "annealEpochs", "annealStrategy", "lastEpoch"];
    const { swaLr, annealEpochs = 10, annealStrategy = "cos", lastEpoch } = parse<SWALROptions>("SWALR", names, args);
    requireOptimizer(optimizer);
    const rates = perGroup("swa_lr", swaLr, optimizer);
    if (annealStrategy !== "cos" && annealStrategy !== "linear")
      throw new Error(`anneal_strategy must be one of 'cos' or 'linear', instead got ${String(annealStrategy)}`);
    if (!Number.isInteger(annealEpochs) || annealEpochs < 0)
      throw new RangeError(`anneal_epochs must be equal or greater than 0, got ${plain(annealEpochs)}`);
    groupsOf(optimizer).forEach((group, i) => {
      group.swaLr = rates[i];
    });
    super(optimizer, lastEpoch, { annealEpochs, annealStrategy });
  }

  private part(step: number): number {
    const t = Math.max(0, Math.min(1, step / Math.max(1, this.annealEpochs)));
    return this.annealStrategy === "linear" ? t : (1 - Math.cos(Math.PI * t)) / 2;
  }

  getLr(): number[] {
    const count = this.stepCount - 1;
    const step = this.annealEpochs === 0 ? Math.max(1, count) : count;
    const before = this.part(step - 1);
    const now = this.part(step);
    const rates = this.rates();
    return groupsOf(this.optimizer).map((group, i) => {
      const goal = group.swaLr as number;
      const start = before === 1 ? goal : (rates[i] - before * goal) / (1 - before);
      return goal * now + start * (1 - now);
    });
  }

  override stateDict(): SchedulerState {
    const { anneal_strategy: strategy, ...rest } = super.stateDict();
    return { _anneal_strategy: strategy, ...rest };
  }

  override loadStateDict({ _anneal_strategy: strategy, ...rest }: Readonly<SchedulerState>): void {
    super.loadStateDict(rest);
    if (strategy === "cos" || strategy === "linear") this.annealStrategy = strategy;
  }
}
