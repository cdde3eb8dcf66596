// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/gaussian_weights.hpp"
#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Gaussian blur; the window reaches ceil(4 sigma). Example: `gaussian 2`
struct gaussian {
  float sigma = 1.0f;

  static constexpr auto parameters() {
    return params{param{"sigma", &gaussian::sigma, range{0.1, 250}, "standard deviation", unit::pixels}};
  }

  separable prepare() const { return {gaussian_weights(sigma), gaussian_weights(sigma), false, {}}; }
};

}  // namespace tessera::inline v0
