// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/clahe_tables.hpp"

namespace tessera::inline v0 {

/// Equalizes each part of the picture by its surroundings (CLAHE, Zuiderveld 1994). One table for all channels of a tile keeps the hue of grays; alpha is
/// left alone. Example: `clahe 3 tiles=4`
struct clahe {
  float clip = 2;
  std::array<int, 2> tiles{8, 8};

  static constexpr auto parameters() {
    return params{param{"clip", &clahe::clip, range{0, 1000},
                        "a level counts at most as often as this many levels on average; 0: no limit"},
                  param{"tiles", &clahe::tiles, list_of{1, 16, 1, 2}, "tiles across and down, or the same of both"}};
  }

  /// At most as many tiles as there are pixels along an axis.
  tile_grid grid(const format& in) const {
    return make_grid(static_cast<int>(std::min<std::int64_t>(tiles[0], in.size.width)),
                     static_cast<int>(std::min<std::int64_t>(tiles[1], in.size.height)), in.size);
  }
  tile_tables finish(const histogram& counts, const format&) const { return clahe_tables(counts, clip); }
};

}  // namespace tessera::inline v0
