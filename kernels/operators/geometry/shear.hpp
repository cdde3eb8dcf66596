// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/projection.hpp"

namespace tessera::inline v0 {

/// Leans the picture: first rows move to the right, the more the lower they are, then columns move down, the more the farther right they are;
/// the canvas grows to hold all of it. Example: `shear 15 -5`
struct shear {
  float x = 20, y = 0;
  warp::interpolation interpolation = warp::interpolation::bicubic;
  colour background{0, 0, 0, 0};

  static constexpr auto parameters() {
    return params{
        param{"x", &shear::x, range{-85, 85}, "how far vertical lines lean; negative the other way", unit::degrees},
        param{"y", &shear::y, range{-85, 85}, "how far horizontal lines lean; negative the other way", unit::degrees},
        param{"interpolation", &shear::interpolation, interpolations, about_interpolation},
        param{"background", &shear::background, any_value{}, about_background}};
  }

  warp prepare(const format& in) const {
    warp w = sheared(x, y, in.size);
    check_size("shear", w.out);
    w.kind = interpolation;
    w.fill = background;
    return w;
  }
};

}  // namespace tessera::inline v0
