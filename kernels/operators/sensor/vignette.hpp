// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "tessera/kernels/operator.hpp"
#include "tessera/kernels/position.hpp"

namespace tessera::inline v0 {

/// Darkens towards the corners as light falls off in a lens, 1 / (1 + k r^2)^2, the law of cos^4. Example: `vignette 0.7`
struct vignette {
  float amount = 0.5f;
  bool inverse = false;

  static constexpr auto parameters() {
    return params{param{"amount", &vignette::amount, range{0, 0.99}, "of the light that the corners lose"},
                  param{"inverse", &vignette::inverse, any_value{}, "undo such a fall-off"}};
  }

  struct fall_off {
    float k;
    bool inverse;
    template <class V>
    TESSERA_FN V operator()(V v, const position<V>& at) const {
      const V x = (at.x + at.x + V(1.0f)) / V(at.width) - V(1.0f), y = (at.y + at.y + V(1.0f)) / V(at.height) - V(1.0f);
      const V root = V(1.0f) + V(k) * ((x * x + y * y) * V(0.5f));
      const V loss = root * root;
      return inverse ? v * loss : v / loss;
    }
  };
  /// r is 1 in the corners, where 1 - amount of the light is left.
  fall_off formula() const { return {1.0f / std::sqrt(1.0f - amount) - 1.0f, inverse}; }
};

}  // namespace tessera::inline v0
