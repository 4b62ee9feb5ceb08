/** What schedules that move momentum against the rate share. */

import { type AnyOptimizer, groupsOf, type ScheduledGroup } from "./scheduler.ts";

/** Whether the optimizer's momentum is the first of `betas`; an error where it has none. */
export function momentumIsBeta(optimizer: AnyOptimizer, option: string): boolean {
  const { defaults } = optimizer as { defaults: object };
  if (!("momentum" in defaults) && !("betas" in defaults))
    throw new Error(`optimizer must support momentum or beta1 with \`${option}\` option enabled`);
  return "betas" in defaults;
}

/** Gives a group its momentum. */
export function setMomentum(group: ScheduledGroup, momentum: number, beta: boolean): void {
  if (beta) group.betas = [momentum, ...(group.betas as number[]).slice(1)];
  else group.momentum = momentum;
}

/** Notes the ends of the momentum in the groups, and starts from the largest. */
export function startMomentum(optimizer: AnyOptimizer, base: number[], max: number[], beta: boolean): void {
  groupsOf(optimizer).forEach((group, i) => {
    setMomentum(group, max[i], beta);
    group.maxMomentum = max[i];
    group.baseMomentum = base[i];
  });
}
