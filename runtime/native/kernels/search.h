#pragma once

#include "tensor/tensor.h"

namespace tangent::kernels {

/**
 * For each value the place in the sorted last dim of `boundaries` before which it belongs: before equals, or behind them
 * where `right`. One line of boundaries serves all values; else the leading dims of both are equal. `sorter` gives the
 * order of boundaries that are not sorted. int64, or int32.
 */
Tensor searchsorted(const Tensor& boundaries, const Tensor& values, const std::optional<Tensor>& sorter, bool right,
                    bool narrow);

/** The sorted distinct elements of all; where asked for, each element's place among them, and how often each occurs. */
std::vector<std::optional<Tensor>> unique(const Tensor& a, bool inverse, bool counts);
/** The first of each run of equal elements of the flattened tensor. */
std::vector<std::optional<Tensor>> uniqueConsecutive(const Tensor& a, bool inverse, bool counts);
/** As the two, of the rows of a matrix: where the first of each is, instead of the rows. */
std::vector<std::optional<Tensor>> uniqueRows(const Tensor& a, bool consecutive, bool inverse, bool counts);

}  // namespace tangent::kernels
