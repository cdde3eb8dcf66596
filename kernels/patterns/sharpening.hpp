// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"

namespace tessera::inline v0 {

/// Adds a share of what a filter takes away.
struct sharpening {
  float amount = 1.0f;

  template <class V>
  TESSERA_FN V operator()(V centre, V filtered) const {
    return centre + (centre - filtered) * V(amount);
  }
};

}  // namespace tessera::inline v0
