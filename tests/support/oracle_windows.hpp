// SPDX-License-Identifier: Apache-2.0
#pragma once

// What operators over windows of whole pixels and local moments mean: whole pictures in float64, written from their definitions. Levels.

#include <vector>

#include "support/oracle_neighbourhood.hpp"

namespace tessera::tests {

/// Weights exp(-d^2 / (2 sigma^2)) of the distance in pixels and of the sum of the differences, within a circle; times alpha.
levels bilateral_oracle(const picture& in, int radius, double sigma_colour, double sigma_space, border_kind border);

/// Weights exp(-d^2 / h^2), d^2 the mean of the squared differences of two patches; times alpha.
levels non_local_means_oracle(const picture& in, double h, int patch, int search, border_kind border);

/// Mean of one square about every pixel (0 to 3: upper left, upper right, lower left, lower right) and how much its luma varies, in 2040ths of white.
struct square_means {
  levels mean;
  std::vector<double> variance;  ///< of each pixel, times the square of the count
};
square_means kuwahara_oracle(const picture& in, int radius, int square, border_kind border);

/// Three or four channels from one or two; the filters as the paper prints them, `pattern` such as "rggb"; mirrored at the edges.
levels demosaic_oracle(const picture& in, const char* pattern);

/// Mean and standard deviation of the samples of a rectangle.
levels mean_oracle(const picture& in, int radius_x, int radius_y, border_kind border);
levels deviation_oracle(const picture& in, int radius_x, int radius_y, border_kind border);

}  // namespace tessera::tests
