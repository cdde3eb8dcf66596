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
    return params{
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
    // An odd multiple of 2^-24 between -1 and 1, exactly: neither end is met, where a normal distribution has no value.
    const V x = (at.random(static_cast<std::uint32_t>(seed), mono ? 0 : at.channel) - V(0.5f)) * V(2.0f) + V(0x1p-24f);
    if (distribution == kind::gaussian) return v + V(amount) * normal_of_uniform(x);
    // A uniform distribution of width 2 has the deviation 1 / sqrt(3).
    if (distribution == kind::uniform) return v + V(amount * 1.7320508f) * x;
    const V rest(1.0f - amount);
    return select(x < -rest, V(0.0f), select(x > rest, V(1.0f), v));
  }
};

}  // namespace tessera::inline v0
