// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/second_input.hpp"

namespace tessera::inline v0 {

/// Multiplies by a second picture: white leaves as it is, black makes black. Example: `multiply (input | gaussian 8)`
struct multiply {
  branch with;
  float factor = 1.0f;

  static constexpr auto parameters() {
    return params{second_input_parameter<multiply>(),
                  param{"factor", &multiply::factor, range{-100, 100}, "of the result"}};
  }

  struct values {
    float factor;
    template <class V>
    TESSERA_FN V operator()(V first, V second) const {
      return first * second * V(factor);
    }
  };
  values formula() const { return {factor}; }
};

}  // namespace tessera::inline v0
