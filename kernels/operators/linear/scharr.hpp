// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/gradient.hpp"

namespace tessera::inline v0 {

/// Strength of edges by the 3x3 Scharr weights divided by 16, so that a straight step between two levels gives their difference.
struct scharr {
  slope direction = slope::magnitude;
  float offset = 0;

  static constexpr auto parameters() { return gradient_parameters<scharr>(); }
  static constexpr extent reach() { return {1, 1}; }

  template <class Window>
  TESSERA_FN auto operator()(const Window& at) const -> decltype(at(0, 0)) {
    return gradient(at, 10.0f / 16, 3.0f / 16, direction, offset);
  }
};

}  // namespace tessera::inline v0
