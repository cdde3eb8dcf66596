// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/gaussian_weights.hpp"
#include "tessera/kernels/patterns/rank.hpp"

namespace tessera::inline v0 {

/// White where a sample lies above the mean around it less an offset, black elsewhere. Example: `grayscale | adaptive_threshold 8 method=gaussian`
struct adaptive_threshold {
  enum class which { mean, gaussian };
  window_sides radius = 5;
  which method = which::mean;
  float offset = 0.02f;
  window_sides size = 0;

  static constexpr auto parameters() {
    const auto window = window_parameters<adaptive_threshold>();
    return params{param_at<0>(window),
                  param{"method", &adaptive_threshold::method,
                        one_of<which>({{"mean", which::mean}, {"gaussian", which::gaussian}}),
                        "all samples of the window count the same, or by a Gaussian of 0.3 (radius - 1) + 0.8 pixels"},
                  param{"offset", &adaptive_threshold::offset, range{-1, 1}, "taken off the mean", unit::fraction},
                  param_at<1>(window)};
  }
  separable prepare() const {
    const moments window = window_moments(radius, size);
    const bool even = method == which::mean;
    const auto weights = [even](std::int64_t reach) {
      return even ? box_weights(static_cast<int>(reach)) : gaussian_window(static_cast<int>(reach));
    };
    return {weights(window.radius_x), weights(window.radius_y), even, {}};
  }

  template <class V>
  TESSERA_FN V operator()(V centre, V mean) const {
    return select(centre > mean - V(offset), V(1.0f), V(0.0f));
  }
};

}  // namespace tessera::inline v0
