// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/gradient.hpp"

namespace tessera::inline v0 {

/// Sobel's gradient where it is greatest across the edge, else black: the non-maximum suppression of J. Canny 1986, in four directions.
/// Example: `grayscale | gaussian 1 | thin_edges`
struct thin_edges {
  float low = 0;
  float high = 0;

  static constexpr auto parameters() {
    return params{param{"low", &thin_edges::low, range{0, 2}, "gradients from here on become gray, what is below black",
                        unit::fraction},
                  param{"high", &thin_edges::high, range{0, 2},
                        "gradients from here on become white; 0: they stay as they are", unit::fraction}};
  }

  static constexpr extent reach() { return {2, 2}; }

  template <class Window>
  TESSERA_FN auto operator()(const Window& at) const -> decltype(at(0, 0)) {
    using value = decltype(at(0, 0));
    const value none(0.0f), x = gradient(at, 0.5f, 0.25f, slope::x, 0.0f),
                            y = gradient(at, 0.5f, 0.25f, slope::y, 0.0f);
    const value steepness = abs(y), tangent(0.41421356f);  // of 22.5 degrees
    const auto horizontal = steepness <= abs(x) * tangent, vertical = abs(x) <= steepness * tangent,
               falling = x * y > none;
    const value before =
        select(horizontal, length(at, -1, 0),
               select(vertical, length(at, 0, -1), select(falling, length(at, -1, -1), length(at, 1, -1))));
    const value after =
        select(horizontal, length(at, 1, 0),
               select(vertical, length(at, 0, 1), select(falling, length(at, 1, 1), length(at, -1, 1))));
    const value own = length(at, 0, 0);
    const value edge = select(own > before, select(own >= after, own, none), none);
    return high > 0.0f ? select(edge >= value(high), value(1.0f), select(edge >= value(low), value(0.5f), none)) : edge;
  }

 private:
  template <class Window>
  struct moved {
    const Window& at;
    int dx, dy;
    TESSERA_FN auto operator()(int x, int y) const { return at(x + dx, y + dy); }
  };

  template <class Window>
  TESSERA_FN static auto length(const Window& at, int dx, int dy) {
    return gradient(moved<Window>{at, dx, dy}, 0.5f, 0.25f, slope::magnitude, 0.0f);
  }
};

}  // namespace tessera::inline v0
