// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

enum class blend_mode : std::uint8_t {
  normal,
  multiply,
  screen,
  overlay,
  soft_light,
  hard_light,
  dodge,
  burn,
  darken,
  lighten,
  exclusion
};

constexpr auto blend_words() {
  return one_of<blend_mode>({{"normal", blend_mode::normal},
                             {"multiply", blend_mode::multiply},
                             {"screen", blend_mode::screen},
                             {"overlay", blend_mode::overlay},
                             {"soft_light", blend_mode::soft_light},
                             {"hard_light", blend_mode::hard_light},
                             {"dodge", blend_mode::dodge},
                             {"burn", blend_mode::burn},
                             {"darken", blend_mode::darken},
                             {"lighten", blend_mode::lighten},
                             {"exclusion", blend_mode::exclusion}});
}

template <class V>
TESSERA_FN V hard_light(V below, V above) {
  const V one(1.0f), twice = above + above;
  return select(above > V(0.5f), one - (one - below) * (one - (twice - one)), below * twice);
}

template <class V>
TESSERA_FN V soft_light(V below, V above) {
  const V one(1.0f), b = max(below, V(0.0f)), twice = above + above;
  const V curve = select(b > V(0.25f), sqrt(b), ((V(16.0f) * b - V(12.0f)) * b + V(4.0f)) * b);
  return select(above > V(0.5f), below + (twice - one) * (curve - below),
                below - (one - twice) * below * (one - below));
}

/// What a colour sample above makes of one below: the separable blend functions of the W3C's "Compositing and Blending Level 1", section 9.1.
template <class V>
TESSERA_FN V blended(blend_mode mode, V below, V above) {
  const V none(0.0f), one(1.0f);
  switch (mode) {
    case blend_mode::normal:
      break;
    case blend_mode::multiply:
      return below * above;
    case blend_mode::screen:
      return below + above - below * above;
    case blend_mode::overlay:
      return hard_light(above, below);
    case blend_mode::soft_light:
      return soft_light(below, above);
    case blend_mode::hard_light:
      return hard_light(below, above);
    case blend_mode::dodge:
      return select(below > none, select(above < one, min(one, below / select(above < one, one - above, one)), one),
                    none);
    case blend_mode::burn:
      return select(below < one,
                    select(above > none, one - min(one, (one - below) / select(above > none, above, one)), none), one);
    case blend_mode::darken:
      return min(below, above);
    case blend_mode::lighten:
      return max(below, above);
    case blend_mode::exclusion:
      return below + above - V(2.0f) * below * above;
  }
  return above;
}

}  // namespace tessera::inline v0
