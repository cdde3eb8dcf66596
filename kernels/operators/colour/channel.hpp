// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Keeps one channel as a gray picture; alpha of a picture without alpha is white. Example: `channel green`
struct channel {
  enum class which { red, green, blue, alpha } which = which::red;

  static constexpr bool any_colour = true;

  static constexpr auto parameters() {
    return params{
        param{"which", &channel::which,
              one_of<enum which>(
                  {{"red", which::red}, {"green", which::green}, {"blue", which::blue}, {"alpha", which::alpha}}),
              "the channel; of gray pictures red, green and blue are the same"}};
  }

  template <class V>
  TESSERA_FN V operator()(rgba<V> v) const {
    if (which == which::red) return v.r;
    if (which == which::green) return v.g;
    return which == which::blue ? v.b : v.a;
  }

  format output(const format& in) const { return {in.type, 1, false, gray_of(in.colour), in.size}; }
};

}  // namespace tessera::inline v0
