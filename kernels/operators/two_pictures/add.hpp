// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/second_input.hpp"

namespace tessera::inline v0 {

/// Adds a second picture, weighted. Example: `add (input | gaussian 4) weight=0.5`
struct add {
  branch with;
  float weight = 1.0f;

  static constexpr auto parameters() {
    return params{second_input_parameter<add>(),
                  param{"weight", &add::weight, range{-100, 100}, "factor of the second picture"}};
  }

  struct values {
    float weight;
    template <class V>
    TESSERA_FN V operator()(V first, V second) const {
      return first + second * V(weight);
    }
  };
  values formula() const { return {weight}; }
};

}  // namespace tessera::inline v0
