// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/gaussian_weights.hpp"

#include <cmath>
#include <cstddef>
#include <numeric>

namespace tessera::inline v0 {

std::vector<double> gaussian_weights(double sigma) {
  const int reach = static_cast<int>(std::ceil(4 * sigma));
  std::vector<double> weights;
  for (int i = -reach; i <= reach; ++i) weights.push_back(std::exp(-0.5 * i * i / (sigma * sigma)));
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& w : weights) w /= sum;
  return weights;
}

std::vector<double> box_weights(int radius) {
  const auto count = static_cast<std::size_t>(2 * radius + 1);
  return std::vector<double>(count, 1.0 / static_cast<double>(count));
}

}  // namespace tessera::inline v0
