// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/sizing.hpp"

namespace tessera::inline v0 {

/// Lays the picture on a canvas of a size: what the canvas has more is filled, what sticks out is cut off. Example: `extend 120%x80%`
struct extend {
  dimensions size;
  int x = 0, y = 0;
  tessera::gravity gravity = gravity::centre;
  tessera::colour colour{0, 0, 0, 0};

  static constexpr auto parameters() {
    return params{
        param{"size", &extend::size, any_value{},
              "of the canvas: 800x600, 800 (same height), x600 (same width) or 150%"}
            .must(),
        param{"x", &extend::x, range{-largest_side, largest_side},
              "how far the picture lies from the side that gravity names, or from the middle", unit::pixels},
        param{"y", &extend::y, range{-largest_side, largest_side}, "the same from top, bottom or middle", unit::pixels},
        param{"gravity", &extend::gravity, gravities, "where the picture lies"},
        param{"colour", &extend::colour, any_value{}, about_background}};
  }

  move prepare(const format& in) const {
    check_given("extend", size);
    move m{plain_size(size, in.size)};
    check_size("extend", m.out);
    m.left = place_x(gravity, m.out.width, in.size.width, x);
    m.top = place_y(gravity, m.out.height, in.size.height, y);
    m.fill = colour;
    return m;
  }
};

}  // namespace tessera::inline v0
