#pragma once

#define EIGEN_DONT_PARALLELIZE  // threads are the kernels' to divide
#define EIGEN_MPL2_ONLY

#include "eigen/routines.h"
#include <eigen3/Eigen/Dense>

namespace tangent::eigen {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
template <class T>
using Vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;
template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/** A row-major matrix in memory. */
template <class T>
auto in(const T* data, int64_t rows, int64_t columns) {
  return Eigen::Map<const RowMajor<T>>(data, rows, columns);
}
template <class T>
auto out(T* data, int64_t rows, int64_t columns) {
  return Eigen::Map<RowMajor<T>>(data, rows, columns);
}

}  // namespace tangent::eigen
