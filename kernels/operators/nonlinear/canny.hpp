// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/colour/grayscale.hpp"
#include "tessera/kernels/operators/linear/gaussian.hpp"
#include "tessera/kernels/operators/nonlinear/hysteresis.hpp"
#include "tessera/kernels/operators/nonlinear/thin_edges.hpp"
#include "tessera/kernels/operators/tone/depth.hpp"

namespace tessera::inline v0 {

/// White edges one pixel wide on black, from the luma's gradient (J. Canny, "A computational approach to edge detection", 1986).
/// Example: `canny 0.05 0.15 sigma=1.4`
struct canny {
  float low = 0.1f;
  float high = 0.2f;
  float sigma = 1.0f;

  static constexpr auto parameters() {
    return params{param{"low", &canny::low, range{0, 2},
                        "an edge may go on where Sobel's gradient, over 4, is at least this", unit::fraction},
                  param{"high", &canny::high, range{0, 2}, "an edge must somewhere have a gradient of at least this",
                        unit::fraction},
                  param{"sigma", &canny::sigma, range{0.1, 250}, "standard deviation of the blur that comes first",
                        unit::pixels}};
  }

  /// Throws `error` of kind usage if low is above high.
  void check() const { (void)connected_above("canny", low, high); }

  tessera::recipe recipe(const format& in) const {
    tessera::recipe parts{depth{sample_type::f32}};
    if (in.colour != colour_space::gray) parts.push_back(grayscale{});
    parts.push_back(gaussian{sigma});
    // Black, gray and white in bytes take a quarter of the memory, as long as there is no alpha that would lose its precision.
    const bool bytes = !in.alpha && high > 0;
    parts.push_back(bytes ? thin_edges{low, high} : thin_edges{});
    if (bytes) parts.push_back(depth{sample_type::u8});
    parts.push_back(bytes ? hysteresis{0.25f, 0.75f} : hysteresis{low, high});
    parts.push_back(depth{in.type});
    return parts;
  }
};

}  // namespace tessera::inline v0
