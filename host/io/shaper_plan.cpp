// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/shaper_plan.hpp"

#include <algorithm>
#include <cmath>

namespace tessera::inline v0::io {

namespace {

matrix3 product(const matrix3& a, const matrix3& b) {
  matrix3 made{};
  for (std::size_t i = 0; i < 9; ++i)
    for (std::size_t k = 0; k < 3; ++k) made[i] += a[i / 3 * 3 + k] * b[3 * k + i % 3];
  return made;
}

matrix3 inverse(const matrix3& m) {
  matrix3 made{};
  const auto minor = [&](std::size_t row, std::size_t column) {
    const std::size_t r = (row + 1) % 3, s = (row + 2) % 3, c = (column + 1) % 3, d = (column + 2) % 3;
    return m[3 * r + c] * m[3 * s + d] - m[3 * r + d] * m[3 * s + c];
  };
  const double determinant = m[0] * minor(0, 0) + m[1] * minor(0, 1) + m[2] * minor(0, 2);
  for (std::size_t i = 0; i < 9; ++i) made[i] = minor(i % 3, i / 3) / determinant;
  return made;
}

/// Profiles hold 16 bits of a fraction; gray stays gray to the last bit.
void keep_white(matrix3& matrix) {
  for (auto row = matrix.begin(); row != matrix.end(); row += 3) {
    const double white = row[0] + row[1] + row[2];
    if (std::abs(white - 1) < 2e-4) std::for_each(row, row + 3, [&](double& m) { m /= white; });
  }
}

/// The way back from the middle to X, Y and Z over those of white.
curve_law middle_law() {
  curve_law law;
  law.kind = curve_kind::power;
  law.start = 6.0 / 29;
  law.slope = 108.0 / 841;
  law.offset = -law.slope * 4 / 29;
  law.power = 3;
  return law;
}

matrix3 xyz_back(const matrix_profile& to, bool to_gray) {
  return to_gray ? matrix3{0, 1, 0, 0, 1, 0, 0, 1, 0} : inverse(to.to_xyz);
}

three_curves back(const three_curves& curves) {
  return {inverse_of(curves[0]), inverse_of(curves[1]), inverse_of(curves[2])};
}

shaper_plan shaper_of(const three_curves& in, const matrix3& matrix, const three_curves& out) {
  shaper_plan made{in, out, matrix};
  keep_white(made.matrix);
  return made;
}

}  // namespace

shaper_plan shaper_between(const matrix_profile& from, const matrix_profile& to, bool to_gray) {
  return shaper_of(from.curves, product(xyz_back(to, to_gray), from.to_xyz), back(to.curves));
}

shaper_plan shaper_to_middle(const matrix_profile& from) {
  const cmsCIEXYZ white = *cmsD50_XYZ();
  const curve_law law = inverse_of(middle_law());
  return shaper_of(from.curves, product({1 / white.X, 0, 0, 0, 1 / white.Y, 0, 0, 0, 1 / white.Z}, from.to_xyz),
                   {law, law, law});
}

shaper_plan shaper_from_middle(const matrix_profile& to, bool to_gray) {
  const cmsCIEXYZ white = *cmsD50_XYZ();
  const curve_law law = middle_law();
  return shaper_of({law, law, law}, product(xyz_back(to, to_gray), {white.X, 0, 0, 0, white.Y, 0, 0, 0, white.Z}),
                   back(to.curves));
}

shaper_plan lab_of_middle() { return {{}, {}, {0, 116, 0, 500, -500, 0, 0, 200, -200}}; }

namespace {

/// What comes out of the matrix.
colour3 light_of(const shaper_plan& plan, const colour3& colour) {
  colour3 light{}, mixed{};
  for (std::size_t c = 0; c < 3; ++c) light[c] = value_of(plan.in[c], colour[c]);
  for (std::size_t c = 0; c < 3; ++c)
    mixed[c] = plan.matrix[3 * c] * light[0] + plan.matrix[3 * c + 1] * light[1] + plan.matrix[3 * c + 2] * light[2];
  return mixed;
}

}  // namespace

colour3 through(const shaper_plan& plan, const colour3& colour) {
  const colour3 light = light_of(plan, colour);
  return {value_of(plan.out[0], light[0]), value_of(plan.out[1], light[1]), value_of(plan.out[2], light[2])};
}

bool near(const colour3& a, const colour3& b, double most) {
  return std::equal(a.begin(), a.end(), b.begin(), [most](double x, double y) { return std::abs(x - y) <= most; });
}

/// Whether a shaper gives what Little CMS does, which inverts tables by 4096 evenly spaced numbers: too coarse beside black.
bool agree(const shaper_plan& plan, const colour3& colour, const colour3& expected) {
  const colour3 light = light_of(plan, colour);
  for (std::size_t c = 0; c < 3; ++c) {
    const bool coarse = plan.out[c].kind == curve_kind::rooted && (light[c] < 0.01 || light[c] > 0.999);
    if (!coarse && !(std::abs(value_of(plan.out[c], light[c]) - expected[c]) <= half_level)) return false;
  }
  return true;
}

}  // namespace tessera::inline v0::io
