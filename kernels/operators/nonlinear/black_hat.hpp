// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/nonlinear/close.hpp"
#include "tessera/kernels/operators/two_pictures/subtract.hpp"

namespace tessera::inline v0 {

/// The closing less the picture: dark details smaller than the window. Example: `black_hat 2`
struct black_hat {
  window_sides radius = 1;
  window_sides size = 0;

  static constexpr auto parameters() { return window_parameters<black_hat>(); }
  tessera::recipe recipe() const { return {close{radius, size}, subtract{}}; }
};

}  // namespace tessera::inline v0
