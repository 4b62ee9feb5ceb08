/** Rates that fall to 0 as a power of the time that is left. */

import { type Call, parse } from "../../nn/arguments.ts";
import { type AnyOptimizer, LRScheduler } from "./scheduler.ts";

export interface PolynomialLROptions {
  /** Epochs until the rates are 0; 5. */
  totalIters?: number;
  /** 1. */
  power?: number;
  lastEpoch?: number;
}

/** The rates of the start times `(1 - epoch / totalIters) ** power`. */
export class PolynomialLR extends LRScheduler {
  declare totalIters: number;
  declare power: number;

  constructor(
    optimizer: AnyOptimizer,
    ...args: Call<[totalIters?: number, power?: number, lastEpoch?: number], PolynomialLROptions>
  ) {
    const {
      totalIters = 5,
      power = 1,
      lastEpoch,
    } = parse<PolynomialLROptions>("PolynomialLR", ["totalIters", "power", "lastEpoch"], args);
    super(optimizer, lastEpoch, { totalIters, power });
  }

  getLr(): number[] {
    const { lastEpoch, totalIters } = this;
    if (this.initial || lastEpoch > totalIters) return this.rates();
    const decay = ((1 - lastEpoch / totalIters) / (1 - (lastEpoch - 1) / totalIters)) ** this.power;
    return this.rates().map((rate) => rate * decay);
  }

  protected override closedForm(): number[] {
    const left = 1 - Math.min(this.totalIters, this.lastEpoch) / this.totalIters;
    return this.baseLrs.map((base) => base * left ** this.power);
  }
}
