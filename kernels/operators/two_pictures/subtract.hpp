// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/second_input.hpp"

namespace tessera::inline v0 {

/// Takes a second picture away; an offset of 50% shows both signs. Example: `subtract (input | gaussian 4) offset=50%`
struct subtract {
  branch with;
  float offset = 0.0f;

  static constexpr auto parameters() {
    return params{second_input_parameter<subtract>(),
                  param{"offset", &subtract::offset, range{-1, 1}, "added to the result", unit::fraction}};
  }

  struct values {
    float offset;
    template <class V>
    TESSERA_FN V operator()(V first, V second) const {
      return first - second + V(offset);
    }
  };
  values formula() const { return {offset}; }
};

}  // namespace tessera::inline v0
