// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// White where a sample is at least the level, black elsewhere. Example: `grayscale | threshold 40%`
struct threshold {
  float level = 0.5f;

  static constexpr auto parameters() {
    return params{param{"level", &threshold::level, range{0, 1}, "the least that becomes white", unit::fraction}};
  }

  template <class V>
  TESSERA_FN V operator()(V v) const {
    return select(v >= V(level), V(1.0f), V(0.0f));
  }
};

}  // namespace tessera::inline v0
