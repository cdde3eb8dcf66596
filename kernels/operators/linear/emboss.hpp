// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Relief lit from the upper left: differences along the diagonal on the picture itself, or on gray. Example: `grayscale | emboss offset=50%`
struct emboss {
  float strength = 1.0f;
  float offset = 0.0f;

  static constexpr auto parameters() {
    return params{param{"strength", &emboss::strength, range{0, 10}, "how deep the relief is"},
                  param{"offset", &emboss::offset, range{0, 1},
                        "0 keeps the picture; else the relief alone, on that gray", unit::fraction}};
  }
  static constexpr extent reach() { return {1, 1}; }

  template <class Window>
  TESSERA_FN auto operator()(const Window& at) const -> decltype(at(0, 0)) {
    using value = decltype(at(0, 0));
    const value relief = (at(1, 1) - at(-1, -1)) * value(2.0f) + ((at(1, 0) - at(-1, 0)) + (at(0, 1) - at(0, -1)));
    return relief * value(strength) + (offset > 0.0f ? value(offset) : at(0, 0));
  }
};

}  // namespace tessera::inline v0
