// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"
#include "tessera/kernels/patterns/pixel_window.hpp"

namespace tessera::inline v0 {

/// Paints in strokes: of the four squares that meet at a pixel the mean of the one whose luma (BT.601) varies least (Kuwahara 1976). Example: `kuwahara 4`
struct kuwahara {
  int radius = 3;

  static constexpr auto parameters() {
    return std::tuple{
        param{"radius", &kuwahara::radius, range{1, 50}, "a square is radius + 1 wide and high", unit::pixels}};
  }
  extent reach() const { return {radius, radius}; }

  template <class Window>
  TESSERA_FN typename Window::pixel operator()(const Window& at) const {
    using V = typename Window::value;
    const V centre = luma(at(0, 0));
    const V one_of(1.0f / static_cast<float>((radius + 1) * (radius + 1)));
    V least(0.0f);
    typename Window::pixel best = at(0, 0);
    for (int square = 0; square < 4; ++square) {
      const int left = square % 2 ? 0 : -radius, top = square / 2 ? 0 : -radius;
      V sum(0.0f), squares(0.0f), r(0.0f), g(0.0f), b(0.0f);
      for (int dy = top; dy <= top + radius; ++dy)
        for (int dx = left; dx <= left + radius; ++dx) {
          const auto other = at(dx, dy);
          const V from_centre = luma(other) - centre;
          sum = sum + from_centre;
          squares = squares + from_centre * from_centre;
          r = r + other.r, g = g + other.g, b = b + other.b;
        }
      const V variance = squares - sum * sum * one_of;
      const auto better = variance < least;
      const auto take = [&](V mine, V theirs) { return square == 0 ? theirs : select(better, theirs, mine); };
      best = {take(best.r, r * one_of), take(best.g, g * one_of), take(best.b, b * one_of)};
      least = take(least, variance);
    }
    return best;
  }

  template <class Pixel>
  TESSERA_FN static auto luma(const Pixel& v) {
    using V = decltype(v.r + v.r);
    return v.r * V(0.299f) + v.g * V(0.587f) + v.b * V(0.114f);
  }
};

}  // namespace tessera::inline v0
