// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/stencil.hpp"

namespace tessera::inline v0 {

/// Mean along a line, as if the camera had moved. Example: `motion_blur 15 30deg`
struct motion_blur {
  float length = 9.0f;
  float angle = 0.0f;

  static constexpr auto parameters() {
    return params{param{"length", &motion_blur::length, range{1, 250}, "of the line", unit::pixels},
                  param{"angle", &motion_blur::angle, range{-360, 360}, "of the line, clockwise from the horizontal",
                        unit::degrees}};
  }
  stencil prepare() const { return line_stencil(length, angle); }
};

}  // namespace tessera::inline v0
