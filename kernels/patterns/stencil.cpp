// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/stencil.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace tessera::inline v0 {

stencil matrix_stencil(std::span<const float> weights, std::int64_t width, double divisor, double offset) {
  const auto count = static_cast<std::int64_t>(weights.size());
  const bool square = width == 0;
  if (square) width = std::llround(std::sqrt(static_cast<double>(count)));
  if (count == 0 || count % width != 0 || (square && width * width != count))
    throw error(error_kind::usage,
                square ? fmt::format("{} weights are no square; give the columns of the matrix with width=", count)
                       : fmt::format("{} weights do not fill rows of {}", count, width))
        .with_parameter(square ? "matrix" : "width");
  const std::int64_t height = count / width;
  if (width % 2 == 0 || height % 2 == 0)
    throw error(error_kind::usage,
                fmt::format("a matrix of {}x{} has no centre; both sides must be odd, so add rows or columns of 0",
                            width, height))
        .with_parameter("matrix");
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  const double by = divisor != 0 ? divisor : sum > 0 ? sum : 1;
  stencil result{{}, width / 2, height / 2, {}, offset};
  for (const float w : weights) result.matrix.push_back(w / by);
  return result;
}

stencil line_stencil(double length, double degrees) {
  const double half = (length - 1) / 2, angle = degrees * (std::numbers::pi / 180);
  const double c = std::cos(angle), s = std::sin(angle);
  // A weight below this is rounding, such as that of the cosine of 90 degrees.
  constexpr double least = 1e-9;
  const auto reach = [&](double part) {
    return static_cast<std::int64_t>(std::ceil(half * std::abs(part) + 1 - least));
  };
  stencil result{{}, reach(c), reach(s), {}, 0};
  for (std::int64_t y = -result.reach_y; y <= result.reach_y; ++y)
    for (std::int64_t x = -result.reach_x; x <= result.reach_x; ++x) {
      const auto u = static_cast<double>(x), v = static_cast<double>(y);
      const double along = std::clamp(u * c + v * s, -half, half);
      const double weight = 1 - std::hypot(u - along * c, v - along * s);
      result.matrix.push_back(weight > least ? weight : 0);
    }
  const double sum = std::accumulate(result.matrix.begin(), result.matrix.end(), 0.0);
  for (double& w : result.matrix) w /= sum;
  return result;
}

stencil gaussian_laplacian(double sigma, double offset) {
  const auto reach = static_cast<std::int64_t>(std::ceil(4 * sigma));
  stencil result{{}, reach, reach, {}, offset};
  double gaussian = 0, sum = 0;
  for (std::int64_t y = -reach; y <= reach; ++y)
    for (std::int64_t x = -reach; x <= reach; ++x) {
      const double far = static_cast<double>(x * x + y * y) / (sigma * sigma), weight = std::exp(-far / 2);
      gaussian += weight;
      sum += (far - 2) * weight;
      result.matrix.push_back((far - 2) * weight);
    }
  const double mean = sum / static_cast<double>(result.matrix.size());
  for (double& w : result.matrix) w = (w - mean) / gaussian;
  return result;
}

}  // namespace tessera::inline v0
