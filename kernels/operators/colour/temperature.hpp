// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/colour/white_balance.hpp"
#include "tessera/kernels/patterns/colour_matrices.hpp"

namespace tessera::inline v0 {

/// Takes away the tint of a light: what was white under a light of that colour temperature becomes neutral. Low temperatures cool the picture.
/// Planckian locus as Kim and others 2002, kept luminance. Gray becomes RGB. Example: `temperature 4500`
struct temperature {
  float kelvin = 5000.0f;
  float tint = 0.0f;

  static constexpr auto parameters() {
    return params{param{"kelvin", &temperature::kelvin, range{1667, 25000},
                        "colour temperature of the light; 6504 changes little"},
                  param{"tint", &temperature::tint, range{-1, 1}, "below 0 towards green, above towards magenta",
                        unit::fraction}};
  }

  tessera::recipe recipe() const { return {white_balance{balance_of(kelvin, tint), true}}; }
};

}  // namespace tessera::inline v0
