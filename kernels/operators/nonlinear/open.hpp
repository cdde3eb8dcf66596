// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/nonlinear/dilate.hpp"
#include "tessera/kernels/operators/nonlinear/erode.hpp"

namespace tessera::inline v0 {

/// Erosion, then dilation: light details smaller than the window go, dark ones stay. Example: `open 2`
struct open {
  window_sides radius = 1;
  window_sides size = 0;

  static constexpr auto parameters() { return window_parameters<open>(); }
  tessera::recipe recipe() const { return {erode{radius, size}, dilate{radius, size}}; }
};

}  // namespace tessera::inline v0
