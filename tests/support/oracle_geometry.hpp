// SPDX-License-Identifier: Apache-2.0
#pragma once

// What resampling and warping mean, in float64, on whole pictures, pixel by pixel from the definition. Shares no code with kernels/.

#include <functional>

#include "support/stage_harness.hpp"

namespace tessera::tests {

/// Real-valued samples of a picture: levels before rounding.
struct real_picture {
  extent size;
  int channels = 1;
  std::vector<double> samples;
  real_picture(extent s, int c) : size(s), channels(c), samples(static_cast<std::size_t>(s.width * s.height * c)) {}
  double& at(std::int64_t x, std::int64_t y, int c) {
    return samples[static_cast<std::size_t>((y * size.width + x) * channels + c)];
  }
  double at(std::int64_t x, std::int64_t y, int c) const { return const_cast<real_picture*>(this)->at(x, y, c); }
};

/// Filter `kind` by name: nearest, bilinear, bicubic, lanczos3, area, or auto.
struct oracle_resample {
  std::string kind;
  extent out;
  bool antialias = true, linear = false;
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;  ///< the part shown; x1 = 0: all
};
real_picture resampled(const picture& in, const oracle_resample& how);

/// The greatest distance in levels of a result from what the oracle says, clamped to the sample's range (f32: not clamped,
/// relative to values above 1); colour where alpha is a hair
/// from becoming invisible is not compared.
double distance(const picture& result, const real_picture& oracle);

/// Warp: the input position of an output pixel is matrix * (x + 0.5, y + 0.5, 1) - 0.5, or what `map` makes of (x + 0.5, y + 0.5), if it
/// says true, less 0.5; `fill` has a level per channel.
struct oracle_warp {
  std::string kind;  ///< nearest, bilinear, bicubic
  extent out;
  double matrix[6];
  std::vector<double> fill;
  std::function<bool(double& x, double& y)> map{};
  bool rows_go_round = false;  ///< the last row is followed by the first
};
real_picture warped(const picture& in, const oracle_warp& how);

}  // namespace tessera::tests
