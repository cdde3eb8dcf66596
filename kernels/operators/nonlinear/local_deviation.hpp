// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/rank.hpp"

namespace tessera::inline v0 {

/// Standard deviation of the samples in a window, channel by channel: bright where there is texture. Example: `local_deviation 3`
struct local_deviation {
  window_sides radius = 2;
  window_sides size = 0;

  static constexpr auto parameters() { return window_parameters<local_deviation>(); }
  moments prepare() const { return window_moments(radius, size); }

  template <class V>
  TESSERA_FN V operator()(V, V, V deviation) const {
    return deviation;
  }
};

}  // namespace tessera::inline v0
