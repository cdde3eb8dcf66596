// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/nonlinear/dilate.hpp"
#include "tessera/kernels/operators/nonlinear/erode.hpp"

namespace tessera::inline v0 {

/// Erosion, then dilation: light details smaller than the window go, dark ones stay. Example: `open 2`
struct open {
  window_sides radius = 1;
  window_sides size = 0;
  window_shape shape = window_shape::rectangle;

  static constexpr auto parameters() { return shaped_window_parameters<open>(); }
  tessera::recipe recipe() const { return {erode{radius, size, shape}, dilate{radius, size, shape}}; }
};

}  // namespace tessera::inline v0
