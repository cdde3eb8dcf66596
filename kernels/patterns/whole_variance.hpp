// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"

namespace tessera::inline v0 {

/// How much up to 2601 whole numbers within +-2040 vary, compared exactly although a float holds 24 bits: sums of squares are kept as `high` * 2048 + `low`.
template <class V>
struct whole_variance {
  static constexpr float base = 2048.0f;
  float count;
  V sum{0.0f}, high{0.0f}, low{0.0f};

  TESSERA_FN void add(V value) {
    const V square = value * value, upper = floor(square * V(1.0f / base));
    sum = sum + value;
    high = high + upper;
    low = low + (square - upper * V(base));
  }

  /// About a whole number near the mean, which leaves in `sum` at most half of `count`: squares less q (2 sum - q count).
  TESSERA_FN void finish() {
    const V q = round(sum * V(1.0f / count)), rest = sum - q * V(count), both = sum + rest;
    const V upper = floor(both * V(1.0f / base));
    high = high - q * upper;
    low = low - q * (both - upper * V(base));
    sum = rest;
  }

  /// Of two that are finished: squares - sum^2 / count. What the product may lose to rounding is beyond what the right side can be.
  friend TESSERA_FN auto operator<(const whole_variance& a, const whole_variance& b) {
    const V apart = (a.high - b.high) * V(base) + (a.low - b.low);
    return apart * V(a.count) < a.sum * a.sum - b.sum * b.sum;
  }
};

}  // namespace tessera::inline v0
