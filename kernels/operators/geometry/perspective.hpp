// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/projection.hpp"

namespace tessera::inline v0 {

/// Straightens what was seen at an angle: the four points of the picture become the corners of the result; with inverse=true the picture's
/// corners go to the points instead. Example: `perspective 0.1,0,0.9,0.1,1,1,0,0.9 size=100%x80%`
struct perspective {
  std::vector<float> corners = {0.1f, 0.05f, 0.95f, 0, 1, 0.9f, 0, 1};
  point_scale scale = point_scale::fractions;
  dimensions size;
  bool inverse = false;
  warp::interpolation interpolation = warp::interpolation::bicubic;
  colour background{0, 0, 0, 0};

  static constexpr auto parameters() {
    return params{
        param{"corners", &perspective::corners, list_of{-largest_side, largest_side, 8, 8},
              "x and y of what is top left, top right, bottom right and bottom left"},
        param{"scale", &perspective::scale, point_scales, "whether 1 is the picture's width and height, or a pixel"},
        param{"size", &perspective::size, any_value{}, "of the result; the picture's unless given"},
        param{"inverse", &perspective::inverse, any_value{}, "the picture's corners go to the points"},
        param{"interpolation", &perspective::interpolation, interpolations, about_interpolation},
        param{"background", &perspective::background, any_value{}, about_background}};
  }

  warp prepare(const format& in) const {
    warp w{interpolation, plain_size(size, in.size), {}, background};
    check_size("perspective", w.out);
    set_perspective(w, corner_points(corners, scale, in.size), in.size, inverse);
    return w;
  }
};

}  // namespace tessera::inline v0
