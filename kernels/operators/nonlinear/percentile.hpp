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
    return std::tuple_cat(
        std::tuple{std::get<0>(window_parameters<percentile>()),
                   param{"part", &percentile::part, range{0, 1}, "part of the samples that lie below", unit::fraction}},
        std::tuple{std::get<1>(window_parameters<percentile>())});
  }
  rank prepare() const { return window_rank(rank::which::percentile, radius, size, part); }
};

}  // namespace tessera::inline v0
