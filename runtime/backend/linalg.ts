/** The part of the native boundary that decomposes matrices and transforms signals. */

import type { Handle } from "./backend.ts";

/**
 * Linear algebra, of float32 and float64. Matrices are the last two dims, and batch dims are equal in all arguments.
 * An int32 `info` of the batch's shape says what went wrong with each matrix; 0 where nothing did.
 */
export interface LinalgKernels {
  /** The triangular factor, and info: the order of the first leading minor that is not positive-definite. */
  cholesky(a: Handle, upper: boolean): [Handle, Handle];
  /** L and U of P a, the int32 rows (from 1) exchanged in turn, and info: the first zero (from 1) on U's diagonal. */
  luFactor(a: Handle): [Handle, Handle, Handle];
  /** Solves `a x = b`, or with `transposed` `aᵀ x = b`, from what luFactor gave. */
  luSolve(lu: Handle, pivots: Handle, b: Handle, transposed: boolean): Handle;
  /** Reads one triangle of `a`; `unit`: its diagonal counts as ones. */
  triangularSolve(a: Handle, b: Handle, upper: boolean, unit: boolean): Handle;
  /** R with Householder's vectors below it, and their coefficients, as LAPACK's geqrf. */
  qrFactor(a: Handle): [Handle, Handle];
  /** The first columns of the product of such reflectors. */
  reflectorProduct(a: Handle, tau: Handle): Handle;
  /** That whole product, or its transpose, times `c`. */
  reflect(a: Handle, tau: Handle, c: Handle, transposed: boolean): Handle;
  /** L and D of the lower triangle with pivots and blocks as LAPACK's sytrf, and info: the first zero block of D. */
  ldlFactor(a: Handle): [Handle, Handle, Handle];
  ldlSolve(ld: Handle, pivots: Handle, b: Handle): Handle;
  /** U, S, Vᵀ and info, or without `vectors` S and info. */
  svd(a: Handle, full: boolean, vectors: boolean): Handle[];
  /** Eigenvalues in ascending order, eigenvectors and info, or without `vectors` values and info; reads one triangle. */
  eigh(a: Handle, upper: boolean, vectors: boolean): Handle[];
  /** As eigh, of any square matrix, in no order; complex numbers are the last dim of 2. */
  eig(a: Handle, vectors: boolean): Handle[];
  /**
   * The solution, int64 ranks, and singular values. Drivers: 0 gelsy, 1 gels, 2 gelsd, 3 gelss. In place of a rank, gels
   * has the first zero of R's diagonal (from 1), or 0; singular values are those of the last two.
   */
  leastSquares(a: Handle, b: Handle, rcond: number, driver: number): [Handle, Handle, Handle];
  /** The p-norms of the differences of each row of x [..., m, k] and each of y [..., n, k]: [..., m, n]. */
  cdist(x: Handle, y: Handle, p: number): Handle;
  /** The gradient of x. */
  cdistBackward(grad: Handle, x: Handle, y: Handle, p: number, distances: Handle): Handle;
}

/** Fourier transforms along one dim, of float32 and float64, times `scale`; complex numbers are the last dim of 2. */
export interface FourierKernels {
  fft(a: Handle, dim: number, inverse: boolean, scale: number): Handle;
  /** Of real numbers, to the n / 2 + 1 first frequencies. */
  fftOfReal(a: Handle, dim: number, scale: number): Handle;
  /** From the n / 2 + 1 first frequencies to `n` real numbers; otherwise as the inverse fft. */
  fftToReal(a: Handle, dim: number, n: number, scale: number): Handle;
}
