// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/pixel_window.hpp"
#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Makes colours of a sensor's gray picture whose pixels saw one colour each, by the 5x5 filters of Malvar, He and Cutler (2004). At the edges
/// the picture is mirrored, so that the colours keep their order. Example: `grayscale | demosaic rggb`
struct demosaic {
  enum class order { rggb, bggr, grbg, gbrg } pattern = order::rggb;

  static constexpr auto parameters() {
    return params{param{
        "pattern", &demosaic::pattern,
        one_of<order>({{"rggb", order::rggb}, {"bggr", order::bggr}, {"grbg", order::grbg}, {"gbrg", order::gbrg}}),
        "colours of the first two pixels of the first row, then of the second row"}
                      .must()};
  }

  /// Throws `error` of kind usage unless the picture is gray.
  pixel_stencil prepare(const format& in) const {
    if (in.colour_channels() == 1) return {{}, 2, 2, true};
    throw error(error_kind::usage,
                "demosaic: the picture has colours already; it wants a sensor's gray one, so put `channel green` or "
                "`grayscale` before it if all channels are the same");
  }
  format output(const format& in) const { return {in.type, in.alpha ? 4 : 3, in.alpha, colour_space::rgb, in.size}; }

  template <class Window>
  TESSERA_FN typename Window::pixel operator()(const Window& at) const {
    using V = typename Window::value;
    const bool red_is_right = pattern == order::bggr || pattern == order::grbg,
               red_is_below = pattern == order::bggr || pattern == order::gbrg;
    const auto red_column = (at.odd_x() > V(0.5f)), red_row = at.odd_y() > V(0.5f);
    const auto sum = [&](int dx, int dy) { return at(dx, dy).r + at(-dx, -dy).r; };
    const V centre = at(0, 0).r, beside = sum(1, 0), above = sum(0, 1), far_beside = sum(2, 0), far_above = sum(0, 2);
    const V corners = sum(1, 1) + sum(1, -1), eighth(0.125f);
    const V green = (V(4.0f) * centre + V(2.0f) * (beside + above) - (far_beside + far_above)) * eighth;
    const V across = (V(5.0f) * centre + V(4.0f) * beside - corners - far_beside + V(0.5f) * far_above) * eighth;
    const V along = (V(5.0f) * centre + V(4.0f) * above - corners - far_above + V(0.5f) * far_beside) * eighth;
    const V slanted = (V(6.0f) * centre + V(2.0f) * corners - V(1.5f) * (far_beside + far_above)) * eighth;
    // What stands where row and column are red, the row alone, the column alone, neither.
    const auto choose = [&](V both, V row, V column, V neither) {
      const V in_row = red_is_right ? select(red_column, both, row) : select(red_column, row, both);
      const V outside = red_is_right ? select(red_column, column, neither) : select(red_column, neither, column);
      return red_is_below ? select(red_row, in_row, outside) : select(red_row, outside, in_row);
    };
    return {choose(centre, across, along, slanted), choose(green, centre, centre, green),
            choose(slanted, along, across, centre)};
  }
};

}  // namespace tessera::inline v0
