// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operator.hpp"
#include "tessera/kernels/transfer.hpp"

namespace tessera::inline v0 {

/// Brightens or darkens by stops, as a camera would: linear light (sRGB curve) is multiplied by 2^stops. Example: `exposure -0.7ev`
struct exposure {
  float stops = 1.0f;

  static constexpr auto parameters() {
    return params{param{"stops", &exposure::stops, range{-20, 20}, "1 doubles the light, -1 halves it", unit::stops}};
  }

  template <class V>
  TESSERA_FN V operator()(V v) const {
    return linear_to_srgb(srgb_to_linear(v) * exp2(V(stops)));
  }
};

}  // namespace tessera::inline v0
