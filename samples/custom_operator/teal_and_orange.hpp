// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tessera/kernels/operator.hpp>

#include <tuple>

namespace looks {

/// Shifts shadows towards teal and lights towards orange, as film posters do. Example: `teal_and_orange 50%`
struct teal_and_orange {
  float amount = 0.5f;

  static constexpr auto parameters() {
    return tessera::params{tessera::param{"amount", &teal_and_orange::amount, tessera::range{0, 1},
                                          "strength of the shift", tessera::unit::fraction}};
  }

  template <class V>
  TESSERA_FN tessera::rgb<V> operator()(tessera::rgb<V> v) const {
    const V luma = v.r * V(0.299f) + v.g * V(0.587f) + v.b * V(0.114f);
    const V shift = (luma - V(0.5f)) * V(0.4f * amount);
    return {v.r + shift, v.g + shift * V(0.1f), v.b - shift};
  }
};

}  // namespace looks
