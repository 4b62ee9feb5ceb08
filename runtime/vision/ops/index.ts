/** Operators and blocks for pictures: `torchvision.ops`. */

export {
  Conv2dNormActivation,
  Conv3dNormActivation,
  type ConvNormActivationOptions,
} from "./conv-norm-activation.ts";
export { FrozenBatchNorm2d } from "./frozen-batch-norm2d.ts";
export type { ActivationLayer, Maker, NormLayer } from "./maker.ts";
export { MLP } from "./mlp.ts";
export { Permute } from "./permute.ts";
export { SqueezeExcitation } from "./squeeze-excitation.ts";
export { StochasticDepth, type StochasticDepthMode, stochasticDepth } from "./stochastic-depth.ts";
