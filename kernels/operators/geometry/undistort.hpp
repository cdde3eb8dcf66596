// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/sizing.hpp"

namespace tessera::inline v0 {

/// Takes a lens's distortion out: Brown 1966, with the coefficients that OpenCV's calibration gives; k1 below 0 is a barrel.
/// Example: `undistort -0.3 0.1 focal=0.8`
struct undistort {
  float k1 = -0.2f, k2 = 0, k3 = 0, p1 = 0, p2 = 0, focal = 1;
  float centre_x = 0.5f, centre_y = 0.5f;
  warp::interpolation interpolation = warp::interpolation::bicubic;
  colour background{0, 0, 0, 0};

  static constexpr auto parameters() {
    return params{param{"k1", &undistort::k1, range{-10, 10}, "radial, second power"},
                  param{"k2", &undistort::k2, range{-100, 100}, "radial, fourth power"},
                  param{"k3", &undistort::k3, range{-1000, 1000}, "radial, sixth power"},
                  param{"p1", &undistort::p1, range{-1, 1}, "tangential"},
                  param{"p2", &undistort::p2, range{-1, 1}, "tangential"},
                  param{"focal", &undistort::focal, range{0.05, 100}, "focal length in widths of the picture"},
                  param{"centre_x", &undistort::centre_x, range{-1, 2}, "of the lens, in widths from the left"},
                  param{"centre_y", &undistort::centre_y, range{-1, 2}, "of the lens, in heights from the top"},
                  param{"interpolation", &undistort::interpolation, interpolations, about_interpolation},
                  param{"background", &undistort::background, any_value{}, about_background}};
  }

  warp prepare(const format& in) const {
    const double width = static_cast<double>(in.size.width), height = static_cast<double>(in.size.height);
    return {interpolation,
            in.size,
            {width * centre_x, height * centre_y, width * focal, k1, k2, k3, p1, p2},
            background,
            warp::map::undistort};
  }
};

}  // namespace tessera::inline v0
