// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/second_input.hpp"

namespace tessera::inline v0 {

/// Makes transparent where a second picture is dark: alpha is multiplied by its BT.601 luma. Example: `mask (input | threshold 0.4)`
struct mask {
  branch with;
  bool invert = false;

  static constexpr auto parameters() {
    return params{second_input_parameter<mask>(),
                  param{"invert", &mask::invert, any_value{}, "transparent where the second picture is light"}};
  }

  struct cutout {
    bool invert;
    template <class V>
    TESSERA_FN rgba<V> operator()(rgba<V> v, rgba<V> m) const {
      const V luma = m.r * V(0.299f) + m.g * V(0.587f) + m.b * V(0.114f);
      return {v.r, v.g, v.b, v.a * (invert ? V(1.0f) - luma : luma) * m.a};
    }
  };
  cutout formula() const { return {invert}; }

  format output(const format& in) const { return {in.type, in.colour_channels() + 1, true, in.colour, in.size}; }
};

}  // namespace tessera::inline v0
