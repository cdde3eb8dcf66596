// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/colour/colour_matrix.hpp"
#include "tessera/kernels/patterns/colour_matrices.hpp"

namespace tessera::inline v0 {

/// Turns all colours around the gray axis; luma stays (the hueRotate matrix of W3C Filter Effects). Example: `hue 40deg`
struct hue {
  float degrees = 90.0f;

  static constexpr auto parameters() {
    return params{
        param{"degrees", &hue::degrees, range{-360, 360}, "from red towards yellow and green", unit::degrees}};
  }

  tessera::recipe recipe() const { return {colour_matrix{hue_matrix(degrees)}}; }
};

}  // namespace tessera::inline v0
