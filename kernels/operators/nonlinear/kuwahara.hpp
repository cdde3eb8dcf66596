// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"
#include "tessera/kernels/patterns/pixel_window.hpp"
#include "tessera/kernels/patterns/whole_variance.hpp"

namespace tessera::inline v0 {

/// Paints in strokes: of the four squares that meet at a pixel the mean of the one whose luma (BT.601, in 2040ths of white) varies least, the first of
/// equals (Kuwahara 1976). Example: `kuwahara 4`
struct kuwahara {
  int radius = 3;

  static constexpr auto parameters() {
    return params{
        param{"radius", &kuwahara::radius, range{1, 50}, "a square is radius + 1 wide and high", unit::pixels}};
  }
  extent reach() const { return {radius, radius}; }

  template <class Window>
  TESSERA_FN typename Window::pixel operator()(const Window& at) const {
    using V = typename Window::value;
    const V centre = steps(at(0, 0)), one_of(1.0f / static_cast<float>((radius + 1) * (radius + 1)));
    whole_variance<V> least{static_cast<float>((radius + 1) * (radius + 1))};
    typename Window::pixel best = at(0, 0);
    for (int square = 0; square < 4; ++square) {
      const int left = square % 2 ? 0 : -radius, top = square / 2 ? 0 : -radius;
      whole_variance<V> variance{least.count};
      V r(0.0f), g(0.0f), b(0.0f);
      for (int dy = top; dy <= top + radius; ++dy)
        for (int dx = left; dx <= left + radius; ++dx) {
          const auto other = at(dx, dy);
          variance.add(steps(other) - centre);
          r = r + other.r, g = g + other.g, b = b + other.b;
        }
      variance.finish();
      const auto better = variance < least;
      const auto take = [&](V mine, V theirs) { return square == 0 ? theirs : select(better, theirs, mine); };
      best = {take(best.r, r * one_of), take(best.g, g * one_of), take(best.b, b * one_of)};
      least = {least.count, take(least.sum, variance.sum), take(least.high, variance.high),
               take(least.low, variance.low)};
    }
    return best;
  }

  /// Luma as a whole number; no 8-bit colour falls between two of them.
  template <class Pixel>
  TESSERA_FN static auto steps(const Pixel& v) {
    using V = decltype(v.r + v.r);
    const V luma = v.r * V(0.299f) + v.g * V(0.587f) + v.b * V(0.114f);
    return round(bounded(luma * V(2040.0f), V(0.0f), V(2040.0f)));
  }
};

}  // namespace tessera::inline v0
