// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/curve.hpp"

namespace tessera::inline v0 {

/// A curve through points, as in photo editors: monotone cubic pieces (Fritsch and Carlson 1980), level beyond the ends. f32 samples take
/// the nearest of 65536 levels. Example: `curves 0,0,25%,15%,75%,85%,1,1`
struct curves {
  std::vector<float> points = {0, 0, 0.25f, 0.2f, 0.75f, 0.8f, 1, 1};

  static constexpr auto parameters() {
    return params{param{"points", &curves::points, list_of{0, 1, 4, 64},
                        "level in, level out, pair after pair, in rising order", unit::fraction}
                      .must()};
  }

  /// Throws `error` of kind usage unless there are pairs with rising levels.
  lookup prepare() const { return curve_table(points, sample_type::u8); }
  lookup prepare(const format& in) const { return curve_table(points, in.type); }
};

}  // namespace tessera::inline v0
