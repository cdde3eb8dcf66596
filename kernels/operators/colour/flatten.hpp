// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Lays the picture on a background and drops its alpha. Example: `flatten #fff`
struct flatten {
  colour background{1, 1, 1, 1};

  static constexpr auto parameters() {
    return params{param{"background", &flatten::background, any_value{}, "colour under transparent pixels"}};
  }

  template <class V>
  TESSERA_FN rgb<V> operator()(rgba<V> v) const {
    return {mix(V(background.r), v.r, v.a), mix(V(background.g), v.g, v.a), mix(V(background.b), v.b, v.a)};
  }

  format output(format in) const {
    const bool tinted = background.r != background.g || background.g != background.b;
    if (in.alpha) in = {in.type, in.colour_channels(), false, in.colour, in.size};
    if (tinted && in.channels == 1) in = {in.type, 3, false, colour_space::rgb, in.size};
    return in;
  }
};

}  // namespace tessera::inline v0
