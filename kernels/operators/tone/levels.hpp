// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Maps black..white to 0..1, bends the middle tones by a gamma, and maps that to low..high. Example: `levels 5% 95% 1.1`
struct levels {
  float black = 0.05f;
  float white = 0.95f;
  float gamma = 1.0f;
  float low = 0.0f;
  float high = 1.0f;

  static constexpr auto parameters() {
    return params{param{"black", &levels::black, range{0, 1}, "what becomes black", unit::fraction},
                  param{"white", &levels::white, range{0, 1}, "what becomes white", unit::fraction},
                  param{"gamma", &levels::gamma, range{0.01, 100}, "exponent 1/gamma of the middle tones"},
                  param{"low", &levels::low, range{0, 1}, "where black goes", unit::fraction},
                  param{"high", &levels::high, range{0, 1}, "where white goes", unit::fraction}};
  }

  /// Where white is not above black the step between them is a threshold.
  template <class V>
  TESSERA_FN V operator()(V v) const {
    const float span = white - black > 1e-6f ? white - black : 1e-6f;
    const V t = bounded((v - V(black)) / V(span), V(0.0f), V(1.0f));
    const V bent = gamma == 1.0f ? t : pow(t, V(1.0f / gamma));
    return bent * V(high - low) + V(low);
  }
};

}  // namespace tessera::inline v0
