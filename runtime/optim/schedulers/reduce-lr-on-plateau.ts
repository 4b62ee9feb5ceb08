/** Rates that fall where a measure no longer improves. */

import { type Call, parse } from "../../nn/arguments.ts";
import { type AnyOptimizer, groupsOf, LRScheduler, rateOf, requireOptimizer, setRate } from "./scheduler.ts";

export interface ReduceLROnPlateauOptions {
  /** Whether the measure is to be small or large; "min". */
  mode?: "min" | "max";
  /** What the rate is multiplied by; 0.1. */
  factor?: number;
  /** Epochs without an improvement that are let pass; 10. */
  patience?: number;
  /** What counts as an improvement; 1e-4. */
  threshold?: number;
  /** Whether `threshold` is a part of the best measure or a difference; "rel". */
  thresholdMode?: "rel" | "abs";
  /** Epochs after a fall in which nothing is counted; 0. */
  cooldown?: number;
  /** The lowest rate, or one a group; 0. */
  minLr?: number | readonly number[];
  /** The least change of a rate that is made; 1e-8. */
  eps?: number;
}

type Positional = [
  mode?: "min" | "max",
  factor?: number,
  patience?: number,
  threshold?: number,
  thresholdMode?: "rel" | "abs",
  cooldown?: number,
  minLr?: number | readonly number[],
  eps?: number,
];
const names = ["mode", "factor", "patience", "threshold", "thresholdMode", "cooldown", "minLr", "eps"];

/** Multiplies the rates by `factor` where the measure given to `step` has not improved for `patience` epochs. */
export class ReduceLROnPlateau extends LRScheduler {
  declare mode: "min" | "max";
  declare factor: number;
  declare patience: number;
  declare threshold: number;
  declare thresholdMode: "rel" | "abs";
  declare cooldown: number;
  declare defaultMinLr: number | null;
  declare minLrs: number[];
  declare eps: number;
  declare best: number;
  declare modeWorse: number;
  declare numBadEpochs: number;
  declare cooldownCounter: number;

  constructor(optimizer: AnyOptimizer, ...args: Call<Positional, ReduceLROnPlateauOptions>) {
    const {
      mode = "min",
      factor = 0.1,
      patience = 10,
      threshold = 1e-4,
      thresholdMode = "rel",
      cooldown = 0,
      minLr = 0,
      eps = 1e-8,
    } = parse<ReduceLROnPlateauOptions>("ReduceLROnPlateau", names, args);
    if (factor >= 1) throw new RangeError("Factor should be < 1.0.");
    requireOptimizer(optimizer);
    const groups = groupsOf(optimizer).length;
    const minLrs = typeof minLr === "number" ? new Array<number>(groups).fill(minLr) : [...minLr];
    if (minLrs.length !== groups) throw new Error(`expected ${groups} min_lrs, got ${minLrs.length}`);
    if (mode !== "min" && mode !== "max") throw new Error(`mode ${String(mode)} is unknown!`);
    if (thresholdMode !== "rel" && thresholdMode !== "abs")
      throw new Error(`threshold mode ${String(thresholdMode)} is unknown!`);
    const modeWorse = mode === "min" ? Infinity : -Infinity;
    super(optimizer, -1, {
      factor,
      defaultMinLr: typeof minLr === "number" ? minLr : null,
      minLrs,
      patience,
      cooldown,
      eps,
      modeWorse,
      mode,
      threshold,
      thresholdMode,
      best: modeWorse,
      cooldownCounter: 0,
      numBadEpochs: 0,
    });
  }

  getLr(): number[] {
    return this.rates();
  }

  override firstStep(): void {
    this.lastEpoch = 0;
    this.lastLr = this.rates();
  }

  /** Whether epochs are not counted now. */
  get inCooldown(): boolean {
    return this.cooldownCounter > 0;
  }

  /** Takes the measure of an epoch: a number, or a tensor of one element. */
  override step(metrics?: number | { valueOf(): unknown }, epoch?: number): void {
    if (metrics === undefined)
      throw new TypeError("ReduceLROnPlateau.step() missing 1 required positional argument: 'metrics'");
    const current = Number(metrics);
    this.lastEpoch = epoch ?? this.lastEpoch + 1;
    if (this.#better(current)) {
      this.best = current;
      this.numBadEpochs = 0;
    } else this.numBadEpochs++;
    if (this.inCooldown) {
      this.cooldownCounter--;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs > this.patience) {
      this.#reduce();
      this.cooldownCounter = this.cooldown;
      this.numBadEpochs = 0;
    }
    this.lastLr = this.rates();
  }

  #better(current: number): boolean {
    const { best, threshold } = this;
    if (this.mode === "min")
      return current < (this.thresholdMode === "rel" ? best * (1 - threshold) : best - threshold);
    return current > (this.thresholdMode === "rel" ? best * (1 + threshold) : best + threshold);
  }

  #reduce(): void {
    const groups = groupsOf(this.optimizer);
    if (groups.length !== this.minLrs.length) {
      if (this.defaultMinLr === null)
        throw new Error(
          "The number of param groups in the optimizer changed: minLr as a list needs one value for each of them",
        );
      this.minLrs = new Array<number>(groups.length).fill(this.defaultMinLr);
    }
    groups.forEach((group, i) => {
      const before = rateOf(group);
      const after = Math.max(before * this.factor, this.minLrs[i]);
      if (before - after > this.eps) setRate(group, after);
    });
  }
}
