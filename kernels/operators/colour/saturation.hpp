// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Moves colours away from their luma (BT.601) or towards it. Example: `saturation 1.4`
struct saturation {
  float factor = 1.5f;

  static constexpr bool direct = true, stays_small = true;

  static constexpr auto parameters() {
    return params{
        param{"factor", &saturation::factor, range{0, 100}, "0 is gray, 1 leaves it, more is more colourful"}};
  }

  template <class V>
  TESSERA_FN rgb<V> operator()(rgb<V> v) const {
    const V luma = v.r * V(0.299f) + v.g * V(0.587f) + v.b * V(0.114f);
    return {mix(luma, v.r, V(factor)), mix(luma, v.g, V(factor)), mix(luma, v.b, V(factor))};
  }
};

}  // namespace tessera::inline v0
