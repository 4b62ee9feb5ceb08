#include "tensor/generator.h"

#include <algorithm>
#include <cstring>

#include "tensor/error.h"

namespace tangent {

void Generator::setSeed(uint64_t seed) {
  seed_ = seed;
  state_[0] = static_cast<uint32_t>(seed);
  for (uint32_t i = 1; i < n; ++i) state_[i] = 1812433253u * (state_[i - 1] ^ (state_[i - 1] >> 30)) + i;
  left_ = 1;
  next_ = 0;
  nextFloatNormal.reset();
  nextDoubleNormal.reset();
}

void Generator::refill() {
  constexpr size_t m = 397;
  const auto twist = [](uint32_t u, uint32_t v) {
    return (((u & 0x80000000u) | (v & 0x7fffffffu)) >> 1) ^ ((v & 1u) ? 0x9908b0dfu : 0u);
  };
  for (size_t i = 0; i < n - m; ++i) state_[i] = state_[i + m] ^ twist(state_[i], state_[i + 1]);
  for (size_t i = n - m; i < n - 1; ++i) state_[i] = state_[i + m - n] ^ twist(state_[i], state_[i + 1]);
  state_[n - 1] = state_[m - 1] ^ twist(state_[n - 1], state_[0]);
  left_ = n;
  next_ = 0;
}

void Generator::draw(std::span<uint32_t> target) {
  for (size_t done = 0; done < target.size();) {
    if (left_ == 1) {
      refill();
      ++left_;  // `random` counts down before it takes
    }
    const size_t run = std::min(target.size() - done, static_cast<size_t>(left_ - 1));
    for (size_t i = 0; i < run; ++i) target[done + i] = tempered(state_[next_ + i]);
    done += run;
    left_ -= static_cast<int>(run);
    next_ += static_cast<uint32_t>(run);
  }
}

namespace {

/** PyTorch's CPUGeneratorImplState, field by field. */
struct StateLayout {
  uint64_t seed;
  int32_t left;
  int32_t seeded;
  uint64_t next;
  uint64_t state[624];
  double normalX;
  double normalY;
  double normalRho;
  int32_t normalValid;
  int32_t padding;
  float nextFloatNormal;
  bool nextFloatNormalValid;
  uint8_t tail[3];
};
static_assert(sizeof(StateLayout) == Generator::stateBytes);

}  // namespace

void Generator::writeState(std::span<uint8_t> target) const {
  require(target.size() == stateBytes, "a generator's state has ", stateBytes, " bytes, but got ", target.size());
  StateLayout layout{};
  layout.seed = seed_;
  layout.left = left_;
  layout.seeded = 1;
  layout.next = next_;
  for (size_t i = 0; i < n; ++i) layout.state[i] = state_[i];
  layout.normalY = nextDoubleNormal.value_or(0);
  layout.normalValid = nextDoubleNormal.has_value();
  layout.nextFloatNormal = nextFloatNormal.value_or(0);
  layout.nextFloatNormalValid = nextFloatNormal.has_value();
  std::memcpy(target.data(), &layout, stateBytes);
}

void Generator::readState(std::span<const uint8_t> source) {
  require(source.size() == stateBytes, "Expected a CPUGeneratorImplState of size ", stateBytes,
          " but found the input RNG state size to be ", source.size());
  StateLayout layout;
  std::memcpy(&layout, source.data(), offsetof(StateLayout, nextFloatNormalValid));
  const bool floatValid = source[offsetof(StateLayout, nextFloatNormalValid)] != 0;
  const bool valid = layout.seeded == 1 && layout.left > 0 && layout.left <= n && layout.next <= n &&
                     layout.next + static_cast<uint64_t>(layout.left) <= n + 1;
  require(valid, "Invalid mt19937 state");
  seed_ = layout.seed;
  left_ = layout.left;
  next_ = static_cast<uint32_t>(layout.next);
  for (size_t i = 0; i < n; ++i) state_[i] = static_cast<uint32_t>(layout.state[i]);
  nextDoubleNormal = layout.normalValid ? std::optional(layout.normalY) : std::nullopt;
  nextFloatNormal = floatValid ? std::optional(layout.nextFloatNormal) : std::nullopt;
}

}  // namespace tangent
