/** Rates that go up once and down once. */

import { type Call, parse } from "../../nn/arguments.ts";
import { plain } from "../../nn/python.ts";
import { momentumIsBeta, setMomentum, startMomentum } from "./momentum.ts";
import {
  type AnyOptimizer,
  groupsOf,
  LRScheduler,
  perGroup,
  requireOptimizer,
  type SchedulerState,
} from "./scheduler.ts";

export interface OneCycleLROptions {
  /** The highest rate, or one a group. */
  maxLr: number | readonly number[];
  /** Steps in all; null: `epochs` times `stepsPerEpoch`. */
  totalSteps?: number | null;
  epochs?: number | null;
  stepsPerEpoch?: number | null;
  /** The part of the steps in which the rate goes up; 0.3. */
  pctStart?: number;
  /** Along a cosine or a straight line; "cos". */
  annealStrategy?: "cos" | "linear";
  /** Whether momentum goes down where the rate goes up; true. */
  cycleMomentum?: boolean;
  /** 0.85. */
  baseMomentum?: number | readonly number[];
  /** 0.95. */
  maxMomentum?: number | readonly number[];
  /** The rate of the start is `maxLr` by this; 25. */
  divFactor?: number;
  /** The rate of the end is that of the start by this; 1e4. */
  finalDivFactor?: number;
  /** Whether the rate is that of the start again before it goes lower; false. */
  threePhase?: boolean;
  lastEpoch?: number;
}

type Positional = [
  maxLr: number | readonly number[],
  totalSteps?: number | null,
  epochs?: number | null,
  stepsPerEpoch?: number | null,
  pctStart?: number,
  annealStrategy?: "cos" | "linear",
  cycleMomentum?: boolean,
  baseMomentum?: number | readonly number[],
  maxMomentum?: number | readonly number[],
  divFactor?: number,
  finalDivFactor?: number,
  threePhase?: boolean,
  lastEpoch?: number,
];
const names = [
  "maxLr!",
  "totalSteps",
  "epochs",
  "stepsPerEpoch",
  "pctStart",
  "annealStrategy",
  "cycleMomentum",
  "baseMomentum",
  "maxMomentum",
  "divFactor",
  "finalDivFactor",
  "threePhase",
  "lastEpoch",
];

/** A stretch of steps, and the group's options that it leads from and to. */
interface Phase {
  readonly endStep: number;
  readonly rates: readonly ["initialLr" | "maxLr" | "minLr", "initialLr" | "maxLr" | "minLr"];
  readonly momenta: readonly ["maxMomentum" | "baseMomentum", "maxMomentum" | "baseMomentum"];
}

function stepsOf({ totalSteps, epochs, stepsPerEpoch }: OneCycleLROptions): number {
  const positive = (name: string, given: number): number => {
    if (!Number.isInteger(given) || given <= 0)
      throw new RangeError(`Expected positive integer ${name}, but got ${plain(given)}`);
    return given;
  };
  if (totalSteps != null) return positive("total_steps", totalSteps);
  if (epochs == null || stepsPerEpoch == null)
    throw new Error("You must define either total_steps OR (epochs AND steps_per_epoch)");
  return positive("epochs", epochs) * positive("steps_per_epoch", stepsPerEpoch);
}

function phasesOf(totalSteps: number, pctStart: number, threePhase: boolean): Phase[] {
  const up = { rates: ["initialLr", "maxLr"], momenta: ["maxMomentum", "baseMomentum"] } as const;
  const down = { rates: ["maxLr", "minLr"], momenta: ["baseMomentum", "maxMomentum"] } as const;
  if (!threePhase)
    return [
      { endStep: pctStart * totalSteps - 1, ...up },
      { endStep: totalSteps - 1, ...down },
    ];
  return [
    { endStep: pctStart * totalSteps - 1, ...up },
    { endStep: 2 * pctStart * totalSteps - 2, ...down, rates: ["maxLr", "initialLr"] },
    { endStep: totalSteps - 1, rates: ["initialLr", "minLr"], momenta: ["maxMomentum", "maxMomentum"] },
  ];
}

/** Goes from `maxLr / divFactor` to `maxLr`, then down to nearly nothing; a step is a batch. */
export class OneCycleLR extends LRScheduler {
  declare totalSteps: number;
  declare cycleMomentum: boolean;
  declare useBeta1: boolean;
  declare private phases: readonly Phase[];
  declare private strategy: "cos" | "linear";

  constructor(optimizer: AnyOptimizer, ...args: Call<Positional, OneCycleLROptions>) {
    const call = parse<OneCycleLROptions>("OneCycleLR", names, args);
    const { pctStart = 0.3, annealStrategy = "cos", cycleMomentum = true, lastEpoch = -1 } = call;
    requireOptimizer(optimizer);
    const totalSteps = stepsOf(call);
    if (!(pctStart >= 0 && pctStart <= 1))
      throw new RangeError(`Expected float between 0 and 1 pct_start, but got ${plain(pctStart)}`);
    if (annealStrategy !== "cos" && annealStrategy !== "linear")
      throw new Error(`anneal_strategy must be one of 'cos' or 'linear', instead got ${String(annealStrategy)}`);
    const maxLrs = perGroup("max_lr", call.maxLr, optimizer);
    if (lastEpoch === -1)
      groupsOf(optimizer).forEach((group, i) => {
        group.initialLr = maxLrs[i] / (call.divFactor ?? 25);
        group.maxLr = maxLrs[i];
        group.minLr = group.initialLr / (call.finalDivFactor ?? 1e4);
      });
    let useBeta1 = false;
    if (cycleMomentum) {
      useBeta1 = momentumIsBeta(optimizer, "cycle_momentum");
      const max = perGroup("max_momentum", call.maxMomentum ?? 0.95, optimizer);
      const base = perGroup("base_momentum", call.baseMomentum ?? 0.85, optimizer);
      if (lastEpoch === -1) startMomentum(optimizer, base, max, useBeta1);
    }
    const phases = phasesOf(totalSteps, pctStart, call.threePhase ?? false);
    super(optimizer, lastEpoch, { totalSteps, phases, strategy: annealStrategy, cycleMomentum, useBeta1 });
  }

  private between(start: number, end: number, part: number): number {
    if (this.strategy === "linear") return (end - start) * part + start;
    return end + ((start - end) / 2) * (Math.cos(Math.PI * part) + 1);
  }

  getLr(): number[] {
    const { lastEpoch: step, totalSteps, phases } = this;
    if (step > totalSteps)
      throw new RangeError(`Tried to step ${step} times. The specified number of total steps is ${totalSteps}`);
    const at = phases.findIndex(({ endStep }, i) => step <= endStep || i === phases.length - 1);
    const { endStep, rates, momenta } = phases[at];
    const start = at === 0 ? 0 : phases[at - 1].endStep;
    const part = (step - start) / (endStep - start);
    return groupsOf(this.optimizer).map((group) => {
      const [from, to] = rates.map((name) => group[name] as number);
      if (this.cycleMomentum) {
        const [first, last] = momenta.map((name) => group[name] as number);
        setMomentum(group, this.between(first, last, part), this.useBeta1);
      }
      return this.between(from, to, part);
    });
  }

  override stateDict(): SchedulerState {
    const { phases, strategy, ...rest } = super.stateDict();
    return {
      ...rest,
      _schedule_phases: this.phases.map(({ endStep, rates, momenta }) => ({
        end_step: endStep,
        start_lr: snake(rates[0]),
        end_lr: snake(rates[1]),
        ...(this.cycleMomentum ? { start_momentum: snake(momenta[0]), end_momentum: snake(momenta[1]) } : {}),
      })),
      _anneal_func_type: strategy,
    };
  }

  override loadStateDict(stateDict: Readonly<SchedulerState>): void {
    super.loadStateDict(stateDict);
    const { _schedule_phases: phases, _anneal_func_type: strategy } = stateDict;
    if (strategy === "cos" || strategy === "linear") this.strategy = strategy;
    if (!Array.isArray(phases)) return;
    this.phases = (phases as Record<string, unknown>[]).map((phase) => ({
      endStep: phase.end_step as number,
      rates: [camel(phase.start_lr), camel(phase.end_lr)] as unknown as Phase["rates"],
      momenta: [
        camel(phase.start_momentum ?? "max_momentum"),
        camel(phase.end_momentum ?? "max_momentum"),
      ] as unknown as Phase["momenta"],
    }));
  }
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camel = (name: unknown): string => String(name).replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
