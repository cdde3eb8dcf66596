// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace cudasim {

/// A small generator of random numbers (xorshift, Marsaglia 2003); equal seeds give equal numbers.
class random_source {
 public:
  random_source() : random_source(1) {}
  explicit random_source(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u | 1u) {}

  /// A number below `limit`, which is 1 or more.
  unsigned below(unsigned limit) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<unsigned>((state_ >> 32) * limit >> 32);
  }

 private:
  std::uint64_t state_;
};

/// The 32 lanes of a warp in a random order.
class lane_order {
 public:
  lane_order() = default;
  explicit lane_order(random_source& random) : factor_(random.below(16) * 2 + 1), first_(random.below(32)) {}
  int at(unsigned i) const { return static_cast<int>((factor_ * i + first_) % 32); }

 private:
  unsigned factor_ = 1, first_ = 0;
};

/// Every thread of a block's warps, warp after warp in a random order, so that few of them wait at a time for the rest of their warp.
class block_order {
 public:
  block_order() = default;
  block_order(random_source& random, int warps)
      : lanes_(random),
        warps_(static_cast<unsigned>(warps)),
        first_(random.below(warps_)),
        back_(random.below(2) == 1) {}
  int at(unsigned i) const {
    const unsigned step = back_ ? warps_ - 1 - i / 32 : i / 32;
    return static_cast<int>((step + first_) % warps_ * 32) + lanes_.at(i % 32);
  }

 private:
  lane_order lanes_;
  unsigned warps_ = 1, first_ = 0;
  bool back_ = false;
};

}  // namespace cudasim
