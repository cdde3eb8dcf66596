// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/numbers.hpp"
#include "tessera/kernels/operator.hpp"
#include "tessera/kernels/transfer.hpp"

namespace tessera::inline v0 {

/// Multiplies red, green and blue each by a factor, in linear light (sRGB curve) unless told otherwise. Gray becomes RGB.
/// Example: `white_balance 1.1,1,0.85`
struct white_balance {
  numbers<4> factors = {1.1f, 1, 0.9f};
  bool linear = true;

  static constexpr auto parameters() {
    return params{param{"factors", &white_balance::factors, list_of{0, 100, 3, 3}, "for red, green and blue"},
                  param{"linear", &white_balance::linear, any_value{}, "multiply light, not stored values"}};
  }

  template <class V>
  TESSERA_FN rgb<V> operator()(rgb<V> v) const {
    if (!linear) return {v.r * V(factors[0]), v.g * V(factors[1]), v.b * V(factors[2])};
    return {scaled(v.r, factors[0]), scaled(v.g, factors[1]), scaled(v.b, factors[2])};
  }

  format output(const format& in) const { return {in.type, in.alpha ? 4 : 3, in.alpha, colour_space::rgb, in.size}; }

 private:
  template <class V>
  TESSERA_FN static V scaled(V v, float factor) {
    return linear_to_srgb(srgb_to_linear(v) * V(factor));
  }
};

}  // namespace tessera::inline v0
