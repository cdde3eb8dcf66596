// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tessera/kernels/operator.hpp>

#include <tuple>

namespace looks {

/// Light from the upper left, as if brightness were height. Example: `relief 80%`
struct relief {
  float strength = 0.5f;

  static constexpr auto parameters() {
    return tessera::params{tessera::param{"strength", &relief::strength, tessera::range{0, 4},
                                          "how steep the slopes are", tessera::unit::fraction}};
  }
  static constexpr tessera::extent reach() { return {1, 1}; }

  /// `at(dx, dy)` is the sample dx to the right and dy below.
  template <class Window>
  TESSERA_FN auto operator()(const Window& at) const -> decltype(at(0, 0)) {
    using value = decltype(at(0, 0));
    return at(0, 0) + (at(1, 1) - at(-1, -1)) * value(strength);
  }
};

}  // namespace looks
