// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/nonlinear/dilate.hpp"
#include "tessera/kernels/operators/nonlinear/erode.hpp"
#include "tessera/kernels/operators/two_pictures/subtract.hpp"

namespace tessera::inline v0 {

/// Dilation less erosion: the outlines of things. Example: `morphological_gradient 2`
struct morphological_gradient {
  window_sides radius = 1;
  window_sides size = 0;

  static constexpr auto parameters() { return window_parameters<morphological_gradient>(); }
  tessera::recipe recipe() const { return {dilate{radius, size}, subtract{input_through({erode{radius, size}})}}; }
};

}  // namespace tessera::inline v0
