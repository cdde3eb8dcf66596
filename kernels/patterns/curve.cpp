// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tessera::inline v0 {

namespace {

struct knot {
  double x, y, slope;
};

std::vector<knot> knots_of(std::span<const float> points) {
  if (points.size() % 2 != 0)
    throw error(error_kind::usage, fmt::format("{} numbers are no pairs of level in and level out", points.size()))
        .with_parameter("points");
  std::vector<knot> knots;
  for (std::size_t i = 0; i < points.size(); i += 2) {
    if (i > 0 && points[i] <= points[i - 2])
      throw error(error_kind::usage,
                  fmt::format("the levels in must rise, but {} comes after {}", points[i], points[i - 2]))
          .with_parameter("points");
    knots.push_back({points[i], points[i + 1], 0});
  }
  return knots;
}

/// The mean of the neighbouring chords, 0 at extremes, then drawn into the circle of radius 3 in which a piece cannot overshoot.
void set_slopes(std::vector<knot>& knots) {
  const std::size_t last = knots.size() - 1;
  std::vector<double> chord(last);
  for (std::size_t i = 0; i < last; ++i) chord[i] = (knots[i + 1].y - knots[i].y) / (knots[i + 1].x - knots[i].x);
  for (std::size_t i = 0; i <= last; ++i) {
    const double before = chord[i == 0 ? 0 : i - 1], after = chord[i == last ? last - 1 : i];
    knots[i].slope = before * after <= 0 ? 0 : (before + after) / 2;
  }
  for (std::size_t i = 0; i < last; ++i) {
    if (chord[i] == 0) continue;
    const double a = knots[i].slope / chord[i], b = knots[i + 1].slope / chord[i], length = std::hypot(a, b);
    if (length <= 3) continue;
    knots[i].slope = 3 / length * a * chord[i];
    knots[i + 1].slope = 3 / length * b * chord[i];
  }
}

double value_at(const std::vector<knot>& knots, double x) {
  if (x <= knots.front().x) return knots.front().y;
  if (x >= knots.back().x) return knots.back().y;
  const auto right = std::find_if(knots.begin(), knots.end(), [x](const knot& k) { return k.x > x; });
  const knot &a = *(right - 1), &b = *right;
  const double h = b.x - a.x, t = (x - a.x) / h, s = 1 - t;
  return (1 + 2 * t) * s * s * a.y + t * s * s * h * a.slope + t * t * (3 - 2 * t) * b.y - t * t * s * h * b.slope;
}

}  // namespace

lookup curve_table(std::span<const float> points, sample_type type) {
  std::vector<knot> knots = knots_of(points);
  set_slopes(knots);
  lookup table;
  table.entries = type == sample_type::u8 ? 256 : 65536;
  for (int i = 0; i < table.entries; ++i)
    table.values.push_back(static_cast<float>(value_at(knots, static_cast<double>(i) / (table.entries - 1))));
  return table;
}

}  // namespace tessera::inline v0
