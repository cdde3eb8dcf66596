// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operator.hpp"
#include "tessera/kernels/patterns/normal.hpp"
#include "tessera/kernels/position.hpp"

namespace tessera::inline v0 {

/// Adds noise, the same for the same seed wherever and however the picture is cut. Example: `noise 0.1 seed=7`
struct noise {
  enum class kind { gaussian, uniform, impulse };
  float amount = 0.05f;
  kind distribution = kind::gaussian;
  int seed = 1;
  bool mono = false;

  static constexpr auto parameters() {
    return std::tuple{
        param{"amount", &noise::amount, range{0, 10},
              "standard deviation; of impulses the part of the samples that become black or white", unit::fraction},
        param{"distribution", &noise::distribution,
              one_of<kind>({{"gaussian", kind::gaussian}, {"uniform", kind::uniform}, {"impulse", kind::impulse}}),
              "of the values"},
        param{"seed", &noise::seed, range{0, 1e9}, "another one gives other noise"},
        param{"mono", &noise::mono, any_value{}, "the same for all colours of a pixel"}};
  }

  template <class V>
  TESSERA_FN V operator()(V v, const position<V>& at) const {
    const V u = at.random(static_cast<std::uint32_t>(seed), mono ? 0 : at.channel) + V(0x1p-25f);
    if (distribution == kind::gaussian) return v + V(amount) * normal_quantile(u);
    // A uniform distribution of width 1 has the deviation 1 / sqrt(12).
    if (distribution == kind::uniform) return v + V(amount * 3.4641016f) * (u - V(0.5f));
    const V half(amount * 0.5f);
    return select(u < half, V(0.0f), select(u > V(1.0f) - half, V(1.0f), v));
  }
};

}  // namespace tessera::inline v0
