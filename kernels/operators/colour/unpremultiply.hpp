// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Divides colours by alpha: what `premultiply` did, undone; where alpha is 0, colours become black. Example: `unpremultiply`
struct unpremultiply {
  template <class V>
  TESSERA_FN rgba<V> operator()(rgba<V> v) const {
    const auto none = v.a < V(1e-6f);
    const V a = max(v.a, V(1e-6f)), zero(0.0f);
    return {select(none, zero, v.r / a), select(none, zero, v.g / a), select(none, zero, v.b / a), v.a};
  }
};

}  // namespace tessera::inline v0
