// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operator.hpp"
#include "tessera/kernels/position.hpp"

namespace tessera::inline v0 {

/// Reduces to a few levels, with a pattern of 8 x 8 thresholds in the place of bands (B. Bayer 1973). Example: `ordered_dither 4`
struct ordered_dither {
  int levels = 2;

  static constexpr auto parameters() {
    return params{param{"levels", &ordered_dither::levels, range{2, 256}, "of each channel"}};
  }

  template <class V>
  TESSERA_FN V operator()(V v, const position<V>& at) const {
    const V steps(static_cast<float>(levels - 1));
    return bounded(floor(v * steps + threshold(at.x, at.y)), V(0.0f), steps) / steps;
  }

 private:
  /// The matrix of order n + 1 places that of order n four times, its own values 0 2 / 3 1 deciding last: each lower bit of the position
  /// weighs four times the one above it.
  template <class V>
  TESSERA_FN static V threshold(V x, V y) {
    V sum(0.5f / 64.0f), weight(1.0f / 4.0f);
    for (int bit = 0; bit < 3; ++bit) {
      const V half_x = floor(x * V(0.5f)), half_y = floor(y * V(0.5f));
      const V a = x - half_x - half_x, b = y - half_y - half_y;
      const V differ = a + b - V(2.0f) * a * b;
      sum = sum + weight * (V(2.0f) * differ + b);
      weight = weight * V(0.25f);
      x = half_x;
      y = half_y;
    }
    return sum;
  }
};

}  // namespace tessera::inline v0
