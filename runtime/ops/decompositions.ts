/** What `torch` itself, and Tensor, have of linear algebra: by other names or with other arguments than `torch.linalg`. */

export { det, logdet, slogdetOf as slogdet } from "./linalg/determinant.ts";
export { matrixExp } from "./linalg/exponential.ts";
export { pinverse } from "./linalg/inverse.ts";
export { inv as inverse, luCompact as lu, luSolveCompact as luSolve, luUnpack } from "./linalg/lu.ts";
export { normOf as norm } from "./linalg/norm.ts";
export { matrixPower } from "./linalg/product.ts";
export { geqrf, householderProduct as orgqr, ormqr, qrOf as qr } from "./linalg/qr.ts";
export { svdOf as svd } from "./linalg/svd.ts";
export {
  choleskyFactor as cholesky,
  choleskyInverse,
  choleskySolve,
  triangularSolve,
} from "./linalg/triangular.ts";
export { dist, renorm } from "./norms.ts";
