// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Brown tones of old prints. Gray becomes RGB. The weights are those of the W3C Filter Effects sepia() function.
struct sepia {
  float amount = 1.0f;

  static constexpr auto parameters() {
    return params{param{"amount", &sepia::amount, range{0, 1}, "0 leaves the picture, 1 is all sepia", unit::fraction}};
  }

  template <class V>
  TESSERA_FN rgb<V> operator()(rgb<V> v) const {
    const V r = v.r * V(0.393f) + v.g * V(0.769f) + v.b * V(0.189f);
    const V g = v.r * V(0.349f) + v.g * V(0.686f) + v.b * V(0.168f);
    const V b = v.r * V(0.272f) + v.g * V(0.534f) + v.b * V(0.131f);
    return {mix(v.r, r, V(amount)), mix(v.g, g, V(amount)), mix(v.b, b, V(amount))};
  }

  format output(const format& in) const { return {in.type, in.alpha ? 4 : 3, in.alpha, colour_space::rgb, in.size}; }
};

}  // namespace tessera::inline v0
