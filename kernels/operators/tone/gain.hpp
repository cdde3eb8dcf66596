// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Multiplies every sample by a factor, then adds an offset. Example: `gain 1.2 -5%`
struct gain {
  float factor = 1.25f;
  float offset = 0.0f;

  static constexpr auto parameters() {
    return params{param{"factor", &gain::factor, range{0, 1000}, "factor"},
                  param{"offset", &gain::offset, range{-1, 1}, "added after the multiplication", unit::fraction}};
  }

  template <class V>
  TESSERA_FN V operator()(V v) const {
    return v * V(factor) + V(offset);
  }
};

}  // namespace tessera::inline v0
