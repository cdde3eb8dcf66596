// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/rank.hpp"

namespace tessera::inline v0 {

/// The line a I + b that fits a window of the picture best, as `guided` uses it: a = variance / (variance + epsilon), b = mean (1 - a) (He, Sun and
/// Tang 2010). Example: `guided_coefficients 4 offset`
struct guided_coefficients {
  enum class which { slope, offset };
  window_sides radius = 4;
  which part = which::slope;
  float epsilon = 0.01f;
  window_sides size = 0;

  static constexpr auto parameters() {
    const auto window = window_parameters<guided_coefficients>();
    return params{param_at<0>(window),
                  param{"part", &guided_coefficients::part,
                        one_of<which>({{"slope", which::slope}, {"offset", which::offset}}), "a or b"},
                  guided_epsilon<guided_coefficients>(), param_at<1>(window)};
  }
  moments prepare() const { return window_moments(radius, size); }

  struct values {
    bool slope;
    float epsilon;
    template <class V>
    TESSERA_FN V operator()(V, V mean, V deviation) const {
      const V variance = deviation * deviation, a = variance / (variance + V(epsilon));
      return slope ? a : mean * (V(1.0f) - a);
    }
  };
  values formula() const { return {part == which::slope, epsilon}; }
};

}  // namespace tessera::inline v0
