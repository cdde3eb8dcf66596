// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Multiplies colours by alpha, for programs that expect it so; Tessera's own operators do not. Example: `premultiply`
struct premultiply {
  template <class V>
  TESSERA_FN rgba<V> operator()(rgba<V> v) const {
    return {v.r * v.a, v.g * v.a, v.b * v.a, v.a};
  }
};

}  // namespace tessera::inline v0
