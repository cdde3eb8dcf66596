// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Brings linear light of any range into 0..1 with a soft shoulder. Reinhard: Reinhard and others 2002, equation 4; aces: the fit by
/// K. Narkowicz 2015; hable: J. Hable's filmic curve of 2010. Example: `depth f32 | tone_map aces exposure=1ev`
struct tone_map {
  enum class curve { reinhard, aces, hable } kind = curve::reinhard;
  float exposure = 0.0f;
  float white = 4.0f;

  static constexpr auto parameters() {
    return params{
        param{"kind", &tone_map::kind,
              one_of<curve>({{"reinhard", curve::reinhard}, {"aces", curve::aces}, {"hable", curve::hable}}), "curve"},
        param{"exposure", &tone_map::exposure, range{-20, 20}, "applied before the curve", unit::stops},
        param{"white", &tone_map::white, range{0.1, 1000}, "the light that becomes white; reinhard and hable"}};
  }

  template <class V>
  TESSERA_FN V operator()(V v) const {
    const V x = max(v, V(0.0f)) * exp2(V(exposure));
    if (kind == curve::reinhard) return x * (V(1.0f) + x / V(white * white)) / (V(1.0f) + x);
    if (kind == curve::aces) return x * (V(2.51f) * x + V(0.03f)) / (x * (V(2.43f) * x + V(0.59f)) + V(0.14f));
    return filmic(x) / filmic(V(white));
  }

 private:
  template <class V>
  TESSERA_FN static V filmic(V x) {
    return (x * (V(0.15f) * x + V(0.05f)) + V(0.004f)) / (x * (V(0.15f) * x + V(0.5f)) + V(0.06f)) - V(0.02f / 0.3f);
  }
};

}  // namespace tessera::inline v0
