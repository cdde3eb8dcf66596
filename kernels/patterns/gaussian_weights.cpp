// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/gaussian_weights.hpp"

#include <cmath>
#include <cstddef>
#include <numeric>

namespace tessera::inline v0 {

namespace {

std::vector<double> sampled(double sigma, int reach) {
  std::vector<double> weights;
  for (int i = -reach; i <= reach; ++i) weights.push_back(std::exp(-0.5 * i * i / (sigma * sigma)));
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& w : weights) w /= sum;
  return weights;
}

}  // namespace

std::vector<double> gaussian_weights(double sigma) { return sampled(sigma, static_cast<int>(std::ceil(4 * sigma))); }

std::vector<double> gaussian_window(int radius) { return sampled(0.3 * (radius - 1) + 0.8, radius); }

std::vector<double> box_weights(int radius) {
  const auto count = static_cast<std::size_t>(2 * radius + 1);
  return std::vector<double>(count, 1.0 / static_cast<double>(count));
}

}  // namespace tessera::inline v0
