/** Learning-rate schedules: `torch.optim.lr_scheduler`. */

export {
  ChainedScheduler,
  type ChainedSchedulerOptions,
  SequentialLR,
  type SequentialLROptions,
} from "./combined.ts";
export { ConstantLR, type ConstantLROptions } from "./constant-lr.ts";
export { CosineAnnealingLR, type CosineAnnealingLROptions } from "./cosine-annealing-lr.ts";
export {
  CosineAnnealingWarmRestarts,
  type CosineAnnealingWarmRestartsOptions,
} from "./cosine-annealing-warm-restarts.ts";
export { CyclicLR, type CyclicLROptions } from "./cyclic-lr.ts";
export { ExponentialLR, type ExponentialLROptions } from "./exponential-lr.ts";
export { LambdaLR, type LambdaLROptions, type RateFunction } from "./lambda-lr.ts";
export { LinearLR, type LinearLROptions } from "./linear-lr.ts";
export { MultiStepLR, type MultiStepLROptions } from "./multi-step-lr.ts";
export { MultiplicativeLR } from "./multiplicative-lr.ts";
export { OneCycleLR, type OneCycleLROptions } from "./one-cycle-lr.ts";
export { PolynomialLR, type PolynomialLROptions } from "./polynomial-lr.ts";
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from "./reduce-lr-on-plateau.ts";
export { type AnyOptimizer, LRScheduler, type SchedulerState } from "./scheduler.ts";
export { StepLR, type StepLROptions } from "./step-lr.ts";
