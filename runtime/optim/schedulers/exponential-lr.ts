/** Rates that fall by the same factor each epoch. */

import { type Call, parse } from "../../nn/arguments.ts";
import { type AnyOptimizer, LRScheduler } from "./scheduler.ts";

export interface ExponentialLROptions {
  /** What the rate is multiplied by. */
  gamma: number;
  lastEpoch?: number;
}

/** Multiplies the rates by `gamma` every epoch. */
export class ExponentialLR extends LRScheduler {
  declare gamma: number;

  constructor(optimizer: AnyOptimizer, ...args: Call<[gamma: number, lastEpoch?: number], ExponentialLROptions>) {
    const { gamma, lastEpoch } = parse<ExponentialLROptions>("ExponentialLR", ["gamma!", "lastEpoch"], args);
    super(optimizer, lastEpoch, { gamma });
  }

  getLr(): number[] {
    if (this.initial) return this.rates();
    return this.rates().map((rate) => rate * this.gamma);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((base) => base * this.gamma ** this.lastEpoch);
  }
}
