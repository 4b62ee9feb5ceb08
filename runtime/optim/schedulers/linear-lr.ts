/** Rates that change by equal amounts. */

import { type Call, parse } from "../../nn/arguments.ts";
import { type AnyOptimizer, LRScheduler } from "./scheduler.ts";

export interface LinearLROptions {
  /** 1/3. */
  startFactor?: number;
  /** 1. */
  endFactor?: number;
  /** Epochs from the one factor to the other; 5. */
  totalIters?: number;
  lastEpoch?: number;
}

/** The rates of the start times a factor that goes from `startFactor` to `endFactor` in `totalIters` epochs. */
export class LinearLR extends LRScheduler {
  declare startFactor: number;
  declare endFactor: number;
  declare totalIters: number;

  constructor(
    optimizer: AnyOptimizer,
    ...args: Call<[startFactor?: number, endFactor?: number, totalIters?: number, lastEpoch?: number], LinearLROptions>
  ) {
    const names = ["startFactor", "endFactor", "totalIters", "lastEpoch"];
    const {
      startFactor = 1 / 3,
      endFactor = 1,
      totalIters = 5,
      lastEpoch,
    } = parse<LinearLROptions>("LinearLR", names, args);
    if (!(startFactor > 0 && startFactor <= 1))
      throw new RangeError("Starting multiplicative factor expected to be greater than 0 and less or equal to 1.");
    if (!(endFactor >= 0 && endFactor <= 1))
      throw new RangeError("Ending multiplicative factor expected to be between 0 and 1.");
    super(optimizer, lastEpoch, { startFactor, endFactor, totalIters });
  }

  getLr(): number[] {
    const { startFactor, endFactor, totalIters, lastEpoch } = this;
    if (lastEpoch === 0) return this.rates().map((rate) => rate * startFactor);
    if (this.initial || lastEpoch > totalIters) return this.rates();
    const change = endFactor - startFactor;
    const factor = 1 + change / (totalIters * startFactor + (lastEpoch - 1) * change);
    return this.rates().map((rate) => rate * factor);
  }

  protected override closedForm(): number[] {
    const { startFactor, endFactor, totalIters, lastEpoch } = this;
    const factor = startFactor + ((endFactor - startFactor) * Math.min(totalIters, lastEpoch)) / totalIters;
    return this.baseLrs.map((base) => base * factor);
  }
}
