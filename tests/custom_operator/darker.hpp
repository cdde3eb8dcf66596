// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tessera/kernels/operator.hpp>

namespace looks {

/// Half of the light.
struct darker {
  template <class V>
  TESSERA_FN V operator()(V v) const {
    return v * V(0.5f);
  }
};

}  // namespace looks
