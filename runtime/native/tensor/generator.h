#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace tangent {

/** PyTorch's CPU generator: mt19937, its derivations of wider numbers, and its cached second normals. */
class Generator {
 public:
  static constexpr uint64_t mark = 0x74616e67656e7432;
  static constexpr size_t stateBytes = 5056;

  explicit Generator(uint64_t seed) { setSeed(seed); }

  void setSeed(uint64_t seed);
  uint64_t initialSeed() const { return seed_; }
  uint32_t random() {
    if (--left_ == 0) refill();
    return tempered(state_[next_++]);
  }
  /** As many calls of `random`. */
  void draw(std::span<uint32_t> target);
  uint64_t random64() {
    const uint64_t high = random();
    return (high << 32) | random();
  }

  /** PyTorch's own layout, as `torch.get_rng_state()` gives it. */
  void writeState(std::span<uint8_t> target) const;
  void readState(std::span<const uint8_t> source);

  /** The second of a pair of normals, kept for the next call. */
  std::optional<float> nextFloatNormal;
  std::optional<double> nextDoubleNormal;

  const uint64_t marker = mark;

 private:
  static constexpr int n = 624;
  void refill();
  static uint32_t tempered(uint32_t y) {
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
  }

  uint64_t seed_ = 0;
  int left_ = 1;
  uint32_t next_ = 0;
  std::array<uint32_t, n> state_;
};

}  // namespace tangent
