// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/projection.hpp"

namespace tessera::inline v0 {

/// Unrolls the picture about its middle: columns become distances, rows angles, clockwise from the right; with inverse=true the way back.
/// Example: `polar radius=0.7`
struct polar {
  float radius = 1;
  bool inverse = false;
  warp::interpolation interpolation = warp::interpolation::bicubic;
  colour background{0, 0, 0, 0};

  static constexpr auto parameters() {
    return params{param{"radius", &polar::radius, range{0.001, 10}, "of the last column, in halves of the diagonal"},
                  param{"inverse", &polar::inverse, any_value{}, "from distances and angles to a picture"},
                  param{"interpolation", &polar::interpolation, interpolations, about_interpolation},
                  param{"background", &polar::background, any_value{}, about_background}};
  }

  warp prepare(const format& in) const {
    warp w = polar_map(radius, inverse, in.size);
    w.kind = interpolation;
    w.fill = background;
    return w;
  }
};

}  // namespace tessera::inline v0
