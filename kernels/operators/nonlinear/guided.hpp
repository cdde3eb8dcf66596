// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/linear/box.hpp"
#include "tessera/kernels/operators/nonlinear/guided_coefficients.hpp"
#include "tessera/kernels/operators/tone/depth.hpp"
#include "tessera/kernels/operators/two_pictures/add.hpp"
#include "tessera/kernels/operators/two_pictures/multiply.hpp"

namespace tessera::inline v0 {

/// Smooths and keeps edges without halos: the guided filter with the picture as its own guide, channel by channel
/// (He, Sun and Tang 2010). Example: `guided 8 epsilon=0.02`
struct guided {
  window_sides radius = 4;
  float epsilon = 0.01f;
  window_sides size = 0;

  static constexpr auto parameters() {
    const auto window = window_parameters<guided>();
    return params{param_at<0>(window), guided_epsilon<guided>(), param_at<1>(window)};
  }

  /// The mean of the slopes times the picture, and the mean of the offsets.
  tessera::recipe recipe(const format& in) const {
    using part = guided_coefficients::which;
    const moments window = window_moments(radius, size);
    const auto reach = [](std::int64_t side) { return static_cast<float>(side); };
    const box mean{{reach(window.radius_x), reach(window.radius_y)}};
    const auto mean_of = [&](part which) {
      return input_through({depth{sample_type::f32}, guided_coefficients{radius, which, epsilon, size}, mean});
    };
    return {depth{sample_type::f32}, multiply{mean_of(part::slope)}, add{mean_of(part::offset)}, depth{in.type}};
  }
};

}  // namespace tessera::inline v0
