// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/linear/gaussian.hpp"
#include "tessera/kernels/operators/sensor/noise.hpp"
#include "tessera/kernels/operators/tone/depth.hpp"
#include "tessera/kernels/operators/tone/gain.hpp"
#include "tessera/kernels/operators/tone/invert.hpp"
#include "tessera/kernels/operators/two_pictures/add.hpp"
#include "tessera/kernels/operators/two_pictures/multiply.hpp"
#include "tessera/kernels/patterns/gaussian_weights.hpp"

namespace tessera::inline v0 {

/// Gray grains of a size, as film has them: blurred noise, strongest in the middle tones (4 v (1 - v)). Example: `film_grain 0.15 size=1.2`
struct film_grain {
  float amount = 0.08f;
  float size = 0.8f;
  int seed = 1;

  static constexpr auto parameters() {
    return params{
        param{"amount", &film_grain::amount, range{0, 1}, "standard deviation at middle gray", unit::fraction},
        param{"size", &film_grain::size, range{0.1, 20}, "standard deviation of the blur", unit::pixels},
        param{"seed", &film_grain::seed, range{0, 1e9}, "another one gives other grains"}};
  }

  tessera::recipe recipe(const format& in) const {
    double squares = 0;  // a blur takes this part of the noise's variance away, along each axis
    for (const double w : gaussian_weights(size)) squares += w * w;
    const depth exact{sample_type::f32};
    const branch rest = input_through({exact, invert{}});
    const branch grains = input_through({exact, gain{0}, noise{1, noise::kind::gaussian, seed, true}, gaussian{size}});
    const branch strength = input_through({exact, multiply{rest, 4}, multiply{grains}});
    return {exact, add{strength, amount / static_cast<float>(squares)}, depth{in.type}};
  }
};

}  // namespace tessera::inline v0
