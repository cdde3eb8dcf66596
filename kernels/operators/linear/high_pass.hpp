// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/gaussian_weights.hpp"
#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// What a Gaussian blur takes away, on middle gray. Example: `high_pass 3`
struct high_pass {
  float sigma = 3.0f;
  float offset = 0.5f;

  static constexpr bool stays_small = true;

  static constexpr auto parameters() {
    return params{param{"sigma", &high_pass::sigma, range{0.1, 250}, "standard deviation of the blur", unit::pixels},
                  param{"offset", &high_pass::offset, range{0, 1}, "the level of what is flat", unit::fraction}};
  }

  separable prepare() const { return {gaussian_weights(sigma), gaussian_weights(sigma), false, {}}; }

  template <class V>
  TESSERA_FN V operator()(V centre, V blurred) const {
    return centre - blurred + V(offset);
  }
};

}  // namespace tessera::inline v0
