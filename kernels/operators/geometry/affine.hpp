// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/projection.hpp"

namespace tessera::inline v0 {

/// Moves pixel (x, y) to (a x + b y + c, d x + e y + f), as OpenCV's warpAffine does; whole numbers are centres of pixels.
/// Example: `affine 0.9,0.2,1,-0.1,1.1,2`
struct affine {
  std::vector<float> matrix;
  dimensions size;
  warp::interpolation interpolation = warp::interpolation::bicubic;
  colour background{0, 0, 0, 0};

  static constexpr auto parameters() {
    return params{param{"matrix", &affine::matrix, list_of{-largest_side, largest_side, 6, 6}, "a,b,c,d,e,f"}.must(),
                  param{"size", &affine::size, any_value{}, "of the result; the picture's unless given"},
                  param{"interpolation", &affine::interpolation, interpolations, about_interpolation},
                  param{"background", &affine::background, any_value{}, about_background}};
  }

  warp prepare(const format& in) const {
    warp w{interpolation, plain_size(size, in.size), {}, background};
    check_size("affine", w.out);
    set_affine(w, matrix);
    return w;
  }
};

}  // namespace tessera::inline v0
