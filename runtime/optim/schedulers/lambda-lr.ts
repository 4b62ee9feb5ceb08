/** Rates that functions give. */

import { type Call, parse } from "../../nn/arguments.ts";
import { type AnyOptimizer, LRScheduler, type SchedulerState } from "./scheduler.ts";

/** Gives a factor for an epoch. */
export type RateFunction = (epoch: number) => number;

export interface LambdaLROptions {
  /** The factor of all groups, or one a group. */
  lrLambda: RateFunction | readonly RateFunction[];
  lastEpoch?: number;
}

/** @internal Schedules that functions make, which their state leaves out. */
export abstract class FunctionalLR extends LRScheduler {
  declare lrLambdas: RateFunction[];

  constructor(
    optimizer: AnyOptimizer,
    ...args: Call<[lrLambda: RateFunction | readonly RateFunction[], lastEpoch?: number], LambdaLROptions>
  ) {
    const { lrLambda, lastEpoch } = parse<LambdaLROptions>(new.target.name, ["lrLambda!", "lastEpoch"], args);
    const count = optimizer.paramGroups.length;
    const lrLambdas = typeof lrLambda === "function" ? new Array<RateFunction>(count).fill(lrLambda) : [...lrLambda];
    if (lrLambdas.length !== count) throw new Error(`Expected ${count} lr_lambdas, but got ${lrLambdas.length}`);
    super(optimizer, lastEpoch, { lrLambdas });
  }

  override stateDict(): SchedulerState {
    return { ...super.stateDict(), lr_lambdas: this.lrLambdas.map(() => null) };
  }

  override loadStateDict({ lr_lambdas: _, ...rest }: Readonly<SchedulerState>): void {
    super.loadStateDict(rest);
  }
}

/** The rates of the start times what `lrLambda` gives for the epoch. */
export class LambdaLR extends FunctionalLR {
  getLr(): number[] {
    return this.baseLrs.map((base, i) => base * this.lrLambdas[i](this.lastEpoch));
  }
}
