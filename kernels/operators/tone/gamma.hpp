// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Raises every sample to the power 1/value: above 1 brightens the middle tones. Example: `gamma 1.8`
struct gamma {
  float value = 2.2f;

  static constexpr auto parameters() {
    return params{param{"value", &gamma::value, range{0.01, 100}, "exponent of the curve, out = in^(1/value)"}};
  }

  template <class V>
  TESSERA_FN V operator()(V v) const {
    return pow(v, V(1.0f / value));
  }
};

}  // namespace tessera::inline v0
