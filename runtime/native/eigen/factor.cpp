#include "eigen/matrix.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tangent::eigen {

namespace {

/** Column by column, up to the first pivot that is not positive. Gives its order, or 0. */
template <class T>
int choleskyByColumns(Matrix<T>& a) {
  const int64_t n = a.rows();
  for (int64_t j = 0; j < n; ++j) {
    const T pivot = a(j, j) - a.row(j).head(j).squaredNorm();
    if (!(pivot > T(0))) {
      a(j, j) = pivot;
      return static_cast<int>(j) + 1;
    }
    const T root = std::sqrt(pivot);
    a(j, j) = root;
    const int64_t below = n - j - 1;
    if (below == 0) continue;
    a.col(j).tail(below).noalias() -= a.bottomLeftCorner(below, j) * a.row(j).head(j).transpose();
    a.col(j).tail(below) /= root;
  }
  return 0;
}

}  // namespace

template <class T>
int cholesky(const T* a, T* factor, int64_t n, bool upper) {
  Matrix<T> lower = in(a, n, n);
  if (upper) lower.transposeInPlace();
  int info = 0;
  constexpr int64_t blocked = 16;
  if (n >= blocked) {
    const Matrix<T> given = lower;
    const Eigen::LLT<Eigen::Ref<Matrix<T>>> decomposition(lower);
    // A NaN passes Eigen's test.
    if (decomposition.info() != Eigen::Success || !lower.diagonal().allFinite()) {
      lower = given;
      info = choleskyByColumns(lower);
    }
  } else {
    info = choleskyByColumns(lower);
  }
  lower.template triangularView<Eigen::StrictlyUpper>().setZero();
  if (upper) out(factor, n, n) = lower.transpose();
  else out(factor, n, n) = lower;
  return info;
}

namespace {

/** Columns first…first+count of a, eliminated one by one; whole rows are exchanged. */
template <class T>
void luPanel(Matrix<T>& a, int32_t* pivots, int64_t first, int64_t count) {
  const int64_t m = a.rows();
  for (int64_t j = first; j < first + count; ++j) {
    Eigen::Index largest = 0;
    T most = T(-1);
    for (int64_t i = j; i < m; ++i) {
      const T size = std::abs(a(i, j));
      if (size > most) {
        most = size;
        largest = i - j;
      }
    }
    const int64_t row = j + largest;
    pivots[j] = static_cast<int32_t>(row) + 1;
    if (a(row, j) == T(0)) continue;
    if (row != j) a.row(j).swap(a.row(row));
    const int64_t below = m - j - 1;
    if (below == 0) continue;
    a.col(j).tail(below) /= a(j, j);
    const int64_t right = first + count - j - 1;
    a.block(j + 1, j + 1, below, right).noalias() -= a.col(j).tail(below) * a.row(j).segment(j + 1, right);
  }
}

}  // namespace

template <class T>
int luFactor(const T* source, T* lu, int32_t* pivots, int64_t m, int64_t n) {
  Matrix<T> a = in(source, m, n);
  const int64_t count = std::min(m, n);
  const int64_t width = count <= 128 ? 16 : 48;
  for (int64_t j = 0; j < count; j += width) {
    const int64_t panel = std::min(width, count - j);
    luPanel(a, pivots, j, panel);
    const int64_t right = n - j - panel;
    const int64_t below = m - j - panel;
    if (right == 0) continue;
    auto top = a.block(j, j + panel, panel, right);
    a.block(j, j, panel, panel).template triangularView<Eigen::UnitLower>().solveInPlace(top);
    if (below > 0) a.bottomRightCorner(below, right).noalias() -= a.block(j + panel, j, below, panel) * top;
  }
  out(lu, m, n) = a;
  for (int64_t i = 0; i < count; ++i) {
    if (a(i, i) == T(0)) return static_cast<int>(i) + 1;
  }
  return 0;
}

template <class T>
void luSolve(const T* lu, const int32_t* pivots, const T* b, T* result, int64_t n, int64_t k, bool transposed) {
  const Matrix<T> factors = in(lu, n, n);
  Matrix<T> x = in(b, n, k);
  if (!transposed) {
    for (int64_t i = 0; i < n; ++i) x.row(i).swap(x.row(pivots[i] - 1));
    factors.template triangularView<Eigen::UnitLower>().solveInPlace(x);
    factors.template triangularView<Eigen::Upper>().solveInPlace(x);
  } else {
    factors.template triangularView<Eigen::Upper>().transpose().solveInPlace(x);
    factors.template triangularView<Eigen::UnitLower>().transpose().solveInPlace(x);
    for (int64_t i = n - 1; i >= 0; --i) x.row(i).swap(x.row(pivots[i] - 1));
  }
  out(result, n, k) = x;
}

template <class T>
void triangularSolve(const T* a, const T* b, T* result, int64_t n, int64_t k, bool upper, bool unit) {
  const Matrix<T> matrix = in(a, n, n);
  Matrix<T> x = in(b, n, k);
  if (upper && unit) matrix.template triangularView<Eigen::UnitUpper>().solveInPlace(x);
  else if (upper) matrix.template triangularView<Eigen::Upper>().solveInPlace(x);
  else if (unit) matrix.template triangularView<Eigen::UnitLower>().solveInPlace(x);
  else matrix.template triangularView<Eigen::Lower>().solveInPlace(x);
  out(result, n, k) = x;
}

template <class T>
void qrFactor(const T* a, T* qr, T* tau, int64_t m, int64_t n) {
  const Eigen::HouseholderQR<Matrix<T>> decomposition(in(a, m, n));
  out(qr, m, n) = decomposition.matrixQR();
  Eigen::Map<Vector<T>>(tau, std::min(m, n)) = decomposition.hCoeffs();
}

template <class T>
void reflectorProduct(const T* a, const T* tau, T* q, int64_t m, int64_t n, int64_t k) {
  const Matrix<T> vectors = in(a, m, n).leftCols(k);
  const Vector<T> coefficients = Eigen::Map<const Vector<T>>(tau, k);
  Matrix<T> result = Matrix<T>::Identity(m, n);
  if (k > 0) result.applyOnTheLeft(Eigen::householderSequence(vectors, coefficients));
  out(q, m, n) = result;
}

template <class T>
void reflect(const T* a, const T* tau, const T* c, T* result, int64_t m, int64_t n, int64_t k, int64_t columns,
             bool transposed) {
  Matrix<T> x = in(c, m, columns);
  if (k > 0) {
    const Matrix<T> vectors = in(a, m, n).leftCols(k);
    const Vector<T> coefficients = Eigen::Map<const Vector<T>>(tau, k);
    const auto sequence = Eigen::householderSequence(vectors, coefficients);
    if (transposed) x.applyOnTheLeft(sequence.transpose());
    else x.applyOnTheLeft(sequence);
  }
  out(result, m, columns) = x;
}

namespace {

/** Exchanges rows and columns i < j of what is left of a symmetric matrix, of which the lower triangle is kept. */
template <class T>
void exchange(Matrix<T>& a, int64_t i, int64_t j) {
  const int64_t n = a.rows();
  if (j + 1 < n) a.col(i).tail(n - j - 1).swap(a.col(j).tail(n - j - 1));
  for (int64_t at = i + 1; at < j; ++at) std::swap(a(at, i), a(j, at));
  std::swap(a(i, i), a(j, j));
}

}  // namespace

/** Bunch and Kaufman's diagonal pivoting, blocks of D of one or two rows. */
template <class T>
int ldlFactor(const T* source, T* ld, int32_t* pivots, int64_t n) {
  Matrix<T> a = in(source, n, n);
  const T growth = (T(1) + std::sqrt(T(17))) / T(8);
  int info = 0;
  for (int64_t k = 0; k < n;) {
    const int64_t below = n - k - 1;
    int64_t step = 1;
    int64_t pivot = k;
    const T own = std::abs(a(k, k));
    Eigen::Index at = 0;
    const T column = below > 0 ? a.col(k).tail(below).cwiseAbs().maxCoeff(&at) : T(0);
    if (!(std::max(own, column) > T(0))) {
      if (info == 0) info = static_cast<int>(k) + 1;
      pivots[k] = static_cast<int32_t>(k) + 1;
      ++k;
      continue;
    }
    if (own < growth * column) {
      const int64_t other = k + 1 + at;
      T row = a.row(other).segment(k, other - k).cwiseAbs().maxCoeff();
      if (other + 1 < n) row = std::max(row, a.col(other).tail(n - other - 1).cwiseAbs().maxCoeff());
      if (own >= growth * column * (column / row)) {
        pivot = k;
      } else {
        pivot = other;
        if (!(std::abs(a(other, other)) >= growth * row)) step = 2;
      }
    }
    const int64_t last = k + step - 1;
    if (pivot != last) {
      exchange(a, last, pivot);
      if (step == 2) std::swap(a(k + 1, k), a(pivot, k));
    }
    const int64_t rest = n - k - step;
    auto left = a.bottomRightCorner(rest, rest);
    if (step == 1) {
      if (rest > 0) {
        const Vector<T> below1 = a.col(k).tail(rest);
        const T reciprocal = T(1) / a(k, k);
        left.template selfadjointView<Eigen::Lower>().rankUpdate(below1, -reciprocal);
        a.col(k).tail(rest) = below1 * reciprocal;
      }
      pivots[k] = static_cast<int32_t>(pivot) + 1;
    } else {
      if (rest > 0) {
        const T corner = a(k + 1, k);
        const T second = a(k + 1, k + 1) / corner;
        const T first = a(k, k) / corner;
        const T scale = T(1) / (first * second - T(1)) / corner;
        const Vector<T> x = a.col(k).tail(rest);
        const Vector<T> y = a.col(k + 1).tail(rest);
        const Vector<T> p = (x * second - y) * scale;
        const Vector<T> q = (y * first - x) * scale;
        for (int64_t j = 0; j < rest; ++j) {
          left.col(j).tail(rest - j) -= x.tail(rest - j) * p(j) + y.tail(rest - j) * q(j);
        }
        a.col(k).tail(rest) = p;
        a.col(k + 1).tail(rest) = q;
      }
      pivots[k] = pivots[k + 1] = -static_cast<int32_t>(pivot) - 1;
    }
    k += step;
  }
  a.template triangularView<Eigen::StrictlyUpper>().setZero();
  out(ld, n, n) = a;
  return info;
}

template <class T>
void ldlSolve(const T* ld, const int32_t* pivots, const T* b, T* result, int64_t n, int64_t k) {
  const Matrix<T> a = in(ld, n, n);
  Matrix<T> x = in(b, n, k);
  const auto pair = [&](int64_t i) { return pivots[i] < 0 && i + 1 < n; };
  for (int64_t i = 0; i < n;) {
    const int64_t step = pair(i) ? 2 : 1;
    const int64_t rest = n - i - step;
    x.row(i + step - 1).swap(x.row(std::abs(pivots[i]) - 1));
    if (rest > 0) x.bottomRows(rest).noalias() -= a.block(i + step, i, rest, step) * x.middleRows(i, step);
    if (step == 1) {
      x.row(i) /= a(i, i);
    } else {
      const T corner = a(i + 1, i);
      const T first = a(i, i) / corner;
      const T second = a(i + 1, i + 1) / corner;
      const T scale = first * second - T(1);
      const Eigen::Matrix<T, 1, Eigen::Dynamic> upper = x.row(i) / corner;
      const Eigen::Matrix<T, 1, Eigen::Dynamic> lower = x.row(i + 1) / corner;
      x.row(i) = (second * upper - lower) / scale;
      x.row(i + 1) = (first * lower - upper) / scale;
    }
    i += step;
  }
  for (int64_t i = n - 1; i >= 0;) {
    const int64_t step = pivots[i] < 0 && i > 0 ? 2 : 1;
    const int64_t rest = n - i - 1;
    if (rest > 0) {
      x.middleRows(i - step + 1, step).noalias() -=
          a.block(i + 1, i - step + 1, rest, step).transpose() * x.bottomRows(rest);
    }
    x.row(i).swap(x.row(std::abs(pivots[i]) - 1));
    i -= step;
  }
  out(result, n, k) = x;
}

template int cholesky(const float*, float*, int64_t, bool);
template int cholesky(const double*, double*, int64_t, bool);
template int luFactor(const float*, float*, int32_t*, int64_t, int64_t);
template int luFactor(const double*, double*, int32_t*, int64_t, int64_t);
template void luSolve(const float*, const int32_t*, const float*, float*, int64_t, int64_t, bool);
template void luSolve(const double*, const int32_t*, const double*, double*, int64_t, int64_t, bool);
template void triangularSolve(const float*, const float*, float*, int64_t, int64_t, bool, bool);
template void triangularSolve(const double*, const double*, double*, int64_t, int64_t, bool, bool);
template void qrFactor(const float*, float*, float*, int64_t, int64_t);
template void qrFactor(const double*, double*, double*, int64_t, int64_t);
template void reflectorProduct(const float*, const float*, float*, int64_t, int64_t, int64_t);
template void reflectorProduct(const double*, const double*, double*, int64_t, int64_t, int64_t);
template void reflect(const float*, const float*, const float*, float*, int64_t, int64_t, int64_t, int64_t, bool);
template void reflect(const double*, const double*, const double*, double*, int64_t, int64_t, int64_t, int64_t, bool);
template int ldlFactor(const float*, float*, int32_t*, int64_t);
template int ldlFactor(const double*, double*, int32_t*, int64_t);
template void ldlSolve(const float*, const int32_t*, const float*, float*, int64_t, int64_t);
template void ldlSolve(const double*, const int32_t*, const double*, double*, int64_t, int64_t);

}  // namespace tangent::eigen
