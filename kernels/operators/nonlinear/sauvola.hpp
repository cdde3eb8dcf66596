// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/rank.hpp"

namespace tessera::inline v0 {

/// Parts writing from paper that is lit unevenly: white above m (1 + k (s / r - 1)), with m and s the mean and deviation of the window (Sauvola
/// and Pietikainen 2000). Example: `grayscale | sauvola 12`
struct sauvola {
  window_sides radius = 7;
  float k = 0.34f;
  float r = 0.5f;
  window_sides size = 0;

  static constexpr auto parameters() {
    const auto window = window_parameters<sauvola>();
    return params{param_at<0>(window),
                  param{"k", &sauvola::k, range{0, 1}, "how far flat parts lie below the limit; the paper's is 0.5"},
                  param{"r", &sauvola::r, range{0.001, 1}, "the greatest deviation that is expected", unit::fraction},
                  param_at<1>(window)};
  }
  moments prepare() const { return window_moments(radius, size); }

  template <class V>
  TESSERA_FN V operator()(V centre, V mean, V deviation) const {
    const V limit = mean * (V(1.0f) + V(k) * (deviation / V(r) - V(1.0f)));
    return select(centre > limit, V(1.0f), V(0.0f));
  }
};

}  // namespace tessera::inline v0
