// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace tessera::inline v0 {

/// Samples of a Gaussian at whole distances up to ceil(4 sigma), with sum 1. Odd length.
std::vector<double> gaussian_weights(double sigma);

/// The same up to a given distance, with the sigma that OpenCV takes for such a window: 0.3 (radius - 1) + 0.8.
std::vector<double> gaussian_window(int radius);

/// Equal weights over 2 radius + 1 samples, with sum 1.
std::vector<double> box_weights(int radius);

}  // namespace tessera::inline v0
