// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/sizing.hpp"

namespace tessera::inline v0 {

/// Puts a frame of one colour around the picture, which grows by it. Example: `border 12 colour=#204060`
struct border {
  int width = 8;
  tessera::colour colour{1, 1, 1, 1};

  static constexpr auto parameters() {
    return params{param{"width", &border::width, range{0, largest_side}, "of the frame on every side", unit::pixels},
                  param{"colour", &border::colour, any_value{}, "of the frame"}};
  }

  move prepare(const format& in) const {
    move m{{in.size.width + 2 * width, in.size.height + 2 * width}, width, width};
    check_size("border", m.out);
    m.fill = colour;
    return m;
  }
};

}  // namespace tessera::inline v0
