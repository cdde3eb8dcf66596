// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "tessera/kernels/patterns/sizing.hpp"

namespace tessera::inline v0 {

/// Adds margins, or brings the picture to a size by margins: pad 10, pad 10,20 (sides, top and bottom), pad 1,2,3,4 (left, top, right,
/// bottom) or pad size=800x600. Example: `pad 8`
struct pad {
  std::vector<float> margins = {16};
  tessera::colour colour{0, 0, 0, 0};
  dimensions size;
  tessera::gravity gravity = gravity::centre;

  static constexpr auto parameters() {
    return params{
        param{"margins", &pad::margins, list_of{0, largest_side, 1, 4},
              "one for all sides, two for sides and top/bottom, or left,top,right,bottom", unit::pixels},
        param{"colour", &pad::colour, any_value{}, "of the margins; transparent, or black without alpha, unless given"},
        param{"size", &pad::size, any_value{},
              "the size to reach instead; a side that is as large already gets no margin"},
        param{"gravity", &pad::gravity, gravities, "where the picture lies within size"}};
  }

  move prepare(const format& in) const {
    move m;
    if (size.width > 0 || size.height > 0) {
      const extent wish = plain_size(size, in.size);
      m.out = {std::max(wish.width, in.size.width), std::max(wish.height, in.size.height)};
      m.left = place_x(gravity, m.out.width, in.size.width, 0);
      m.top = place_y(gravity, m.out.height, in.size.height, 0);
    } else {
      if (margins.size() == 3)
        throw error(error_kind::usage,
                    "pad: margins takes 1, 2 or 4 numbers: all sides; sides and top/bottom; left,top,right,bottom")
            .with_operator("pad")
            .with_parameter("margins");
      const auto margin = [&](std::size_t side) { return static_cast<std::int64_t>(margins[side % margins.size()]); };
      m = {{in.size.width + margin(0) + margin(2), in.size.height + margin(1) + margin(3)}, margin(0), margin(1)};
    }
    check_size("pad", m.out);
    m.fill = colour;
    return m;
  }
};

}  // namespace tessera::inline v0
