// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operators/linear/gaussian.hpp"

namespace tessera::inline v0 {

/// Lifts what is dark around and tones down what is light around: v^(2^(h m^2 - s (1 - m)^2)), where m is the blurred luma; after N. Moroney,
/// "Local color correction using non-linear masking", 2000. Example: `shadows_highlights 0.8 0.4`
struct shadows_highlights {
  float shadows = 0.5f;
  float highlights = 0.5f;
  float sigma = 20.0f;

  static constexpr auto parameters() {
    return params{
        param{"shadows", &shadows_highlights::shadows, range{-2, 2}, "how far dark parts are lifted"},
        param{"highlights", &shadows_highlights::highlights, range{-2, 2}, "how far light parts are toned down"},
        param{"sigma", &shadows_highlights::sigma, range{0.1, 250}, "standard deviation of the blur", unit::pixels}};
  }

  branch second() const { return here_through({gaussian{sigma}}); }

  struct correction {
    float shadows, highlights;
    template <class V>
    TESSERA_FN rgba<V> operator()(rgba<V> v, rgba<V> around) const {
      const V m = bounded(around.r * V(0.299f) + around.g * V(0.587f) + around.b * V(0.114f), V(0.0f), V(1.0f));
      const V rest = V(1.0f) - m;
      const V power = exp2(V(highlights) * m * m - V(shadows) * rest * rest);
      return {pow(v.r, power), pow(v.g, power), pow(v.b, power), v.a};
    }
  };
  correction formula() const { return {shadows, highlights}; }
};

}  // namespace tessera::inline v0
