// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Contrast along an S-shaped curve that bends towards black and white without clipping (the logistic function, scaled to keep both).
/// Example: `sigmoid_contrast 5 40%`
struct sigmoid_contrast {
  float strength = 4.0f;
  float midpoint = 0.5f;

  static constexpr auto parameters() {
    return params{param{"strength", &sigmoid_contrast::strength, range{0.1, 20}, "slope of the curve in its middle"},
                  param{"midpoint", &sigmoid_contrast::midpoint, range{0, 1}, "the level that the curve is steepest at",
                        unit::fraction}};
  }

  template <class V>
  TESSERA_FN V operator()(V v) const {
    const V low = logistic(V(0.0f)), high = logistic(V(1.0f));
    return (logistic(bounded(v, V(0.0f), V(1.0f))) - low) / (high - low);
  }

 private:
  template <class V>
  TESSERA_FN V logistic(V v) const {
    constexpr float log2_e = 1.44269504f;
    return V(1.0f) / (V(1.0f) + exp2((V(midpoint) - v) * V(strength * log2_e)));
  }
};

}  // namespace tessera::inline v0
