/** Rates that fall at given epochs. */

import { type Call, parse } from "../../nn/arguments.ts";
import { type AnyOptimizer, LRScheduler } from "./scheduler.ts";

export interface MultiStepLROptions {
  /** Epochs at which the rate falls; one that is named twice counts twice. */
  milestones: Iterable<number>;
  /** What the rate is multiplied by; 0.1. */
  gamma?: number;
  lastEpoch?: number;
}

/** Multiplies the rates by `gamma` at each of `milestones`. */
export class MultiStepLR extends LRScheduler {
  /** How often each milestone was named. */
  declare milestones: Map<number, number>;
  declare gamma: number;

  constructor(
    optimizer: AnyOptimizer,
    ...args: Call<[milestones: Iterable<number>, gamma?: number, lastEpoch?: number], MultiStepLROptions>
  ) {
    const call = parse<MultiStepLROptions>("MultiStepLR", ["milestones!", "gamma", "lastEpoch"], args);
    const milestones = new Map<number, number>();
    for (const epoch of call.milestones) milestones.set(epoch, (milestones.get(epoch) ?? 0) + 1);
    super(optimizer, call.lastEpoch, { milestones, gamma: call.gamma ?? 0.1 });
  }

  getLr(): number[] {
    const times = this.milestones.get(this.lastEpoch) ?? 0;
    return this.rates().map((rate) => rate * this.gamma ** times);
  }

  protected override closedForm(): number[] {
    let passed = 0;
    for (const [epoch, times] of this.milestones) if (epoch <= this.lastEpoch) passed += times;
    return this.baseLrs.map((base) => base * this.gamma ** passed);
  }
}
