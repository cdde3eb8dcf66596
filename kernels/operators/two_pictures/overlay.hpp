// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/compositing.hpp"
#include "tessera/kernels/patterns/second_input.hpp"
#include "tessera/kernels/patterns/sizing.hpp"

namespace tessera::inline v0 {

/// Lays a second picture, of any size, over the first one; what sticks out is cut. Example: `overlay (input | resize 25%) gravity=southeast x=4 y=4 opacity=0.8`
struct overlay {
  branch with;
  tessera::gravity gravity = gravity::centre;
  int x = 0, y = 0;
  float opacity = 1.0f;

  static constexpr auto parameters() {
    return params{second_input_parameter<overlay>(), param{"gravity", &overlay::gravity, gravities, "where it lies"},
                  param{"x", &overlay::x, range{-largest_side, largest_side},
                        "inwards from that side; from the centre to the right", unit::pixels},
                  param{"y", &overlay::y, range{-largest_side, largest_side},
                        "inwards from that side; from the centre downwards", unit::pixels},
                  param{"opacity", &overlay::opacity, range{0, 1}, "0 is transparent, 1 opaque", unit::fraction}};
  }

  move place(const format& first, const format& second) const {
    return {first.size,
            place_x(gravity, first.size.width, second.size.width, x),
            place_y(gravity, first.size.height, second.size.height, y),
            false,
            false,
            false,
            {0, 0, 0, 0}};
  }

  struct layer {
    float opacity;
    template <class V>
    TESSERA_FN rgba<V> operator()(rgba<V> first, rgba<V> second) const {
      second.a = second.a * V(opacity);
      return over(first, second);
    }
  };
  layer formula() const { return {opacity}; }
};

}  // namespace tessera::inline v0
