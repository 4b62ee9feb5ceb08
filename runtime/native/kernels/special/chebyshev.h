#pragma once

#include <cstddef>

namespace tangent::special {

/** The sum of c[k] T_k(t) for t of [-1, 1], by Clenshaw's recurrence. */
template <size_t count>
inline double chebyshevSum(const double (&c)[count], double t) {
  double last = 0;
  double next = 0;
  for (size_t k = count - 1; k > 0; --k) {
    const double here = 2 * t * last - next + c[k];
    next = last;
    last = here;
  }
  return t * last - next + c[0];
}

}  // namespace tangent::special
