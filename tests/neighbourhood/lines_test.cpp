// SPDX-License-Identifier: Apache-2.0
// Matrices that operators work out: motion blur, the Laplacian of a Gaussian.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "support/expect_right.hpp"
#include "support/gray_rows.hpp"
#include "tessera/operators.hpp"

namespace tessera::tests {

namespace {

/// 1 less the distance from the line between two points, by the formula for the distance from a segment.
double line_weight(double x, double y, double end_x, double end_y) {
  const double length = std::hypot(end_x, end_y);
  const double along = length > 0 ? std::abs(x * end_x + y * end_y) / length : 0;
  const double apart = length > 0 ? std::abs(x * end_y - y * end_x) / length : std::hypot(x, y);
  const double beyond = length > 0 ? std::max(0.0, along - length) : 0;
  return std::max(0.0, 1 - std::hypot(apart, beyond));
}

struct matrix {
  int radius;
  std::vector<double> weights;
};

matrix motion_matrix(double length, double degrees) {
  const int radius = static_cast<int>(length / 2) + 2;
  const double half = (length - 1) / 2, angle = degrees / 180 * std::numbers::pi;
  matrix m{radius, {}};
  double sum = 0;
  for (int y = -radius; y <= radius; ++y)
    for (int x = -radius; x <= radius; ++x) {
      m.weights.push_back(line_weight(x, y, half * std::cos(angle), half * std::sin(angle)));
      sum += m.weights.back();
    }
  for (double& w : m.weights) w /= sum;
  return m;
}

}  // namespace

TEST(motion_blur, agrees_with_the_distance_from_a_line) {
  for (const auto& [length, angle] : {std::pair{1.0, 0.0}, std::pair{9.0, 0.0}, std::pair{6.5, 90.0},
                                      std::pair{12.0, 33.0}, std::pair{7.0, -100.0}}) {
    const matrix m = motion_matrix(length, angle);
    for (const format& f : {make_format(sample_type::u8, 1, {31, 19}), make_format(sample_type::u8, 4, {31, 19}),
                            make_format(sample_type::u16, 3, {31, 19}), make_format(sample_type::f32, 2, {31, 19})}) {
      const picture in = noise(f, 5);
      expect_right(stage_of(motion_blur{static_cast<float>(length), static_cast<float>(angle)}, f), in,
                   matrix_oracle(in, m.weights, m.radius, m.radius, 0, border_kind::reflect), border_kind::reflect);
    }
  }
}

TEST(motion_blur, of_a_point_is_a_line) {
  EXPECT_EQ(run("motion_blur 3", {{0, 0, 90, 0, 0}}), (gray_rows{{0, 30, 30, 30, 0}}));
  EXPECT_EQ(run("motion_blur 3 90deg", {{0}, {0}, {90}, {0}, {0}}), (gray_rows{{0}, {30}, {30}, {30}, {0}}));
  EXPECT_EQ(run("motion_blur 1", {{3, 80, 200}}), (gray_rows{{3, 80, 200}}));
  // Clockwise: the line falls to the right.
  const gray_rows falling = run("motion_blur 5 45deg", {{0, 0, 0}, {0, 240, 0}, {0, 0, 0}});
  EXPECT_GT(falling[2][2], falling[2][0]);
}

TEST(laplacian_of_gaussian, agrees_with_second_differences_of_the_gaussian) {
  for (const double sigma : {0.5, 1.0, 2.0}) {
    const int radius = static_cast<int>(std::ceil(4 * sigma));
    // d2/dx2 exp(-x^2 / 2 s^2) = (x^2 / s^4 - 1 / s^2) exp(-x^2 / 2 s^2), times s^2 and summed over x and y.
    std::vector<double> weights;
    double total = 0, mean = 0;
    for (int y = -radius; y <= radius; ++y)
      for (int x = -radius; x <= radius; ++x) {
        const double g = std::exp(-0.5 * x * x / (sigma * sigma)) * std::exp(-0.5 * y * y / (sigma * sigma));
        weights.push_back(((x * x / (sigma * sigma) - 1) + (y * y / (sigma * sigma) - 1)) * g);
        total += g;
        mean += weights.back();
      }
    mean /= static_cast<double>(weights.size());
    for (double& w : weights) w = (w - mean) / total;
    for (const format& f : {make_format(sample_type::u8, 3, {23, 17}), make_format(sample_type::u16, 2, {23, 17}),
                            make_format(sample_type::f32, 4, {23, 17})}) {
      const picture in = noise(f, 5);
      expect_right(stage_of(laplacian_of_gaussian{static_cast<float>(sigma), 0.5f}, f), in,
                   matrix_oracle(in, weights, radius, radius, 0.5, border_kind::replicate), border_kind::replicate);
    }
  }
}

TEST(laplacian_of_gaussian, is_nothing_on_flat_and_sloping_parts_and_dark_on_light_blobs) {
  EXPECT_EQ(run("laplacian_of_gaussian 1 offset=40%", {{200, 200}}), (gray_rows{{102, 102}}));
  gray_rows slope{{}};
  for (int x = 0; x < 21; ++x) slope[0].push_back(10 * x);
  EXPECT_EQ(run("laplacian_of_gaussian 1 offset=40%", slope)[0][10], 102);
  EXPECT_LT(run("laplacian_of_gaussian 1 offset=40%", {{0, 0, 0}, {0, 90, 0}, {0, 0, 0}})[1][1], 80);
}

}  // namespace tessera::tests
