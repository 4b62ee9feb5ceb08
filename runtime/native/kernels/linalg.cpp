#include "kernels/linalg.h"

#include <algorithm>
#include <array>

#include "eigen/routines.h"
#include "kernels/copy.h"
#include "kernels/create.h"
#include "tensor/threads.h"

namespace tangent::kernels {
namespace {

/** The matrices of a tensor: contiguous, one after the other. */
struct Matrices {
  Tensor tensor;
  Dims batch;
  int64_t count = 1;
  int64_t m = 0;
  int64_t n = 0;

  Matrices(const Tensor& a, const char* name) : tensor(contiguous(a)) {
    require(a.dtype() == DType::Float32 || a.dtype() == DType::Float64, "\"", name, "_cpu\" not implemented for '",
            dtypeName(a.dtype()), "'");
    const int dims = a.dims();
    require(dims >= 2, name, ": The input tensor A must have at least 2 dimensions.");
    m = a.size(dims - 2);
    n = a.size(dims - 1);
    for (int i = 0; i < dims - 2; ++i) {
      batch.push(a.size(i));
      count *= a.size(i);
    }
  }

  /** The batch's sizes with others behind them. */
  Dims with(std::initializer_list<int64_t> sizes) const {
    Dims result = batch;
    for (const int64_t size : sizes) result.push(size);
    return result;
  }
  Tensor fresh(std::initializer_list<int64_t> sizes) const { return Tensor::empty(with(sizes), tensor.dtype()); }
  Tensor zeros(std::initializer_list<int64_t> sizes, DType dtype) const {
    return full(with(sizes), Scalar(int64_t{0}), dtype);
  }

  /** Calls f(i) for each matrix, with about `cost` simple operations a matrix. */
  template <class F>
  void each(double cost, const F& f) const {
    const auto work = static_cast<int64_t>(std::clamp(cost, 1.0, 1e15));
    parallelFor(count, grainFor(count, work), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) f(i);
    });
  }
};

Matrices square(const Tensor& a, const char* name) {
  const Matrices result(a, name);
  require(result.m == result.n, name, ": A must be batches of square matrices, but they are ", result.m, " by ", result.n,
          " matrices");
  return result;
}

/** Refuses what does not have a's dtype and batch. */
void requireAlike(const Matrices& a, const Matrices& b, const char* name) {
  require(a.tensor.dtype() == b.tensor.dtype(), name, ": Expected A and B to have the same dtype, but found A of type ",
          dtypeName(a.tensor.dtype()), " and B of type ", dtypeName(b.tensor.dtype()), " instead");
  require(a.batch == b.batch, name, ": Expected equal batch dimensions, but got ", a.batch, " and ", b.batch);
}

/** int32 pivots of a's batch, `count` a matrix, none beyond `limit` rows. */
Tensor checkedPivots(const Tensor& pivots, const Matrices& a, int64_t count, bool negative, const char* name) {
  require(pivots.dtype() == DType::Int32, name, ": Expected pivots to be of dtype torch.int32, but got ",
          dtypeName(pivots.dtype()));
  require(pivots.sizes() == a.with({count}), name, ": Expected pivots of size ", a.with({count}), ", but got ",
          pivots.sizes());
  Tensor result = contiguous(pivots);
  const int32_t* values = result.data<int32_t>();
  for (int64_t i = 0; i < result.numel(); ++i) {
    const int64_t row = negative && values[i] < 0 ? -int64_t{values[i]} : int64_t{values[i]};
    require(row >= 1 && row <= count, name, ": pivots given to ", name, " must be between 1 and ", count, ", but got ",
            values[i]);
  }
  return result;
}

Tensor checkedTau(const Tensor& tau, const Matrices& a, const char* name) {
  require(tau.dtype() == a.tensor.dtype(), name, ": tau dtype ", dtypeName(tau.dtype()), " does not match input dtype ",
          dtypeName(a.tensor.dtype()));
  require(tau.dims() >= 1 && tau.sizes() == a.with({tau.size(tau.dims() - 1)}), name,
          ": Expected batch dimensions of tau to be equal to input's, but got tau of size ", tau.sizes());
  require(tau.size(tau.dims() - 1) <= std::min(a.m, a.n), name,
          ": input's columns and rows must be at least as many as tau's elements");
  return contiguous(tau);
}

template <class F>
void visitReal(DType dtype, const F& f) {
  if (dtype == DType::Float32) f(Type<float>{});
  else f(Type<double>{});
}

double cube(double n) { return n * n * n; }

}  // namespace

Tensors cholesky(const Tensor& a, bool upper) {
  const Matrices given = square(a, "cholesky");
  const int64_t n = given.n;
  const Tensor factor = given.fresh({n, n});
  const Tensor info = given.zeros({}, DType::Int32);
  if (factor.numel() == 0) return {factor, info};
  visitReal(a.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    given.each(cube(n) / 3, [&](int64_t i) {
      info.data<int32_t>()[i] =
          eigen::cholesky(given.tensor.data<T>() + i * n * n, factor.data<T>() + i * n * n, n, upper);
    });
  });
  return {factor, info};
}

Tensors luFactor(const Tensor& a) {
  const Matrices given(a, "lu");
  const auto [m, n] = std::pair(given.m, given.n);
  const int64_t count = std::min(m, n);
  const Tensor lu = given.fresh({m, n});
  const Tensor pivots = Tensor::empty(given.with({count}), DType::Int32);
  const Tensor info = given.zeros({}, DType::Int32);
  if (lu.numel() == 0) return {lu, pivots, info};
  visitReal(a.dtype(), [&, m = m, n = n](auto type) {
    using T = typename decltype(type)::type;
    given.each(static_cast<double>(m * n * count), [&](int64_t i) {
      info.data<int32_t>()[i] = eigen::luFactor(given.tensor.data<T>() + i * m * n, lu.data<T>() + i * m * n,
                                                pivots.data<int32_t>() + i * count, m, n);
    });
  });
  return {lu, pivots, info};
}

Tensor luSolve(const Tensor& lu, const Tensor& pivots, const Tensor& b, bool transposed) {
  const Matrices factors = square(lu, "lu_solve");
  const Matrices right(b, "lu_solve");
  requireAlike(factors, right, "lu_solve");
  const auto [n, k] = std::pair(factors.n, right.n);
  require(right.m == n, "lu_solve: Incompatible shapes of A and B for the equation AX = B (", n, "x", n, " and ", right.m,
          "x", k, ")");
  const Tensor rows = checkedPivots(pivots, factors, n, false, "lu_solve");
  const Tensor result = right.fresh({n, k});
  if (result.numel() == 0) return result;
  visitReal(lu.dtype(), [&, n = n, k = k](auto type) {
    using T = typename decltype(type)::type;
    factors.each(2.0 * static_cast<double>(n * n * k), [&](int64_t i) {
      eigen::luSolve(factors.tensor.data<T>() + i * n * n, rows.data<int32_t>() + i * n,
                     right.tensor.data<T>() + i * n * k, result.data<T>() + i * n * k, n, k, transposed);
    });
  });
  return result;
}

Tensor triangularSolve(const Tensor& a, const Tensor& b, bool upper, bool unit) {
  const Matrices matrices = square(a, "triangular_solve");
  const Matrices right(b, "triangular_solve");
  requireAlike(matrices, right, "triangular_solve");
  const auto [n, k] = std::pair(matrices.n, right.n);
  require(right.m == n, "triangular_solve: Incompatible shapes of A and B for the equation AX = B (", n, "x", n, " and ",
          right.m, "x", k, ")");
  const Tensor result = right.fresh({n, k});
  if (result.numel() == 0) return result;
  visitReal(a.dtype(), [&, n = n, k = k](auto type) {
    using T = typename decltype(type)::type;
    matrices.each(static_cast<double>(n * n * k), [&](int64_t i) {
      eigen::triangularSolve(matrices.tensor.data<T>() + i * n * n, right.tensor.data<T>() + i * n * k,
                             result.data<T>() + i * n * k, n, k, upper, unit);
    });
  });
  return result;
}

Tensors qrFactor(const Tensor& a) {
  const Matrices given(a, "geqrf");
  const auto [m, n] = std::pair(given.m, given.n);
  const int64_t count = std::min(m, n);
  const Tensor qr = given.fresh({m, n});
  const Tensor tau = given.fresh({count});
  if (qr.numel() == 0) return {qr, tau};
  visitReal(a.dtype(), [&, m = m, n = n](auto type) {
    using T = typename decltype(type)::type;
    given.each(2.0 * static_cast<double>(m * n * count), [&](int64_t i) {
      eigen::qrFactor(given.tensor.data<T>() + i * m * n, qr.data<T>() + i * m * n, tau.data<T>() + i * count, m, n);
    });
  });
  return {qr, tau};
}

Tensor reflectorProduct(const Tensor& a, const Tensor& tau) {
  const Matrices given(a, "orgqr");
  const auto [m, n] = std::pair(given.m, given.n);
  require(m >= n, "orgqr: input.shape[-2] must be greater than or equal to input.shape[-1]");
  const Tensor coefficients = checkedTau(tau, given, "orgqr");
  const int64_t k = tau.size(tau.dims() - 1);
  const Tensor result = given.fresh({m, n});
  if (result.numel() == 0) return result;
  visitReal(a.dtype(), [&, m = m, n = n](auto type) {
    using T = typename decltype(type)::type;
    given.each(2.0 * static_cast<double>(m * n * k), [&](int64_t i) {
      eigen::reflectorProduct(given.tensor.data<T>() + i * m * n, coefficients.data<T>() + i * k,
                              result.data<T>() + i * m * n, m, n, k);
    });
  });
  return result;
}

Tensor reflect(const Tensor& a, const Tensor& tau, const Tensor& c, bool transposed) {
  const Matrices given(a, "ormqr");
  const Matrices other(c, "ormqr");
  requireAlike(given, other, "ormqr");
  const Tensor coefficients = checkedTau(tau, given, "ormqr");
  const auto [m, n, columns] = std::array{given.m, given.n, other.n};
  require(other.m == m, "ormqr: other's rows (", other.m, ") must be as many as input's (", m, ")");
  const int64_t k = tau.size(tau.dims() - 1);
  const Tensor result = other.fresh({m, columns});
  if (result.numel() == 0) return result;
  visitReal(a.dtype(), [&, m = m, n = n, columns = columns](auto type) {
    using T = typename decltype(type)::type;
    given.each(4.0 * static_cast<double>(m * columns * k), [&](int64_t i) {
      eigen::reflect(given.tensor.data<T>() + i * m * n, coefficients.data<T>() + i * k,
                     other.tensor.data<T>() + i * m * columns, result.data<T>() + i * m * columns, m, n, k, columns,
                     transposed);
    });
  });
  return result;
}

Tensors ldlFactor(const Tensor& a) {
  const Matrices given = square(a, "ldl_factor");
  const int64_t n = given.n;
  const Tensor factor = given.fresh({n, n});
  const Tensor pivots = Tensor::empty(given.with({n}), DType::Int32);
  const Tensor info = given.zeros({}, DType::Int32);
  if (factor.numel() == 0) return {factor, pivots, info};
  visitReal(a.dtype(), [&](auto type) {
    using T = typename decltype(type)::type;
    given.each(cube(n) / 3, [&](int64_t i) {
      info.data<int32_t>()[i] = eigen::ldlFactor(given.tensor.data<T>() + i * n * n, factor.data<T>() + i * n * n,
                                                 pivots.data<int32_t>() + i * n, n);
    });
  });
  return {factor, pivots, info};
}

Tensor ldlSolve(const Tensor& ld, const Tensor& pivots, const Tensor& b) {
  const Matrices factors = square(ld, "ldl_solve");
  const Matrices right(b, "ldl_solve");
  requireAlike(factors, right, "ldl_solve");
  const auto [n, k] = std::pair(factors.n, right.n);
  require(right.m == n, "ldl_solve: Incompatible shapes of A and B for the equation AX = B (", n, "x", n, " and ",
          right.m, "x", k, ")");
  const Tensor rows = checkedPivots(pivots, factors, n, true, "ldl_solve");
  const Tensor result = right.fresh({n, k});
  if (result.numel() == 0) return result;
  visitReal(ld.dtype(), [&, n = n, k = k](auto type) {
    using T = typename decltype(type)::type;
    factors.each(2.0 * static_cast<double>(n * n * k), [&](int64_t i) {
      eigen::ldlSolve(factors.tensor.data<T>() + i * n * n, rows.data<int32_t>() + i * n,
                      right.tensor.data<T>() + i * n * k, result.data<T>() + i * n * k, n, k);
    });
  });
  return result;
}

Tensors svd(const Tensor& a, bool wide, bool vectors) {
  const Matrices given(a, "linalg_svd");
  const auto [m, n] = std::pair(given.m, given.n);
  const int64_t count = std::min(m, n);
  const int64_t left = wide ? m : count;
  const int64_t right = wide ? n : count;
  const Tensor s = given.fresh({count});
  const Tensor info = given.zeros({}, DType::Int32);
  const Tensor u = vectors ? given.fresh({m, left}) : Tensor();
  const Tensor vt = vectors ? given.fresh({right, n}) : Tensor();
  if (given.tensor.numel() == 0) {
    // Of matrices without elements any orthogonal ones will do.
    if (vectors) {
      for (const Tensor& each : {u, vt}) {
        const Tensor one = full(each.sizes(), Scalar(int64_t{1}), each.dtype());
        copyInto(each, Operand(triu(tril(one, 0), 0)));
      }
      return {u, s, vt, info};
    }
    return {s, info};
  }
  visitReal(a.dtype(), [&, m = m, n = n](auto type) {
    using T = typename decltype(type)::type;
    given.each((vectors ? 20.0 : 4.0) * static_cast<double>(m * n * count), [&](int64_t i) {
      const bool done = eigen::svd(given.tensor.data<T>() + i * m * n, vectors ? u.data<T>() + i * m * left : nullptr,
                                   s.data<T>() + i * count, vectors ? vt.data<T>() + i * right * n : nullptr, m, n, wide);
      info.data<int32_t>()[i] = done ? 0 : 1;
    });
  });
  if (vectors) return {u, s, vt, info};
  return {s, info};
}

Tensors eigh(const Tensor& a, bool upper, bool vectors) {
  const Matrices given = square(a, "linalg_eigh");
  const int64_t n = given.n;
  const Tensor w = given.fresh({n});
  const Tensor v = vectors ? given.fresh({n, n}) : Tensor();
  const Tensor info = given.zeros({}, DType::Int32);
  if (w.numel() != 0) {
    visitReal(a.dtype(), [&](auto type) {
      using T = typename decltype(type)::type;
      given.each((vectors ? 9.0 : 2.0) * cube(n), [&](int64_t i) {
        const bool done = eigen::eigh(given.tensor.data<T>() + i * n * n, w.data<T>() + i * n,
                                      vectors ? v.data<T>() + i * n * n : nullptr, n, upper);
        info.data<int32_t>()[i] = done ? 0 : 1;
      });
    });
  }
  if (vectors) return {w, v, info};
  return {w, info};
}

Tensors eig(const Tensor& a, bool vectors) {
  const Matrices given = square(a, "linalg_eig");
  const int64_t n = given.n;
  const Tensor w = given.fresh({n, 2});
  const Tensor v = vectors ? given.fresh({n, n, 2}) : Tensor();
  const Tensor info = given.zeros({}, DType::Int32);
  if (w.numel() != 0) {
    visitReal(a.dtype(), [&](auto type) {
      using T = typename decltype(type)::type;
      using Complex = std::complex<T>;
      given.each((vectors ? 25.0 : 10.0) * cube(n), [&](int64_t i) {
        const bool done = eigen::eig(given.tensor.data<T>() + i * n * n, w.data<Complex>() + i * n,
                                     vectors ? v.data<Complex>() + i * n * n : nullptr, n);
        info.data<int32_t>()[i] = done ? 0 : 1;
      });
    });
  }
  if (vectors) return {w, v, info};
  return {w, info};
}

Tensors leastSquares(const Tensor& a, const Tensor& b, double rcond, int64_t driver) {
  const Matrices given(a, "linalg_lstsq");
  const Matrices right(b, "linalg_lstsq");
  requireAlike(given, right, "linalg_lstsq");
  const auto [m, n, k] = std::array{given.m, given.n, right.n};
  require(right.m == m, "linalg_lstsq: input.size(-2) should match other.size(-2)");
  require(driver >= 0 && driver <= 3, "linalg_lstsq: there is no driver ", driver);
  const int64_t count = std::min(m, n);
  const Tensor x = given.zeros({n, k}, a.dtype());
  const Tensor rank = given.zeros({}, DType::Int64);
  const Tensor s = given.zeros({count}, a.dtype());
  if (given.tensor.numel() == 0) return {x, rank, s};
  visitReal(a.dtype(), [&, m = m, n = n, k = k](auto type) {
    using T = typename decltype(type)::type;
    given.each(8.0 * static_cast<double>(m * n * count), [&](int64_t i) {
      rank.data<int64_t>()[i] = eigen::leastSquares(
          given.tensor.data<T>() + i * m * n, right.tensor.data<T>() + i * m * k, x.data<T>() + i * n * k,
          s.data<T>() + i * count, m, n, k, static_cast<T>(rcond), static_cast<eigen::Driver>(driver));
    });
  });
  return {x, rank, s};
}

}  // namespace tangent::kernels
