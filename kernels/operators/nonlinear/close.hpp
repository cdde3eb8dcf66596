// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/nonlinear/dilate.hpp"
#include "tessera/kernels/operators/nonlinear/erode.hpp"

namespace tessera::inline v0 {

/// Dilation, then erosion: dark details smaller than the window go, light ones stay. Example: `close 2`
struct close {
  window_sides radius = 1;
  window_sides size = 0;
  window_shape shape = window_shape::rectangle;

  static constexpr auto parameters() { return shaped_window_parameters<close>(); }
  tessera::recipe recipe() const { return {dilate{radius, size, shape}, erode{radius, size, shape}}; }
};

}  // namespace tessera::inline v0
