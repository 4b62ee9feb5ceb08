/** Rates that go up and down between two bounds. */

import { type Call, parse } from "../../nn/arguments.ts";
import { momentumIsBeta, setMomentum, startMomentum } from "./momentum.ts";
import { type AnyOptimizer, groupsOf, LRScheduler, perGroup, requireOptimizer, setRate } from "./scheduler.ts";

export interface CyclicLROptions {
  /** The lower bound, or one a group. */
  baseLr: number | readonly number[];
  /** The upper bound, or one a group. */
  maxLr: number | readonly number[];
  /** Steps from the lower to the upper bound; 2000. */
  stepSizeUp?: number;
  /** Steps from the upper to the lower bound; null: as many. */
  stepSizeDown?: number | null;
  /** How the upper bound changes from cycle to cycle: not, by halves, or by powers of `gamma`; "triangular". */
  mode?: "triangular" | "triangular2" | "exp_range";
  /** 1. */
  gamma?: number;
  /** In `mode`'s place: the part of the height for a cycle or a step. */
  scaleFn?: ((x: number) => number) | null;
  /** What `scaleFn` is given; "cycle". */
  scaleMode?: "cycle" | "iterations";
  /** Whether momentum goes down where the rate goes up; true. */
  cycleMomentum?: boolean;
  /** 0.8. */
  baseMomentum?: number | readonly number[];
  /** 0.9. */
  maxMomentum?: number | readonly number[];
  lastEpoch?: number;
}

type Positional = [
  baseLr: number | readonly number[],
  maxLr: number | readonly number[],
  stepSizeUp?: number,
  stepSizeDown?: number | null,
  mode?: CyclicLROptions["mode"],
  gamma?: number,
  scaleFn?: CyclicLROptions["scaleFn"],
  scaleMode?: CyclicLROptions["scaleMode"],
  cycleMomentum?: boolean,
  baseMomentum?: number | readonly number[],
  maxMomentum?: number | readonly number[],
  lastEpoch?: number,
];
const names = [
  "baseLr!",
  "maxLr!",
  "stepSizeUp",
  "stepSizeDown",
  "mode",
  "gamma",
  "scaleFn",
  "scaleMode",
  "cycleMomentum",
  "baseMomentum",
  "maxMomentum",
  "lastEpoch",
];

/** Goes from `baseLr` to `maxLr` and back along straight lines; a step is a batch. */
export class CyclicLR extends LRScheduler {
  declare maxLrs: number[];
  declare totalSize: number;
  declare stepRatio: number;
  declare mode: string;
  declare gamma: number;
  declare scaleMode: "cycle" | "iterations";
  declare cycleMomentum: boolean;
  declare useBeta1: boolean;
  declare baseMomentums: number[];
  declare maxMomentums: number[];
  declare scaleFn: ((x: number) => number) | null;

  constructor(optimizer: AnyOptimizer, ...args: Call<Positional, CyclicLROptions>) {
    const call = parse<CyclicLROptions>("CyclicLR", names, args);
    const { stepSizeUp = 2000, mode = "triangular", scaleFn = null, lastEpoch = -1 } = call;
    requireOptimizer(optimizer);
    const baseLrs = perGroup("base_lr", call.baseLr, optimizer);
    const maxLrs = perGroup("max_lr", call.maxLr, optimizer);
    if (scaleFn === null && !["triangular", "triangular2", "exp_range"].includes(mode))
      throw new Error("mode is invalid and scale_fn is None");
    const totalSize = stepSizeUp + (call.stepSizeDown ?? stepSizeUp);
    const cycleMomentum = call.cycleMomentum ?? true;
    const options: Record<string, unknown> = {
      maxLrs,
      totalSize,
      stepRatio: stepSizeUp / totalSize,
      mode,
      gamma: call.gamma ?? 1,
      scaleFn,
      scaleMode: scaleFn !== null ? (call.scaleMode ?? "cycle") : mode === "exp_range" ? "iterations" : "cycle",
      cycleMomentum,
    };
    if (cycleMomentum) {
      const useBeta1 = momentumIsBeta(optimizer, "cycle_momentum");
      const baseMomentums = perGroup("base_momentum", call.baseMomentum ?? 0.8, optimizer);
      const maxMomentums = perGroup("max_momentum", call.maxMomentum ?? 0.9, optimizer);
      if (lastEpoch === -1) startMomentum(optimizer, baseMomentums, maxMomentums, useBeta1);
      Object.assign(options, { useBeta1, baseMomentums, maxMomentums });
    }
    if (lastEpoch === -1)
      groupsOf(optimizer).forEach((group, i) => {
        setRate(group, baseLrs[i]);
        group.initialLr = baseLrs[i];
      });
    super(optimizer, lastEpoch, options);
    this.baseLrs = baseLrs;
  }

  private scale(x: number): number {
    if (this.scaleFn !== null) return this.scaleFn(x);
    if (this.mode === "triangular") return 1;
    return this.mode === "triangular2" ? 1 / 2 ** (x - 1) : this.gamma ** x;
  }

  getLr(): number[] {
    const { lastEpoch, totalSize, stepRatio } = this;
    const cycle = Math.floor(1 + lastEpoch / totalSize);
    const x = 1 + lastEpoch / totalSize - cycle;
    const part = x <= stepRatio ? x / stepRatio : (x - 1) / (stepRatio - 1);
    const height = this.scale(this.scaleMode === "cycle" ? cycle : lastEpoch);
    if (this.cycleMomentum)
      groupsOf(this.optimizer).forEach((group, i) => {
        const range = (this.maxMomentums[i] - this.baseMomentums[i]) * part;
        setMomentum(group, this.maxMomentums[i] - range * height, this.useBeta1);
      });
    return this.baseLrs.map((base, i) => base + (this.maxLrs[i] - base) * part * height);
  }
}
