/** Operators and blocks for pictures: `torchvision.ops`. */

export { type BoxFormat, boxConvert, type RotatedBoxFormat } from "./box-format.ts";
export {
  boxArea,
  boxIou,
  clipBoxesToImage,
  completeBoxIou,
  distanceBoxIou,
  generalizedBoxIou,
  masksToBoxes,
  removeSmallBoxes,
} from "./boxes.ts";
export {
  Conv2dNormActivation,
  Conv3dNormActivation,
  type ConvNormActivationOptions,
} from "./conv-norm-activation.ts";
export { FrozenBatchNorm2d } from "./frozen-batch-norm2d.ts";
export type { ActivationLayer, Maker, NormLayer } from "./maker.ts";
export { MLP } from "./mlp.ts";
export { batchedNms, nms } from "./nms.ts";
export { Permute } from "./permute.ts";
export type { OutputSize, Regions } from "./regions.ts";
export { RoIAlign, type RoIAlignOptions, roiAlign } from "./roi-align.ts";
export { RoIPool, type RoIPoolOptions, roiPool } from "./roi-pool.ts";
export { sigmoidFocalLoss } from "./sigmoid-focal-loss.ts";
export { SqueezeExcitation } from "./squeeze-excitation.ts";
export { StochasticDepth, type StochasticDepthMode, stochasticDepth } from "./stochastic-depth.ts";
