// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/gaussian_weights.hpp"
#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Sharpens by adding the difference from a Gaussian blur where it exceeds a threshold. Example: `unsharp 1 0.8`
struct unsharp {
  float sigma = 1.0f;
  float amount = 1.0f;
  float threshold = 0.0f;

  static constexpr bool stays_small = true;

  static constexpr auto parameters() {
    return params{
        param{"sigma", &unsharp::sigma, range{0.1, 250}, "standard deviation of the blur", unit::pixels},
        param{"amount", &unsharp::amount, range{0, 100}, "how much of the difference is added"},
        param{"threshold", &unsharp::threshold, range{0, 1}, "smaller differences are left alone", unit::fraction}};
  }

  separable prepare() const {
    separable made{gaussian_weights(sigma), gaussian_weights(sigma), false, {}};
    if (threshold == 0.0f) made.sharpens = sharpening{amount};
    return made;
  }

  template <class V>
  TESSERA_FN V operator()(V centre, V blurred) const {
    const V sharp = sharpening{amount}(centre, blurred);
    return threshold > 0.0f ? select(abs(centre - blurred) < V(threshold), centre, sharp) : sharp;
  }
};

}  // namespace tessera::inline v0
