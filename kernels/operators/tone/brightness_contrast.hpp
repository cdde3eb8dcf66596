// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Adds brightness, and stretches the distance from middle gray by the contrast. Example: `brightness_contrast 0.05 0.2`
struct brightness_contrast {
  float brightness = 0.1f;
  float contrast = 0.0f;

  static constexpr auto parameters() {
    return params{
        param{"brightness", &brightness_contrast::brightness, range{-1, 1}, "added to every sample", unit::fraction},
        param{"contrast", &brightness_contrast::contrast, range{-1, 100},
              "0 leaves it, -1 makes everything gray, 1 doubles it"}};
  }

  template <class V>
  TESSERA_FN V operator()(V v) const {
    return (v - V(0.5f)) * V(1.0f + contrast) + V(0.5f + brightness);
  }
};

}  // namespace tessera::inline v0
