// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Second derivative: the sum of the 4 (or 8) neighbours less 4 (or 8) times the pixel. Example: `laplacian offset=50%`
struct laplacian {
  bool diagonals = false;
  float offset = 0;

  static constexpr auto parameters() {
    return params{
        param{"diagonals", &laplacian::diagonals, any_value{}, "count the 4 diagonal neighbours too"},
        param{"offset", &laplacian::offset, range{-1, 1}, "added to the result; 50% shows both signs", unit::fraction}};
  }
  static constexpr extent reach() { return {1, 1}; }

  template <class Window>
  TESSERA_FN auto operator()(const Window& at) const -> decltype(at(0, 0)) {
    using value = decltype(at(0, 0));
    const value straight = (at(0, -1) + at(0, 1)) + (at(-1, 0) + at(1, 0)) - value(4.0f) * at(0, 0);
    if (!diagonals) return straight + value(offset);
    const value slanted = (at(-1, -1) + at(1, 1)) + (at(1, -1) + at(-1, 1)) - value(4.0f) * at(0, 0);
    return straight + slanted + value(offset);
  }
};

}  // namespace tessera::inline v0
