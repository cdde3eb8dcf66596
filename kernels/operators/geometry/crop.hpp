// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/sizing.hpp"

namespace tessera::inline v0 {

/// Keeps a rectangle of the picture; one that reaches outside of it is an error. Example: `crop 75% gravity=center`
struct crop {
  dimensions size;
  int x = 0, y = 0;
  tessera::gravity gravity = gravity::northwest;

  static constexpr auto parameters() {
    return params{
        param{"size", &crop::size, any_value{}, "800x600, 800 (full height), x600 (full width) or 50%"}.must(),
        param{"x", &crop::x, range{-largest_side, largest_side},
              "distance from the left; with gravity from the side that it names", unit::pixels},
        param{"y", &crop::y, range{-largest_side, largest_side},
              "distance from the top; with gravity from the side that it names", unit::pixels},
        param{"gravity", &crop::gravity, gravities, "where the rectangle lies"}};
  }

  move prepare(const format& in) const {
    const extent out = plain_size(size, in.size);
    const std::int64_t left = place_x(gravity, in.size.width, out.width, x),
                       top = place_y(gravity, in.size.height, out.height, y);
    check_inside(out, left, top, in.size);
    return {out, -left, -top};
  }
};

}  // namespace tessera::inline v0
