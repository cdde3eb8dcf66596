// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/rank.hpp"

namespace tessera::inline v0 {

/// The sample below which the given part of a window lies, channel by channel: 0 is erode, 50% median, 100% dilate. Example: `percentile 2 75%`
struct percentile {
  window_sides radius = 1;
  float part = 0.25f;
  window_sides size = 0;

  static constexpr auto parameters() {
    const auto window = window_parameters<percentile>();
    return params{param_at<0>(window),
                  param{"part", &percentile::part, range{0, 1}, "part of the samples that lie below", unit::fraction},
                  param_at<1>(window)};
  }
  rank prepare() const { return window_rank(rank::which::percentile, radius, size, part); }
};

}  // namespace tessera::inline v0
