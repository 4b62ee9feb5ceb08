/** Rates that are lower for some epochs. */

import { type Call, parse } from "../../nn/arguments.ts";
import { type AnyOptimizer, LRScheduler } from "./scheduler.ts";

export interface ConstantLROptions {
  /** 1/3. */
  factor?: number;
  /** Epochs until the rates are those of the start again; 5. */
  totalIters?: number;
  lastEpoch?: number;
}

/** The rates of the start times `factor` for `totalIters` epochs, then those of the start. */
export class ConstantLR extends LRScheduler {
  declare factor: number;
  declare totalIters: number;

  constructor(
    optimizer: AnyOptimizer,
    ...args: Call<[factor?: number, totalIters?: number, lastEpoch?: number], ConstantLROptions>
  ) {
    const {
      factor = 1 / 3,
      totalIters = 5,
      lastEpoch,
    } = parse<ConstantLROptions>("ConstantLR", ["factor", "totalIters", "lastEpoch"], args);
    if (!(factor >= 0 && factor <= 1))
      throw new RangeError("Constant multiplicative factor expected to be between 0 and 1.");
    super(optimizer, lastEpoch, { factor, totalIters });
  }

  getLr(): number[] {
    if (this.lastEpoch === 0) return this.rates().map((rate) => rate * this.factor);
    if (this.lastEpoch !== this.totalIters) return this.rates();
    return this.rates().map((rate) => rate * (1 / this.factor));
  }

  protected override closedForm(): number[] {
    const ended = this.lastEpoch >= this.totalIters ? 1 : 0;
    return this.baseLrs.map((base) => base * (this.factor + ended * (1 - this.factor)));
  }
}
