// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/derived_numbers.hpp"
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
    return conclude(derived_window<thin_edges, Window>{*this, at});
  }

  /// The square of the slope's length, the slope to the right and that downwards: which of two is longer needs no root.
  template <class Window>
  TESSERA_FN auto derive(const Window& at) const {
    using value = decltype(at(0, 0));
    const value x = gradient(at, 0.5f, 0.25f, slope::x, 0.0f), y = gradient(at, 0.5f, 0.25f, slope::y, 0.0f);
    return derived_numbers<value>{x * x + y * y, x, y};
  }

  template <class Slopes>
  TESSERA_FN auto conclude(const Slopes& at) const {
    const auto own = at.first(0, 0), x = at.second(0, 0), y = at.third(0, 0);
    using value = std::remove_cvref_t<decltype(own)>;
    const value none(0.0f), across = abs(x), down = abs(y), tangent(0.41421356f);  // of 22.5 degrees
    const auto horizontal = down <= across * tangent, vertical = across <= down * tangent, falling = x * y > none;
    const value before = select(horizontal, at.first(-1, 0),
                                select(vertical, at.first(0, -1), select(falling, at.first(-1, -1), at.first(1, -1))));
    const value after = select(horizontal, at.first(1, 0),
                               select(vertical, at.first(0, 1), select(falling, at.first(1, 1), at.first(-1, 1))));
    const value edge = select(own > before, select(own >= after, own, none), none);
    return high > 0.0f
               ? select(edge >= value(high * high), value(1.0f), select(edge >= value(low * low), value(0.5f), none))
               : sqrt(edge);
  }
};

}  // namespace tessera::inline v0
