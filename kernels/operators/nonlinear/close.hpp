// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/nonlinear/dilate.hpp"
#include "tessera/kernels/operators/nonlinear/erode.hpp"

namespace tessera::inline v0 {

/// Dilation, then erosion: dark details smaller than the window go, light ones stay. Example: `close 2`
struct close {
  window_sides radius = 1;
  window_sides size = 0;

  static constexpr auto parameters() { return window_parameters<close>(); }
  tessera::recipe recipe() const { return {dilate{radius, size}, erode{radius, size}}; }
};

}  // namespace tessera::inline v0
