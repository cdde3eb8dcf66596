// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/turning.hpp"

#include <cmath>
#include <numbers>

namespace tessera::inline v0 {

namespace {

move quarter_turns(int quarters, extent in) {
  move m{in};
  m.transpose = quarters % 2 != 0;
  if (m.transpose) m.out = {in.height, in.width};
  m.mirror_x = quarters == 1 || quarters == 2;
  m.mirror_y = quarters == 2 || quarters == 3;
  return m;
}

}  // namespace

prepared turned(double degrees, warp::interpolation kind, const colour& background, const format& in) {
  prepared stage{point{}, in};
  const double quarters = degrees / 90;
  if (quarters == std::floor(quarters)) {
    const move m = quarter_turns((static_cast<int>(quarters) % 4 + 4) % 4, in.size);
    stage.out.size = m.out;
    stage.what = m;
    return stage;
  }
  const double angle = degrees * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
  const double width = static_cast<double>(in.size.width), height = static_cast<double>(in.size.height);
  // A millionth of a pixel more than a whole number is rounding, not picture.
  const auto whole_side = [](double v) { return static_cast<std::int64_t>(std::ceil(v - 1e-6)); };
  warp w{
      kind,
      {whole_side(width * std::abs(c) + height * std::abs(s)), whole_side(width * std::abs(s) + height * std::abs(c))},
      {},
      background};
  const double x = static_cast<double>(w.out.width) / 2, y = static_cast<double>(w.out.height) / 2;
  const double matrix[6] = {c, s, width / 2 - c * x - s * y, -s, c, height / 2 + s * x - c * y};
  std::copy(std::begin(matrix), std::end(matrix), w.matrix);
  stage.out.size = w.out;
  stage.what = w;
  return stage;
}

}  // namespace tessera::inline v0
