/** Layers as functions: `torch.nn.functional`. */

export { bilinear, linear } from "../../ops/linear.ts";
export * from "./activation.ts";
export {
  type AttentionOptions,
  type MultiHeadAttentionOptions,
  multiHeadAttentionForward,
  scaledDotProductAttention,
} from "./attention.ts";
export * from "./convolution.ts";
export * from "./distance.ts";
export * from "./dropout.ts";
export * from "./loss.ts";
export * from "./margin-loss.ts";
export * from "./normalization.ts";
export * from "./padding.ts";
export * from "./pooling.ts";
export * from "./sparse.ts";
export * from "./vision.ts";
