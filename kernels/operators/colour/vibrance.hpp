// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Saturation that spares what is already colourful: each pixel moves away from its luma (BT.601) by amount times what its saturation
/// (greatest less least channel) leaves to 1. Example: `vibrance 60%`
struct vibrance {
  float amount = 0.4f;

  static constexpr auto parameters() {
    return params{param{"amount", &vibrance::amount, range{-1, 4}, "below 0 mutes, above makes vivid", unit::fraction}};
  }

  template <class V>
  TESSERA_FN rgb<V> operator()(rgb<V> v) const {
    const V luma = v.r * V(0.299f) + v.g * V(0.587f) + v.b * V(0.114f);
    const V colourful = max(v.r, max(v.g, v.b)) - min(v.r, min(v.g, v.b));
    const V factor = V(1.0f) + V(amount) * (V(1.0f) - min(colourful, V(1.0f)));
    return {mix(luma, v.r, factor), mix(luma, v.g, factor), mix(luma, v.b, factor)};
  }
};

}  // namespace tessera::inline v0
