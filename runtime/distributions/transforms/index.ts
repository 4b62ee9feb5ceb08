/** Changes of variables: `torch.distributions.transforms`. */

export { AbsTransform } from "./abs.ts";
export { type AffineOptions, AffineTransform } from "./affine.ts";
export {
  CatTransform,
  ComposeTransform,
  CumulativeDistributionTransform,
  IndependentTransform,
  ReshapeTransform,
  StackTransform,
} from "./compose.ts";
export { CorrCholeskyTransform } from "./corr-cholesky.ts";
export { ExpTransform } from "./exp.ts";
export { LowerCholeskyTransform } from "./lower-cholesky.ts";
export { PositiveDefiniteTransform } from "./positive-definite.ts";
export { PowerTransform } from "./power.ts";
export { SigmoidTransform } from "./sigmoid.ts";
export { SoftmaxTransform } from "./softmax.ts";
export { SoftplusTransform } from "./softplus.ts";
export { StickBreakingTransform } from "./stick-breaking.ts";
export { TanhTransform } from "./tanh.ts";
export { Transform, type TransformOptions } from "./transform.ts";
