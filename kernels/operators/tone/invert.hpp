// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Photographic negative.
struct invert {
  template <class V>
  TESSERA_FN V operator()(V v) const {
    return V(1.0f) - v;
  }
};

}  // namespace tessera::inline v0
