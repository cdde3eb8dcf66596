// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/rank.hpp"

namespace tessera::inline v0 {

/// Smallest sample in a window, channel by channel: dark areas grow. Example: `erode 2`
struct erode {
  window_sides radius = 1;
  window_sides size = 0;
  window_shape shape = window_shape::rectangle;

  static constexpr auto parameters() { return shaped_window_parameters<erode>(); }
  rank prepare() const { return shaped_rank(rank::which::minimum, radius, size, shape); }
};

}  // namespace tessera::inline v0
