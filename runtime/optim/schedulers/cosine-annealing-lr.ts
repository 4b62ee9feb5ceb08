/** Rates that follow half a cosine, down and up again. */

import { type Call, parse } from "../../nn/arguments.ts";
import { type AnyOptimizer, LRScheduler } from "./scheduler.ts";

export interface CosineAnnealingLROptions {
  /** Epochs until the rates are the lowest. */
  TMax: number;
  /** The lowest rate; 0. */
  etaMin?: number;
  lastEpoch?: number;
}

/** The rates of the start down to `etaMin` along a cosine, in `TMax` epochs. */
export class CosineAnnealingLR extends LRScheduler {
  declare TMax: number;
  declare etaMin: number;

  constructor(
    optimizer: AnyOptimizer,
    ...args: Call<[TMax: number, etaMin?: number, lastEpoch?: number], CosineAnnealingLROptions>
  ) {
    const {
      TMax,
      etaMin = 0,
      lastEpoch,
    } = parse<CosineAnnealingLROptions>("CosineAnnealingLR", ["TMax!", "etaMin", "lastEpoch"], args);
    super(optimizer, lastEpoch, { TMax, etaMin });
  }

  getLr(): number[] {
    const { lastEpoch, TMax, etaMin } = this;
    if (lastEpoch === 0 || this.initial) return this.rates();
    if ((lastEpoch - 1 - TMax) % (2 * TMax) === 0)
      return this.rates().map((rate, i) => rate + ((this.baseLrs[i] - etaMin) * (1 - Math.cos(Math.PI / TMax))) / 2);
    const now = 1 + Math.cos((Math.PI * lastEpoch) / TMax);
    const before = 1 + Math.cos((Math.PI * (lastEpoch - 1)) / TMax);
    return this.rates().map((rate) => (now / before) * (rate - etaMin) + etaMin);
  }

  protected override closedForm(): number[] {
    const { lastEpoch, TMax, etaMin } = this;
    return this.baseLrs.map((base) => etaMin + ((base - etaMin) * (1 + Math.cos((Math.PI * lastEpoch) / TMax))) / 2);
  }
}
