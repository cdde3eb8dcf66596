// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/colour/colour_matrix.hpp"
#include "tessera/kernels/operators/colour/grayscale.hpp"
#include "tessera/kernels/patterns/colour_maps.hpp"

namespace tessera::inline v0 {

/// Luma (BT.601) as colours: viridis or magma (van der Walt and Smith 2015), turbo (Mikhailov 2019), or gray. Between their 256 colours the maps
/// are linear. Example: `false_colour turbo`
struct false_colour {
  colour_map map = colour_map::viridis;
  bool of_gray = false;  ///< the last part of the chain: red, green and blue are the luma

  static constexpr auto parameters() {
    return params{param{"map", &false_colour::map,
                        one_of<colour_map>({{"viridis", colour_map::viridis},
                                            {"magma", colour_map::magma},
                                            {"turbo", colour_map::turbo},
                                            {"gray", colour_map::gray}}),
                        "colours from dark to bright"}};
  }

  prepared prepare(const format& in) const {
    if (of_gray) return {colour_map_table(map, in.type), in};
    tessera::recipe parts{grayscale{}, colour_matrix{}};
    if (map != colour_map::gray) parts.emplace_back(false_colour{map, true});
    return {std::move(parts), in};
  }
};

}  // namespace tessera::inline v0
