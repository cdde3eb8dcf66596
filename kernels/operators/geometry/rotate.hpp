// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/sizing.hpp"
#include "tessera/kernels/patterns/turning.hpp"

namespace tessera::inline v0 {

/// Turns the picture clockwise; the canvas grows to hold all of it. Multiples of 90 degrees are exact. Example: `rotate 17`
struct rotate {
  float degrees = 90;
  warp::interpolation interpolation = warp::interpolation::bicubic;
  colour background{0, 0, 0, 0};

  static constexpr auto parameters() {
    return params{
        param{"degrees", &rotate::degrees, range{-360, 360}, "clockwise; negative turns the other way", unit::degrees}
            .must(),
        param{"interpolation", &rotate::interpolation, interpolations, about_interpolation},
        param{"background", &rotate::background, any_value{}, about_background}};
  }

  prepared prepare(const format& in) const {
    prepared stage = turned(degrees, interpolation, background, in);
    check_size("rotate", stage.out.size);
    return stage;
  }
};

}  // namespace tessera::inline v0
