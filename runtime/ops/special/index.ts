/** PyTorch's `torch.special`: `torch.special.erfcx(x)`. */

export {
  erf,
  erfc,
  exp2,
  expm1,
  log1p,
  round,
  sigmoid as expit,
} from "../pointwise.ts";
export { logsumexp } from "../reduce.ts";
export { logSoftmax, softmax } from "../softmax.ts";
export {
  digamma,
  digamma as psi,
  erfinv,
  i0,
  igamma as gammainc,
  igammac as gammaincc,
  lgamma as gammaln,
  logit,
  mvlgamma as multigammaln,
  polygamma,
  sinc,
  xlogy,
} from "../special-functions.ts";
export * from "./bessel.ts";
export * from "./normal.ts";
export * from "./polynomial.ts";
