// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/gaussian_weights.hpp"
#include "tessera/kernels/patterns/prepared.hpp"
#include "tessera/kernels/patterns/window.hpp"

namespace tessera::inline v0 {

/// Mean of a rectangular window. Example: `box 3`
struct box {
  std::vector<float> radius = {1};
  int size = 0;

  static constexpr auto parameters() {
    return params{param{"radius", &box::radius, list_of{0, 250, 1, 2},
                        "the window is 2 radius + 1 wide and high, or RXxRY", unit::pixels},
                  param{"size", &box::size, range{0, 501}, "width and height of the window instead, odd; 0: by radius",
                        unit::pixels}};
  }

  separable prepare() const {
    const window_radius r = window_of("box", radius, size);
    return {box_weights(r.x), box_weights(r.y), true, {}};
  }
};

}  // namespace tessera::inline v0
