// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/linear/gaussian.hpp"
#include "tessera/kernels/operators/tone/depth.hpp"
#include "tessera/kernels/operators/two_pictures/subtract.hpp"

namespace tessera::inline v0 {

/// A Gaussian blur less a wider one: details of one size; the ratio 1.6 is near the Laplacian of a Gaussian (Marr and Hildreth 1980).
/// Example: `difference_of_gaussians 1.5`
struct difference_of_gaussians {
  float sigma = 1.0f;
  float ratio = 1.6f;
  float offset = 0.5f;

  static constexpr auto parameters() {
    return params{
        param{"sigma", &difference_of_gaussians::sigma, range{0.1, 100}, "standard deviation of the narrow blur",
              unit::pixels},
        param{"ratio", &difference_of_gaussians::ratio, range{1.01, 2.5},
              "of the wide blur's deviation to the narrow one's"},
        param{"offset", &difference_of_gaussians::offset, range{0, 1}, "the level of what is flat", unit::fraction}};
  }

  tessera::recipe recipe(const format& in) const {
    const depth exact{sample_type::f32};
    return {exact, gaussian{sigma}, subtract{input_through({exact, gaussian{sigma * ratio}}), offset}, depth{in.type}};
  }
};

}  // namespace tessera::inline v0
