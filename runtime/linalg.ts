/** Linear algebra: `torch.linalg`. Matrices are the last two dims; all before them is a batch. */

export { linalgCross as cross } from "./ops/contract.ts";
export { det, slogdet } from "./ops/linalg/determinant.ts";
export { eig, eigh, eigvals, eigvalsh } from "./ops/linalg/eigen.ts";
export { matrixExp } from "./ops/linalg/exponential.ts";
export { lstsq, matrixRank, pinv } from "./ops/linalg/inverse.ts";
export { inv, invEx, lu, luFactor, luFactorEx, luSolve, solve, solveEx } from "./ops/linalg/lu.ts";
export { LinAlgError } from "./ops/linalg/matrix.ts";
export { cond, matrixNorm, norm } from "./ops/linalg/norm.ts";
export {
  diagonal,
  matmulOf as matmul,
  matrixPower,
  multiDot,
  tensorinv,
  tensorsolve,
  vander,
  vecdot,
} from "./ops/linalg/product.ts";
export { householderProduct, qr } from "./ops/linalg/qr.ts";
export { svd, svdvals } from "./ops/linalg/svd.ts";
export { ldlFactor, ldlFactorEx, ldlSolve } from "./ops/linalg/symmetric.ts";
export { cholesky, choleskyEx, solveTriangular } from "./ops/linalg/triangular.ts";
export { vectorNorm } from "./ops/norms.ts";
