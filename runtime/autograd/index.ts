/** Gradients: `torch.autograd`. */

export { type BackwardOptions, type GradOptions, grad, type HookHandle } from "./backward.ts";
export { enableGrad, inferenceMode, isGradEnabled, noGrad, setGradEnabled } from "./mode.ts";
