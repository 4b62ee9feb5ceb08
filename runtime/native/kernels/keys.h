#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <utility>
#include <vector>

#include "tensor/dtype.h"
#include "tensor/threads.h"

namespace tangent::kernels {

/** Keys and indices of one width: narrow ones for elements of up to four bytes, wide ones for the rest and for huge lines. */
template <class Unsigned>
struct Entry {
  Unsigned key;
  Unsigned index;

  bool operator<(const Entry& other) const { return key != other.key ? key < other.key : index < other.index; }
};

/** An unsigned integer that orders as the value does; NaN is larger than everything, and -0 is 0. */
template <class Key, class S>
inline Key keyOf(S value, bool descending = false) {
  Key key;
  if constexpr (std::is_same_v<S, double> || std::is_same_v<S, float> || std::is_same_v<S, Half> ||
                std::is_same_v<S, BFloat16>) {
    using Real = std::conditional_t<sizeof(Key) == 8, double, float>;
    using Bits = std::conditional_t<sizeof(Key) == 8, uint64_t, uint32_t>;
    constexpr Bits sign = Bits{1} << (8 * sizeof(Bits) - 1);
    const auto real = static_cast<Real>(value);
    const auto bits = std::bit_cast<Bits>(real == Real(0) ? Real(0) : real);
    key = real != real ? ~Key{0} : (bits & sign) ? ~bits : bits | sign;
  } else if constexpr (std::is_signed_v<S>) {
    key = static_cast<Key>(value) ^ (Key{1} << (8 * sizeof(Key) - 1));
  } else {
    key = static_cast<Key>(value);
  }
  return descending ? ~key : key;
}

/** Unsigned integers that hold the keys of a type. */
template <class S>
using KeyOf = std::conditional_t<sizeof(S) <= 4, uint32_t, uint64_t>;

template <class S>
constexpr bool isReal = std::is_same_v<S, double> || std::is_same_v<S, float> || std::is_same_v<S, Half> ||
                        std::is_same_v<S, BFloat16>;

/** Only NaN has the largest key of a real type. */
template <class S, class Key>
inline bool isNanKey(Key key) {
  return isReal<S> && key == static_cast<Key>(~Key{0});
}

/** The value that a key was made of, but -0. */
template <class S, class Key>
S valueOf(Key key) {
  if constexpr (std::is_same_v<S, double>) {
    return std::bit_cast<double>(key >> 63 ? key & ~(Key{1} << 63) : ~key);
  } else if constexpr (isReal<S>) {
    return S(std::bit_cast<float>(key >> 31 ? key & ~(Key{1} << 31) : ~key));
  } else if constexpr (std::is_signed_v<S>) {
    return static_cast<S>(key ^ (Key{1} << (8 * sizeof(Key) - 1)));
  } else {
    return static_cast<S>(key);
  }
}

/** Stable, by digits of eight bits from the lowest; digits in which all keys agree are passed over. */
template <class E>
void sortByDigits(std::vector<E>& entries) {
  constexpr size_t digits = sizeof(E::key);
  std::vector<std::array<size_t, 256>> counts(digits);
  for (const E& entry : entries) {
    for (size_t digit = 0; digit < digits; ++digit) ++counts[digit][(entry.key >> (8 * digit)) & 255];
  }
  std::vector<E> other(entries.size());
  for (size_t digit = 0; digit < digits; ++digit) {
    checkInterrupt();
    std::array<size_t, 256>& places = counts[digit];
    if (std::find(places.begin(), places.end(), entries.size()) != places.end()) continue;
    size_t total = 0;
    for (size_t& place : places) total += std::exchange(place, total);
    for (const E& entry : entries) other[places[(entry.key >> (8 * digit)) & 255]++] = entry;
    entries.swap(other);
  }
}

}  // namespace tangent::kernels
