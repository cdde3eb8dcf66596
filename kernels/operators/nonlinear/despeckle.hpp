// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// A sample that differs from the median of the 3x3 around it by more than a threshold takes that median; all others stay. Example: `despeckle 5%`
struct despeckle {
  float threshold = 0.03f;

  static constexpr auto parameters() {
    return params{param{"threshold", &despeckle::threshold, range{0, 1},
                        "the most that a sample may differ; 0 is a median", unit::fraction}};
  }
  static constexpr extent reach() { return {1, 1}; }

  /// By sorted columns: the largest of the low ones, the middle of the middle ones and the smallest of the high ones hold the median.
  template <class Window>
  TESSERA_FN auto operator()(const Window& at) const -> decltype(at(0, 0)) {
    using V = decltype(at(0, 0));
    V low(-1.0f), high(0.0f), middles[3];
    for (int dx = -1; dx <= 1; ++dx) {
      const V a = at(dx, -1), b = at(dx, 0), c = at(dx, 1);
      const V least = min(min(a, b), c), most = max(max(a, b), c);
      low = dx == -1 ? least : max(low, least);
      high = dx == -1 ? most : min(high, most);
      middles[dx + 1] = middle(a, b, c);
    }
    const V median = middle(low, middle(middles[0], middles[1], middles[2]), high);
    return select(abs(at(0, 0) - median) > V(threshold), median, at(0, 0));
  }
};

}  // namespace tessera::inline v0
