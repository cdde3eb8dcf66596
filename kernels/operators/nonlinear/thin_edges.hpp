// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/gradient.hpp"

namespace tessera::inline v0 {

/// Sobel's gradient where it is greatest across the edge, else black: the non-maximum suppression of J. Canny 1986, in four directions.
/// Example: `grayscale | gaussian 1 | thin_edges`
struct thin_edges {
  static constexpr extent reach() { return {2, 2}; }

  template <class Window>
  TESSERA_FN auto operator()(const Window& at) const -> decltype(at(0, 0)) {
    using value = decltype(at(0, 0));
    const value none(0.0f), x = along(at, slope::x), y = along(at, slope::y), own = length(at, 0, 0);
    const value flat = abs(x) * value(0.41421356f),
                steep = abs(x) * value(2.41421356f);  // tangents of 22.5 and 67.5 degrees
    const auto horizontal = abs(y) <= flat, vertical = abs(y) >= steep, falling = x * y > none;
    const auto neighbour = [&](int side) {
      const value slanted = select(falling, length(at, side, side), length(at, -side, side));
      return select(horizontal, length(at, side, 0), select(vertical, length(at, 0, side), slanted));
    };
    return select(own > neighbour(-1), select(own >= neighbour(1), own, none), none);
  }

 private:
  template <class Window>
  TESSERA_FN static auto along(const Window& at, slope direction) {
    return gradient(at, 0.5f, 0.25f, direction, 0.0f);
  }
  template <class Window>
  TESSERA_FN static auto length(const Window& at, int dx, int dy) {
    const auto moved = [&](int x, int y) { return at(x + dx, y + dy); };
    return gradient(moved, 0.5f, 0.25f, slope::magnitude, 0.0f);
  }
};

}  // namespace tessera::inline v0
