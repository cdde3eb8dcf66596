// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/whole_picture.hpp"

namespace tessera::inline v0 {

/// White where the picture is at least `high`, or at least `low` and connected to such a place through pixels that are; else black. Each channel by
/// itself, 8 neighbours count. Example: `sobel | hysteresis 0.1 0.3`
struct hysteresis {
  float low = 0.25f;
  float high = 0.5f;

  static constexpr auto parameters() {
    return params{param{"low", &hysteresis::low, range{0, 2}, "weak places", unit::fraction},
                  param{"high", &hysteresis::high, range{0, 2}, "places that count by themselves", unit::fraction}};
  }

  /// Throws `error` of kind usage if low is above high.
  whole_picture prepare() const { return connected_above("hysteresis", low, high); }
};

}  // namespace tessera::inline v0
