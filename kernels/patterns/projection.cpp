// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/projection.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tessera::inline v0 {

namespace {

using square_matrix = std::array<double, 9>;

[[noreturn]] void refuse(const char* name, const char* parameter, const std::string& sentence) {
  throw error(error_kind::usage, std::string(name) + ": " + sentence).with_operator(name).with_parameter(parameter);
}

square_matrix product(const square_matrix& a, const square_matrix& b) {
  square_matrix c{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t k = 0; k < 3; ++k)
      c[3 * i + k] = a[3 * i] * b[k] + a[3 * i + 1] * b[3 + k] + a[3 * i + 2] * b[6 + k];
  return c;
}

/// The inverse times the determinant: the same projective map.
square_matrix adjugate(const square_matrix& m) {
  return {m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
          m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
          m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]};
}

/// The map of the unit square's corners (0,0), (1,0), (1,1), (0,1) to four points: Heckbert 1989, "Fundamentals of texture mapping and image
/// warping", 2.2.3.
square_matrix from_unit_square(const four_points& p) {
  const double dx1 = p[2] - p[4], dx2 = p[6] - p[4], dx3 = p[0] - p[2] + p[4] - p[6];
  const double dy1 = p[3] - p[5], dy2 = p[7] - p[5], dy3 = p[1] - p[3] + p[5] - p[7];
  const double whole = dx1 * dy2 - dx2 * dy1;
  const double g = (dx3 * dy2 - dx2 * dy3) / whole, h = (dx1 * dy3 - dx3 * dy1) / whole;
  return {p[2] - p[0] + g * p[2],
          p[6] - p[0] + h * p[6],
          p[0],
          p[3] - p[1] + g * p[3],
          p[7] - p[1] + h * p[7],
          p[1],
          g,
          h,
          1};
}

/// Twice the area of the triangle of a corner and its neighbours; all of one sign where a quadrilateral is convex.
double turn_at(const four_points& p, std::size_t corner) {
  const std::size_t a = (corner + 3) % 4 * 2, b = corner * 2, c = (corner + 1) % 4 * 2;
  return (p[b] - p[a]) * (p[c + 1] - p[b + 1]) - (p[b + 1] - p[a + 1]) * (p[c] - p[b]);
}

void check_convex(const four_points& p) {
  const auto [low, high] = std::minmax({turn_at(p, 0), turn_at(p, 1), turn_at(p, 2), turn_at(p, 3)});
  const double least = 1e-6 * std::max(std::abs(low), std::abs(high));
  if (low > least || high < -least) return;
  refuse("perspective", "corners",
         "the points do not go round a convex shape; give top left, top right, bottom right, bottom left, no three of "
         "them on a line");
}

four_points corners_of(extent size) {
  const double width = static_cast<double>(size.width), height = static_cast<double>(size.height);
  return {0, 0, width, 0, width, height, 0, height};
}

std::int64_t whole_side(double v) { return static_cast<std::int64_t>(std::ceil(v - 1e-6)); }

}  // namespace

four_points corner_points(const std::vector<float>& corners, point_scale scale, extent in) {
  four_points points{};
  const bool pixels = scale == point_scale::pixels;
  for (std::size_t i = 0; i < points.size(); ++i)
    points[i] = corners[i] * (pixels ? 1.0 : static_cast<double>(i % 2 == 0 ? in.width : in.height));
  return points;
}

void set_perspective(warp& w, const four_points& points, extent in, bool inverse) {
  check_convex(points);
  const square_matrix to_points = from_unit_square(points);
  square_matrix m = inverse ? product(from_unit_square(corners_of(in)), adjugate(to_points))
                            : product(to_points, adjugate(from_unit_square(corners_of(w.out))));
  // The middle of what is seen lies before the horizon, at a distance of 1.
  const double x = inverse ? (points[0] + points[2] + points[4] + points[6]) / 4 : static_cast<double>(w.out.width) / 2,
               y = inverse ? (points[1] + points[3] + points[5] + points[7]) / 4
                           : static_cast<double>(w.out.height) / 2;
  const double middle = m[6] * x + m[7] * y + m[8];
  for (double& item : m) item /= middle;
  std::copy(m.begin(), m.end(), w.matrix);
  w.how = warp::map::projective;
}

void set_affine(warp& w, const std::vector<float>& matrix) {
  const double a = matrix[0], b = matrix[1], d = matrix[3], e = matrix[4];
  // From centres to corners of pixels: (x + 0.5, y + 0.5) goes to itself plus what is moved.
  const double c = matrix[2] + 0.5 - 0.5 * (a + b), f = matrix[5] + 0.5 - 0.5 * (d + e);
  const double area = a * e - b * d;
  if (!(std::abs(area) > 1e-9 * (std::abs(a * e) + std::abs(b * d))))
    refuse("affine", "matrix", "all pixels would come to lie on a line; a e - b d must not be 0");
  const double back[6] = {e / area, -b / area, (b * f - e * c) / area, -d / area, a / area, (d * c - a * f) / area};
  std::copy(std::begin(back), std::end(back), w.matrix);
}

warp sheared(double x, double y, extent in) {
  const double p = std::tan(x * std::numbers::pi / 180), q = std::tan(y * std::numbers::pi / 180);
  const double width = static_cast<double>(in.width), height = static_cast<double>(in.height);
  warp w;
  // out = (1 p; q 1 + p q) in, about the middles of both.
  w.out = {whole_side(width + std::abs(p) * height), whole_side(std::abs(q) * width + std::abs(1 + p * q) * height)};
  const double u = static_cast<double>(w.out.width) / 2, v = static_cast<double>(w.out.height) / 2;
  const double back[6] = {1 + p * q, -p, width / 2 - (1 + p * q) * u + p * v, -q, 1, height / 2 + q * u - v};
  std::copy(std::begin(back), std::end(back), w.matrix);
  return w;
}

warp polar_map(double radius, bool inverse, extent in) {
  const double width = static_cast<double>(in.width), height = static_cast<double>(in.height);
  const double reach = radius * std::sqrt(width * width + height * height) / 2;
  warp w;
  w.out = in;
  w.how = inverse ? warp::map::from_polar : warp::map::to_polar;
  const double numbers[4] = {width / 2, height / 2, inverse ? width / reach : reach / width,
                             inverse ? height : 1 / height};
  std::copy(std::begin(numbers), std::end(numbers), w.matrix);
  return w;
}

}  // namespace tessera::inline v0
