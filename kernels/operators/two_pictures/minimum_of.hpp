// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/second_input.hpp"

namespace tessera::inline v0 {

/// The darker of both pictures, sample by sample. Example: `minimum_of (input | gaussian 3)`
struct minimum_of {
  branch with;

  static constexpr auto parameters() { return params{second_input_parameter<minimum_of>()}; }

  struct values {
    template <class V>
    TESSERA_FN V operator()(V first, V second) const {
      return min(first, second);
    }
  };
  values formula() const { return {}; }
};

}  // namespace tessera::inline v0
