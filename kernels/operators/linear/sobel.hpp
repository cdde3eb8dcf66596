// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Strength of edges by the 3x3 Sobel weights divided by 4, so that a straight step between two levels gives their difference.
struct sobel {
  enum class way { magnitude, x, y };
  way direction = way::magnitude;
  float offset = 0;

  static constexpr auto parameters() {
    return std::tuple{param{"direction", &sobel::direction,
                            one_of<way>({{"magnitude", way::magnitude}, {"x", way::x}, {"y", way::y}}),
                            "length of the slope, or the signed slope to the right (x) or downwards (y)"},
                      param{"offset", &sobel::offset, range{-1, 1},
                            "added to the result; 50% shows slopes of both signs", unit::fraction}};
  }
  static constexpr extent reach() { return {1, 1}; }

  template <class Window>
  TESSERA_FN auto operator()(const Window& at) const -> decltype(at(0, 0)) {
    using value = decltype(at(0, 0));
    const value nw = at(-1, -1), ne = at(1, -1), sw = at(-1, 1), se = at(1, 1);
    const value x = ((ne - nw) + (se - sw) + value(2.0f) * (at(1, 0) - at(-1, 0))) * value(0.25f);
    const value y = ((sw - nw) + (se - ne) + value(2.0f) * (at(0, 1) - at(0, -1))) * value(0.25f);
    if (direction == way::x) return x + value(offset);
    if (direction == way::y) return y + value(offset);
    return sqrt(x * x + y * y) + value(offset);
  }
};

}  // namespace tessera::inline v0
