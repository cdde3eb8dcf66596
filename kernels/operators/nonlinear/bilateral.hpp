// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/pixel_window.hpp"
#include "tessera/kernels/patterns/rank.hpp"

namespace tessera::inline v0 {

/// Smooths and keeps edges: a Gaussian mean of the pixels around in which those of another colour count less (Tomasi and Manduchi 1998).
/// The window is round; colours are as far apart as the sum of their differences. Example: `bilateral 4 sigma_colour=8%`
struct bilateral {
  int radius = 3;
  float sigma_colour = 0.1f;
  float sigma_space = 2.0f;
  int size = 0;

  static constexpr auto parameters() {
    return params{
        param{"radius", &bilateral::radius, range{0, 50}, "pixels on each side of the centre", unit::pixels},
        param{"sigma_colour", &bilateral::sigma_colour, range{0.001, 10},
              "standard deviation of differences that count as noise", unit::fraction},
        param{"sigma_space", &bilateral::sigma_space, range{0.1, 250}, "standard deviation of distances", unit::pixels},
        param{"size", &bilateral::size, range{0, 101}, "odd width of the window, instead of radius", unit::pixels}};
  }
  pixel_stencil prepare() const { return square_stencil(radius_of_window(radius, size)); }

  template <class Window>
  TESSERA_FN typename Window::pixel operator()(const Window& at) const {
    using V = typename Window::value;
    // exp(-d^2 / (2 sigma^2)) = exp2(d^2 * -log2(e) / (2 sigma^2))
    const float by_colour = -0.72134752f / (sigma_colour * sigma_colour),
                by_space = -0.72134752f / (sigma_space * sigma_space);
    const int reach = size > 0 ? size / 2 : radius;
    const auto centre = at(0, 0);
    weighted_pixels<V> sum;
    for (int dy = -reach; dy <= reach; ++dy)
      for (int dx = -reach; dx <= reach; ++dx) {
        const int far = dx * dx + dy * dy;
        if (far > reach * reach) continue;
        const auto other = at(dx, dy);
        V apart = abs(other.r - centre.r);
        if (at.colours() == 3) apart = apart + abs(other.g - centre.g) + abs(other.b - centre.b);
        sum.add(other, exp2(apart * apart * V(by_colour) + V(static_cast<float>(far) * by_space)) * at.alpha(dx, dy));
      }
    return sum.mean(centre);
  }
};

}  // namespace tessera::inline v0
