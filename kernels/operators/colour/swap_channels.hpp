// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Puts the colour channels in another order. Gray stays as it is. Example: `swap_channels gbr`
struct swap_channels {
  enum class order { bgr, rbg, grb, gbr, brg } to = order::bgr;

  static constexpr auto parameters() {
    return params{param{
        "to", &swap_channels::to,
        one_of<order>(
            {{"bgr", order::bgr}, {"rbg", order::rbg}, {"grb", order::grb}, {"gbr", order::gbr}, {"brg", order::brg}}),
        "what red, green and blue are made of"}
                      .must()};
  }

  template <class V>
  TESSERA_FN rgb<V> operator()(rgb<V> v) const {
    if (to == order::bgr) return {v.b, v.g, v.r};
    if (to == order::rbg) return {v.r, v.b, v.g};
    if (to == order::grb) return {v.g, v.r, v.b};
    if (to == order::gbr) return {v.g, v.b, v.r};
    return {v.b, v.r, v.g};
  }
};

}  // namespace tessera::inline v0
