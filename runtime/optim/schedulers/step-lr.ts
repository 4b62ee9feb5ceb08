/** Rates that fall in steps of equal length. */

import { type Call, parse } from "../../nn/arguments.ts";
import { type AnyOptimizer, LRScheduler } from "./scheduler.ts";

export interface StepLROptions {
  /** Epochs of a step. */
  stepSize: number;
  /** What the rate is multiplied by; 0.1. */
  gamma?: number;
  lastEpoch?: number;
}

/** Multiplies the rates by `gamma` every `stepSize` epochs. */
export class StepLR extends LRScheduler {
  declare stepSize: number;
  declare gamma: number;

  constructor(
    optimizer: AnyOptimizer,
    ...args: Call<[stepSize: number, gamma?: number, lastEpoch?: number], StepLROptions>
  ) {
    const {
      stepSize,
      gamma = 0.1,
      lastEpoch,
    } = parse<StepLROptions>("StepLR", ["stepSize!", "gamma", "lastEpoch"], args);
    super(optimizer, lastEpoch, { stepSize, gamma });
  }

  getLr(): number[] {
    const { lastEpoch, stepSize } = this;
    if (lastEpoch === 0 || lastEpoch % stepSize !== 0) return this.rates();
    return this.rates().map((rate) => rate * this.gamma);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((base) => base * this.gamma ** Math.floor(this.lastEpoch / this.stepSize));
  }
}
