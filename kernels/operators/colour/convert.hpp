// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operator.hpp"
#include "tessera/kernels/patterns/colour_conversion.hpp"

namespace tessera::inline v0 {

/// Converts to another colour space (IEC 61966-2-1, CIE 15; D65), all of them held as fractions: hue / 360, L* / 100, (a* + 128) / 255, chroma / 150,
/// XYZ over that of white. What follows works on such samples; files hold sRGB only. Example: `convert lab`
struct convert {
  colour_space to = colour_space::lab;
  colour_space from = colour_space::rgb;  ///< that of the picture, which knows it

  static constexpr auto parameters() {
    return params{param{"to", &convert::to,
                        one_of<colour_space>({{"srgb", colour_space::rgb},
                                              {"linear", colour_space::linear},
                                              {"hsv", colour_space::hsv},
                                              {"hsl", colour_space::hsl},
                                              {"lab", colour_space::lab},
                                              {"lch", colour_space::lch},
                                              {"xyz", colour_space::xyz},
                                              {"ycbcr", colour_space::ycbcr}}),
                        "the colour space"}
                      .must()};
  }

  convert for_format(const format& in) const { return {to, in.colour}; }

  template <class Pixels>
  TESSERA_FN void in_steps(Pixels& pixels) const {
    if (from != to) convert_pixels(from, to, pixels);
  }

  template <class V>
  TESSERA_FN rgb<V> operator()(rgb<V> v) const {
    return by_steps(*this, v);
  }

  format output(const format& in) const { return {in.type, in.alpha ? 4 : 3, in.alpha, to, in.size}; }
};

}  // namespace tessera::inline v0
