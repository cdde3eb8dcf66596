// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/second_input.hpp"

namespace tessera::inline v0 {

/// The absolute difference from a second picture. Example: `difference (input | gaussian 2)`
struct difference {
  branch with;

  static constexpr auto parameters() { return params{second_input_parameter<difference>()}; }

  struct values {
    template <class V>
    TESSERA_FN V operator()(V first, V second) const {
      return abs(first - second);
    }
  };
  values formula() const { return {}; }
};

}  // namespace tessera::inline v0
