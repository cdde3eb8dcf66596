// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Inverts the samples above a level, as light on a half-developed print does. Example: `solarize 60%`
struct solarize {
  float level = 0.5f;

  static constexpr auto parameters() {
    return params{param{"level", &solarize::level, range{0, 1}, "what lies above is inverted", unit::fraction}};
  }

  template <class V>
  TESSERA_FN V operator()(V v) const {
    return select(v > V(level), V(1.0f) - v, v);
  }
};

}  // namespace tessera::inline v0
