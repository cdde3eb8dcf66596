// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Gives the picture an alpha channel, or multiplies the one that it has. Example: `add_alpha 50%`
struct add_alpha {
  float opacity = 1.0f;

  static constexpr bool any_colour = true;

  static constexpr auto parameters() {
    return params{
        param{"opacity", &add_alpha::opacity, range{0, 1}, "0 is transparent, 1 opaque", unit::fraction}.must()};
  }

  template <class V>
  TESSERA_FN rgba<V> operator()(rgba<V> v) const {
    return {v.r, v.g, v.b, v.a * V(opacity)};
  }

  format output(const format& in) const { return {in.type, in.colour_channels() + 1, true, in.colour, in.size}; }
};

}  // namespace tessera::inline v0
