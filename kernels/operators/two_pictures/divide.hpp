// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/second_input.hpp"

namespace tessera::inline v0 {

/// Divides by a second picture, such as a flat field; where that is 0 the result is white if there is anything to divide. Example: `divide (input | gaussian 20) factor=0.5`
struct divide {
  branch with;
  float factor = 1.0f;

  static constexpr auto parameters() {
    return params{second_input_parameter<divide>(),
                  param{"factor", &divide::factor, range{-100, 100}, "of the result"}};
  }

  struct values {
    float factor;
    template <class V>
    TESSERA_FN V operator()(V first, V second) const {
      return select(second > V(0.0f), first * V(factor) / second, select(first > V(0.0f), V(1.0f), V(0.0f)));
    }
  };
  values formula() const { return {factor}; }
};

}  // namespace tessera::inline v0
