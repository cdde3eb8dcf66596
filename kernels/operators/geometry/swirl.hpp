// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "tessera/kernels/patterns/sizing.hpp"

namespace tessera::inline v0 {

/// Turns the middle clockwise, the less the farther out, as ImageMagick's swirl on a circle. Example: `swirl 120 radius=0.8`
struct swirl {
  float degrees = 90;
  float radius = 1;
  float centre_x = 0.5f, centre_y = 0.5f;
  warp::interpolation interpolation = warp::interpolation::bicubic;
  colour background{0, 0, 0, 0};

  static constexpr auto parameters() {
    return params{param{"degrees", &swirl::degrees, range{-3600, 3600}, "in the middle; negative turns the other way",
                        unit::degrees},
                  param{"radius", &swirl::radius, range{0.001, 10}, "of what is turned, in halves of the shorter side"},
                  param{"centre_x", &swirl::centre_x, range{-1, 2}, "of the circle, in widths from the left"},
                  param{"centre_y", &swirl::centre_y, range{-1, 2}, "of the circle, in heights from the top"},
                  param{"interpolation", &swirl::interpolation, interpolations, about_interpolation},
                  param{"background", &swirl::background, any_value{}, about_background}};
  }

  warp prepare(const format& in) const {
    const double width = static_cast<double>(in.size.width), height = static_cast<double>(in.size.height);
    const double reach = radius * std::min(width, height) / 2;
    return {interpolation,
            in.size,
            {width * centre_x, height * centre_y, reach, -degrees / 360.0},
            background,
            warp::map::swirl};
  }
};

}  // namespace tessera::inline v0
