// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/blending.hpp"
#include "tessera/kernels/patterns/compositing.hpp"
#include "tessera/kernels/patterns/second_input.hpp"

namespace tessera::inline v0 {

/// Lays a second picture over the first one in a blend mode of the W3C's "Compositing and Blending Level 1". Example: `blend (input | gaussian 30) soft_light opacity=0.5`
struct blend {
  branch with;
  blend_mode mode = blend_mode::normal;
  float opacity = 1.0f;

  static constexpr auto parameters() {
    return params{second_input_parameter<blend>(), param{"mode", &blend::mode, blend_words(), "how colours meet"},
                  param{"opacity", &blend::opacity, range{0, 1}, "of the second picture", unit::fraction}};
  }

  struct layer {
    blend_mode mode;
    float opacity;
    template <class V>
    TESSERA_FN rgba<V> operator()(rgba<V> first, rgba<V> second) const {
      const rgba<V> met{mix(second.r, blended(mode, first.r, second.r), first.a),
                        mix(second.g, blended(mode, first.g, second.g), first.a),
                        mix(second.b, blended(mode, first.b, second.b), first.a), second.a * V(opacity)};
      return over(first, met);
    }
  };
  layer formula() const { return {mode, opacity}; }
};

}  // namespace tessera::inline v0
