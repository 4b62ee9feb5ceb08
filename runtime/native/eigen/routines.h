#pragma once

#include <complex>
#include <cstdint>

/**
 * What Eigen computes, for one matrix or line a call: T is float or double. Matrices are dense and row-major, of at
 * least one row and one column, and outputs may not be inputs. Eigen is slow to compile: only the files of this folder
 * include it.
 */
namespace tangent::eigen {

/** Which way a least-squares problem is solved; the codes are those of `leastSquares` in runtime/backend/backend.ts. */
enum class Driver : int { Gelsy, Gels, Gelsd, Gelss };

/** The order of the first leading minor that is not positive-definite, or 0. Reads one triangle, writes zeros to the other. */
template <class T>
int cholesky(const T* a, T* factor, int64_t n, bool upper);
/** L and U of P a, and the rows (from 1) that were exchanged in turn; the first zero on U's diagonal (from 1), or 0. */
template <class T>
int luFactor(const T* a, T* lu, int32_t* pivots, int64_t m, int64_t n);
/** Solves a x = b (or its transpose's) for `k` columns. */
template <class T>
void luSolve(const T* lu, const int32_t* pivots, const T* b, T* x, int64_t n, int64_t k, bool transposed);
template <class T>
void triangularSolve(const T* a, const T* b, T* x, int64_t n, int64_t k, bool upper, bool unit);
/** Householder's vectors below R, as LAPACK's geqrf. */
template <class T>
void qrFactor(const T* a, T* qr, T* tau, int64_t m, int64_t n);
/** The first `n` columns of the product of `k` reflectors, whose vectors are columns of a (of `n` columns). */
template <class T>
void reflectorProduct(const T* a, const T* tau, T* q, int64_t m, int64_t n, int64_t k);
/** That product, or its transpose, times c (of `columns` columns); a has `n` columns. */
template <class T>
void reflect(const T* a, const T* tau, const T* c, T* result, int64_t m, int64_t n, int64_t k, int64_t columns,
             bool transposed);
/** LAPACK's sytrf of the lower triangle; the first zero block of D (from 1), or 0. */
template <class T>
int ldlFactor(const T* a, T* ld, int32_t* pivots, int64_t n);
template <class T>
void ldlSolve(const T* ld, const int32_t* pivots, const T* b, T* x, int64_t n, int64_t k);
/** u and vt may be null together. False where the input is not finite, or it did not converge. */
template <class T>
bool svd(const T* a, T* u, T* s, T* vt, int64_t m, int64_t n, bool full);
/** Eigenvalues in ascending order; v may be null. Reads one triangle. */
template <class T>
bool eigh(const T* a, T* w, T* v, int64_t n, bool upper);
/** v may be null. */
template <class T>
bool eig(const T* a, std::complex<T>* w, std::complex<T>* v, int64_t n);
/** The rank, of Gels the first zero of R's diagonal (from 1) or 0; s: the singular values of Gelsd and Gelss. */
template <class T>
int64_t leastSquares(const T* a, const T* b, T* x, T* s, int64_t m, int64_t n, int64_t k, T rcond, Driver driver);
/** Unscaled. */
template <class T>
void fft(const std::complex<T>* a, std::complex<T>* result, int64_t n, bool inverse);
/** To the n / 2 + 1 first frequencies. */
template <class T>
void fftOfReal(const T* a, std::complex<T>* result, int64_t n);
/** From the n / 2 + 1 first frequencies; imaginary parts that a real signal cannot have are passed over. */
template <class T>
void fftToReal(const std::complex<T>* a, T* result, int64_t n);

}  // namespace tangent::eigen
