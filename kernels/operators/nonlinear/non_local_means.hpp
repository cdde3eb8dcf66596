// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"
#include "tessera/kernels/patterns/pixel_window.hpp"

namespace tessera::inline v0 {

/// Removes noise: the mean of the pixels around, weighed by how much the patches about them look alike, exp(-d^2 / h^2) with d^2 the mean of squared
/// differences (Buades, Coll and Morel 2005; all samples of a patch count the same). Example: `non_local_means 8%`
struct non_local_means {
  float strength = 0.1f;
  int patch = 1;
  int search = 4;

  static constexpr auto parameters() {
    return params{param{"strength", &non_local_means::strength, range{0.001, 10},
                        "h: patches that differ less count as alike", unit::fraction},
                  param{"patch", &non_local_means::patch, range{0, 5}, "radius of a patch", unit::pixels},
                  param{"search", &non_local_means::search, range{1, 25}, "how far patches are looked for to each side",
                        unit::pixels}};
  }
  extent reach() const { return {patch + search, patch + search}; }

  template <class Window>
  TESSERA_FN typename Window::pixel operator()(const Window& at) const {
    using V = typename Window::value;
    const float samples = static_cast<float>(3 * (2 * patch + 1) * (2 * patch + 1));
    const V by_distance(-1.44269504f / (strength * strength * samples));
    weighted_pixels<V> sum;
    for (int dy = -search; dy <= search; ++dy)
      for (int dx = -search; dx <= search; ++dx) {
        V apart(0.0f);
        for (int py = -patch; py <= patch; ++py)
          for (int px = -patch; px <= patch; ++px) {
            const auto here = at(px, py), there = at(dx + px, dy + py);
            const V r = here.r - there.r, g = here.g - there.g, b = here.b - there.b;
            apart = apart + (r * r + g * g + b * b);
          }
        sum.add(at(dx, dy), exp2(apart * by_distance) * at.alpha(dx, dy));
      }
    return sum.mean(at(0, 0));
  }
};

}  // namespace tessera::inline v0
