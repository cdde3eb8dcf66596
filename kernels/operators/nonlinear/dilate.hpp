// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/rank.hpp"

namespace tessera::inline v0 {

/// Largest sample in a window, channel by channel: light areas grow. Example: `dilate 2`
struct dilate {
  window_sides radius = 1;
  window_sides size = 0;
  window_shape shape = window_shape::rectangle;

  static constexpr auto parameters() { return shaped_window_parameters<dilate>(); }
  rank prepare() const { return shaped_rank(rank::which::maximum, radius, size, shape); }
};

}  // namespace tessera::inline v0
