/** Gradients: `torch.autograd`. */

export { detectAnomaly, isAnomalyCheckNanEnabled, isAnomalyEnabled, setDetectAnomaly } from "./anomaly.ts";
export {
  type AllOptions,
  type BackwardOptions,
  backwardAll as backward,
  type GradOptions,
  grad,
  type HookHandle,
} from "./backward.ts";
export { AutogradFunction as Function, FunctionCtx, type Gradients, onceDifferentiable } from "./function.ts";
export * as functional from "./functional.ts";
export { GradcheckError, type GradcheckOptions, gradcheck, gradgradcheck } from "./gradcheck.ts";
export * as graph from "./graph-tools.ts";
export { enableGrad, inferenceMode, isGradEnabled, noGrad, setGradEnabled } from "./mode.ts";
