// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// What a gradient operator gives: the length of the slope, or the signed slope to the right or downwards.
enum class slope : std::uint8_t { magnitude, x, y };

/// The parameters of every gradient operator.
template <class Op>
constexpr auto gradient_parameters() {
  return params{param{"direction", &Op::direction,
                      one_of<slope>({{"magnitude", slope::magnitude}, {"x", slope::x}, {"y", slope::y}}),
                      "length of the slope, or the signed slope to the right (x) or downwards (y)"},
                param{"offset", &Op::offset, range{-1, 1}, "added to the result; 50% shows slopes of both signs",
                      unit::fraction}};
}

/// Differences across a 3x3 window: `side` weighs the two neighbours in line with the centre, `corner` the four others.
template <class Window>
TESSERA_FN auto gradient(const Window& at, float side, float corner, slope direction, float offset) {
  using value = decltype(at(0, 0));
  const value nw = at(-1, -1), ne = at(1, -1), sw = at(-1, 1), se = at(1, 1);
  const value x = ((ne - nw) + (se - sw)) * value(corner) + (at(1, 0) - at(-1, 0)) * value(side);
  const value y = ((sw - nw) + (se - ne)) * value(corner) + (at(0, 1) - at(0, -1)) * value(side);
  if (direction == slope::x) return x + value(offset);
  if (direction == slope::y) return y + value(offset);
  return sqrt(x * x + y * y) + value(offset);
}

}  // namespace tessera::inline v0
