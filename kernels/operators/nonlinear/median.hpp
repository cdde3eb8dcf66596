// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/rank.hpp"

namespace tessera::inline v0 {

/// Middle one of the samples in a window, channel by channel: removes specks and keeps edges. Example: `median 2`
struct median {
  window_sides radius = 1;
  window_sides size = 0;

  static constexpr auto parameters() { return window_parameters<median>(); }
  rank prepare() const { return window_rank(rank::which::percentile, radius, size); }
};

}  // namespace tessera::inline v0
