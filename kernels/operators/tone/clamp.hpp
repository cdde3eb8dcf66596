// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Bounds every sample: what lies below low becomes low, what lies above high becomes high. Example: `clamp 10% 90%`
struct clamp {
  float low = 0.05f;
  float high = 0.95f;

  static constexpr auto parameters() {
    return params{param{"low", &clamp::low, range{-1000, 1000}, "least level", unit::fraction},
                  param{"high", &clamp::high, range{-1000, 1000}, "greatest level; wins over low", unit::fraction}};
  }

  template <class V>
  TESSERA_FN V operator()(V v) const {
    return min(max(v, V(low)), V(high));
  }
};

}  // namespace tessera::inline v0
