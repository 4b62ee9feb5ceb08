/** Rates that follow half a cosine again and again. */

import { type Call, parse } from "../../nn/arguments.ts";
import { plain } from "../../nn/python.ts";
import { type AnyOptimizer, LRScheduler } from "./scheduler.ts";

export interface CosineAnnealingWarmRestartsOptions {
  /** Epochs of the first run. */
  T0: number;
  /** How many times as long each run is as the one before; 1. */
  TMult?: number;
  /** The lowest rate; 0. */
  etaMin?: number;
  lastEpoch?: number;
}

/** The rates of the start down to `etaMin` along a cosine, then at once up again. Steps may be parts of an epoch. */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  declare T0: number;
  declare TMult: number;
  declare etaMin: number;
  /** Epochs of the run. */
  declare TI: number;
  /** Epochs since the run began. */
  declare TCur: number;

  constructor(
    optimizer: AnyOptimizer,
    ...args: Call<[T0: number, TMult?: number, etaMin?: number, lastEpoch?: number], CosineAnnealingWarmRestartsOptions>
  ) {
    const {
      T0,
      TMult = 1,
      etaMin = 0,
      lastEpoch = -1,
    } = parse<CosineAnnealingWarmRestartsOptions>(
      "CosineAnnealingWarmRestarts",
      ["T0!", "TMult", "etaMin", "lastEpoch"],
      args,
    );
    if (!Number.isInteger(T0) || T0 <= 0) throw new RangeError(`Expected positive integer T_0, but got ${plain(T0)}`);
    if (!Number.isInteger(TMult) || TMult < 1)
      throw new RangeError(`Expected integer T_mult >= 1, but got ${plain(TMult)}`);
    if (typeof etaMin !== "number")
      throw new TypeError(`Expected float or int eta_min, but got ${String(etaMin)} of type ${typeof etaMin}`);
    super(optimizer, lastEpoch, { T0, TI: T0, TMult, etaMin, TCur: lastEpoch });
  }

  getLr(): number[] {
    const { TCur, TI, etaMin } = this;
    return this.baseLrs.map((base) => etaMin + ((base - etaMin) * (1 + Math.cos((Math.PI * TCur) / TI))) / 2);
  }

  override step(epoch?: number): void {
    const { T0, TMult } = this;
    let at = epoch ?? (this.lastEpoch < 0 ? 0 : undefined);
    if (at === undefined) {
      at = this.lastEpoch + 1;
      this.TCur++;
      if (this.TCur >= this.TI) {
        this.TCur %= this.TI;
        this.TI *= TMult;
      }
    } else {
      if (at < 0) throw new RangeError(`Expected non-negative epoch, but got ${plain(at)}`);
      if (at < T0) {
        this.TI = T0;
        this.TCur = at;
      } else if (TMult === 1) {
        this.TCur = at % T0;
      } else {
        const run = Math.floor(Math.log((at / T0) * (TMult - 1) + 1) / Math.log(TMult));
        this.TCur = at - (T0 * (TMult ** run - 1)) / (TMult - 1);
        this.TI = T0 * TMult ** run;
      }
    }
    this.lastEpoch = Math.floor(at);
    this.write(this.getLr());
  }
}
