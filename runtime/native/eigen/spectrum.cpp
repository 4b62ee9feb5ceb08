#include "eigen/matrix.h"

#include <algorithm>

namespace tangent::eigen {

// Eigen 5 takes the options as template arguments and marks these as old; both have them.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace {

template <class T>
Eigen::BDCSVD<Matrix<T>> singular(const Matrix<T>& a, unsigned options) {
  return Eigen::BDCSVD<Matrix<T>>(a, options);
}

}  // namespace

template <class T>
bool svd(const T* source, T* u, T* s, T* vt, int64_t m, int64_t n, bool full) {
  const Matrix<T> a = in(source, m, n);
  if (!a.allFinite()) return false;
  const unsigned vectors = full ? Eigen::ComputeFullU | Eigen::ComputeFullV : Eigen::ComputeThinU | Eigen::ComputeThinV;
  const auto decomposition = singular<T>(a, u == nullptr ? 0u : vectors);
  const int64_t count = std::min(m, n);
  Eigen::Map<Vector<T>>(s, count) = decomposition.singularValues();
  if (u != nullptr) {
    out(u, m, full ? m : count) = decomposition.matrixU();
    out(vt, full ? n : count, n) = decomposition.matrixV().transpose();
  }
  return decomposition.info() == Eigen::Success;
}

template <class T>
bool eigh(const T* source, T* w, T* v, int64_t n, bool upper) {
  Matrix<T> a = in(source, n, n);
  if (upper) a.transposeInPlace();
  if (!a.template triangularView<Eigen::Lower>().toDenseMatrix().allFinite()) return false;
  const Eigen::SelfAdjointEigenSolver<Matrix<T>> decomposition(
      a, v == nullptr ? Eigen::EigenvaluesOnly : Eigen::ComputeEigenvectors);
  Eigen::Map<Vector<T>>(w, n) = decomposition.eigenvalues();
  if (v != nullptr) out(v, n, n) = decomposition.eigenvectors();
  return decomposition.info() == Eigen::Success;
}

template <class T>
bool eig(const T* source, std::complex<T>* w, std::complex<T>* v, int64_t n) {
  const Matrix<T> a = in(source, n, n);
  if (!a.allFinite()) return false;
  const Eigen::EigenSolver<Matrix<T>> decomposition(a, v != nullptr);
  if (decomposition.info() != Eigen::Success) return false;
  Eigen::Map<Vector<std::complex<T>>>(w, n) = decomposition.eigenvalues();
  if (v != nullptr) out(v, n, n) = decomposition.eigenvectors();
  return true;
}

namespace {

template <class T>
int64_t firstZero(const Matrix<T>& r, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    if (r(i, i) == T(0)) return i + 1;
  }
  return 0;
}

/** By a QR decomposition of a, which must have full rank, or of its transpose. */
template <class T>
int64_t fullRank(const Matrix<T>& a, const Matrix<T>& b, Matrix<T>& x) {
  const int64_t m = a.rows();
  const int64_t n = a.cols();
  if (m >= n) {
    const Eigen::HouseholderQR<Matrix<T>> qr(a);
    const int64_t info = firstZero<T>(qr.matrixQR(), n);
    if (info == 0) x = qr.solve(b);
    return info;
  }
  const Eigen::HouseholderQR<Matrix<T>> qr(a.transpose());
  const int64_t info = firstZero<T>(qr.matrixQR(), m);
  if (info != 0) return info;
  x.setZero();
  x.topRows(m) = qr.matrixQR().topRows(m).template triangularView<Eigen::Upper>().transpose().solve(b);
  x.applyOnTheLeft(qr.householderQ());
  return 0;
}

}  // namespace

template <class T>
int64_t leastSquares(const T* a, const T* b, T* result, T* s, int64_t m, int64_t n, int64_t k, T rcond, Driver driver) {
  const Matrix<T> matrix = in(a, m, n);
  const Matrix<T> right = in(b, m, k);
  Matrix<T> x = Matrix<T>::Zero(n, k);
  int64_t rank = 0;
  if (driver == Driver::Gels) {
    rank = fullRank(matrix, right, x);
  } else if (driver == Driver::Gelsy) {
    Eigen::CompleteOrthogonalDecomposition<Matrix<T>> decomposition;
    decomposition.setThreshold(rcond);
    decomposition.compute(matrix);
    rank = decomposition.rank();
    if (rank > 0) x = decomposition.solve(right);
  } else {
    const auto decomposition = singular<T>(matrix, Eigen::ComputeThinU | Eigen::ComputeThinV);
    const Vector<T> values = decomposition.singularValues();
    Eigen::Map<Vector<T>>(s, values.size()) = values;
    while (rank < values.size() && values(rank) > rcond * values(0)) ++rank;
    if (rank > 0) {
      const Matrix<T> parts = (decomposition.matrixU().leftCols(rank).transpose() * right).array().colwise() /
                              values.head(rank).array();
      x.noalias() = decomposition.matrixV().leftCols(rank) * parts;
    }
  }
  out(result, n, k) = x;
  return rank;
}

template bool svd(const float*, float*, float*, float*, int64_t, int64_t, bool);
template bool svd(const double*, double*, double*, double*, int64_t, int64_t, bool);
template bool eigh(const float*, float*, float*, int64_t, bool);
template bool eigh(const double*, double*, double*, int64_t, bool);
template bool eig(const float*, std::complex<float>*, std::complex<float>*, int64_t);
template bool eig(const double*, std::complex<double>*, std::complex<double>*, int64_t);
template int64_t leastSquares(const float*, const float*, float*, float*, int64_t, int64_t, int64_t, float, Driver);
template int64_t leastSquares(const double*, const double*, double*, double*, int64_t, int64_t, int64_t, double, Driver);

}  // namespace tangent::eigen
