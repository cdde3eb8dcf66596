// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Leaves that many evenly spread levels. Example: `posterize 4`
struct posterize {
  int count = 4;

  static constexpr auto parameters() {
    return params{param{"count", &posterize::count, range{2, 256}, "levels in each channel"}};
  }

  template <class V>
  TESSERA_FN V operator()(V v) const {
    const V steps(static_cast<float>(count - 1));
    return floor(bounded(v, V(0.0f), V(1.0f)) * steps + V(0.5f)) / steps;
  }
};

}  // namespace tessera::inline v0
